"""Keys as they arrive from a browser: a textarea ends its lines with CRLF, and people paste the wrong file."""

import pytest
from cryptography.hazmat.primitives import serialization
from flask import Flask
from flask.testing import FlaskClient

from commerce.members import actions as members
from kernel.db import reading, transaction
from kernel.tenancy import tenant_scope
from tenants import settings
from tests.support.desk import staff_browser
from tests.support.factories import ADDRESS, a_member, a_product
from tests.support.sandbox import APIV3_KEY, APP_SECRET, PRIVATE_KEY, SERIAL_NO, Sandbox
from tests.support.shopper import SHOP, sign_in
from wechat import connection

HTMX = {"HX-Request": "true", "Accept": "application/json, text/html"}


def typed(text: str) -> str:
    """What a browser sends for a textarea."""
    return text.replace("\n", "\r\n")


@pytest.fixture
def desk(app: Flask, shop: int, sandbox: Sandbox) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def save(desk: FlaskClient, path: str, form: dict[str, str]) -> tuple[int, str]:
    seen = desk.get(path).text.split('name="seen" value="')[1].split('"')[0]
    answer = desk.post(path, data={"seen": seen, **form})
    return answer.status_code, answer.text


def connect(desk: FlaskClient, sandbox: Sandbox, **values: str) -> tuple[int, str]:
    assert save(desk, "/admin/wechat", {"appid": sandbox.appid, "app_secret": APP_SECRET})[0] == 303
    form = {
        "mode": "direct", "mchid": sandbox.mchid, "serial": SERIAL_NO, "private_key": typed(PRIVATE_KEY),
        "apiv3_key": APIV3_KEY, "public_key_id": sandbox.platform["public_key_id"],
        "public_key": typed(sandbox.platform["public_key"]),
    }  # fmt: skip
    return save(desk, "/admin/wechat/pay", form | values)


def check(desk: FlaskClient) -> str:
    answer = desk.post("/admin/wechat/pay/check", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


def buy(app: Flask, sandbox: Sandbox) -> dict[str, str]:
    """A shopper's 去支付; gives what WeChat's own sheet is opened with."""
    with transaction():
        sku = a_product(stock=5, price_fen=12000)
        member = a_member(openid=sandbox.openid())
        address = members.save_address(member.id, ADDRESS, is_default=True)
    phone = sign_in(app.test_client(), member)
    wish = {"sku_id": sku.id, "qty": "1", "request_key": "k1", "address_id": address.id}
    answer = phone.post("/orders", data=wish, headers=HTMX, base_url=SHOP)
    assert answer.status_code == 200, answer.text
    return answer.json["pay"]


def test_keys_pasted_in_a_browser_take_money(app: Flask, desk: FlaskClient, shop: int, sandbox: Sandbox) -> None:
    serial = sandbox.platform["certificate_serial_no"]
    extra = {"other_key_id": serial, "other_key": typed(sandbox.platform["certificate"])}
    assert connect(desk, sandbox, **extra)[0] == 303
    assert "连接正常" in check(desk)
    with tenant_scope(shop), reading():
        assert "\r" not in settings.PAY_PUBLIC_KEY.get() + settings.PAY_OTHER_KEYS.get()[serial]
    assert buy(app, sandbox)["signType"] == "RSA"


def test_a_key_stored_with_a_browsers_line_ends_takes_money(
    app: Flask, desk: FlaskClient, shop: int, sandbox: Sandbox
) -> None:
    connect(desk, sandbox)
    with transaction():
        settings.PAY_PUBLIC_KEY.set(typed(sandbox.platform["public_key"]))
    assert "连接正常" in check(desk)
    assert buy(app, sandbox)["signType"] == "RSA"


def test_a_key_written_the_older_way_takes_money(app: Flask, desk: FlaskClient, sandbox: Sandbox) -> None:
    older = connection.public_key(sandbox.platform["public_key"]).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.PKCS1
    )
    assert connect(desk, sandbox, public_key=typed(older.decode()))[0] == 303
    assert buy(app, sandbox)["signType"] == "RSA"


def test_a_certificate_in_the_place_of_the_key_is_told_beside_the_field(desk: FlaskClient, sandbox: Sandbox) -> None:
    status, page = connect(desk, sandbox, public_key=typed(sandbox.platform["certificate"]))
    assert status == 422
    assert "平台证书请填到" in page.split('id="f-public_key"')[1].split("</div>")[0]


def test_what_a_refused_form_forgets_is_said(desk: FlaskClient, sandbox: Sandbox) -> None:
    status, page = connect(desk, sandbox, private_key="nonsense")
    assert status == 422
    assert "请重新填写商户私钥和APIv3 密钥" in page
    assert "请重新填写APIv3 密钥" in connect(desk, sandbox, private_key="", mchid="x")[1]
    assert "请重新填写" not in connect(desk, sandbox, private_key="", apiv3_key="", mchid="x")[1]


def test_a_stored_key_nobody_can_read_is_told_in_words(desk: FlaskClient, shop: int, sandbox: Sandbox) -> None:
    connect(desk, sandbox)
    with transaction():
        settings.PAY_PUBLIC_KEY.set(sandbox.platform["certificate"])
    assert "平台证书请填到" in check(desk)
