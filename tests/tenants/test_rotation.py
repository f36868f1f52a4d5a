"""A new key-encrypting key takes over; the old one can then be removed."""

import base64

import pyotp
import pytest
from sqlalchemy import select

from app import add_operator, rotate_keys
from kernel.db import reading, transaction
from kernel.errors import Refused
from kernel.tenancy import tenant_scope
from tenants import logins, secrets
from tenants.models import Operator
from tests.support import desk
from tests.support.factories import a_shop

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.fixture
def old_key(committed_app, environment):
    secrets.load_keys(f"v1:{OLD}")
    yield
    secrets.load_keys(environment["JISHI_KEYS"])


def test_after_rotating_the_new_key_alone_opens_everything(old_key):
    shop_id = a_shop()
    with tenant_scope(shop_id), transaction():
        secrets.put("wechat.app_secret", "a secret of sixteen letters")
    owner, operator = desk.a_staff(shop_id, "owner"), desk.an_operator()

    secrets.load_keys(f"v1:{OLD},v2:{NEW}")
    assert rotate_keys.rotate() == (1, 2)
    assert rotate_keys.rotate() == (0, 0)

    secrets.load_keys(f"v2:{NEW}")
    with tenant_scope(shop_id), reading():
        assert secrets.get("wechat.app_secret") == "a secret of sixteen letters"
    with tenant_scope(None), transaction():
        logins.use_staff_code(owner.id, desk.code(owner))
        logins.use_operator_code(operator.id, desk.code(operator))


def test_without_rotating_the_new_key_alone_opens_nothing(old_key):
    shop_id = a_shop()
    with tenant_scope(shop_id), transaction():
        secrets.put("wechat.app_secret", "a secret of sixteen letters")

    secrets.load_keys(f"v2:{NEW}")
    with tenant_scope(shop_id), reading(), pytest.raises(Refused):
        secrets.get("wechat.app_secret")


def test_the_first_operator_can_sign_in(committed_app):
    password, totp_secret = add_operator.add("Boss@Example.com", "平台老王")

    with tenant_scope(None), transaction() as session:
        person = logins.operator_with_password("boss@example.com", password)
        logins.use_operator_code(person.id, pyotp.TOTP(totp_secret).now())
        assert session.scalars(select(Operator.name)).all() == ["平台老王"]
