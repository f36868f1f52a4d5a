"""公众号 and 微信支付 in the admin: saved, never shown again, really tried."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.payments import actions as payments
from commerce.payments.ports import Prepared
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tenants import secrets, settings
from tenants.models import AuditEntry
from tests.support.desk import ADMIN, staff_browser
from tests.support.factories import an_order, payment_of
from tests.support.sandbox import APIV3_KEY, APP_SECRET, PRIVATE_KEY, SERIAL_NO, Sandbox

APP_FORM = {"appid": "wx0000000000000001", "app_secret": APP_SECRET}


@pytest.fixture
def desk(app: Flask, shop: int, sandbox: Sandbox) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def seen(desk: FlaskClient, path: str) -> str:
    page = desk.get(path, base_url=ADMIN).text
    return page.split('name="seen" value="')[1].split('"')[0]


def post(desk: FlaskClient, path: str, form: dict[str, str]) -> tuple[int, str]:
    answer = desk.post(path, data={"seen": seen(desk, path), **form}, base_url=ADMIN)
    return answer.status_code, answer.text


def pay_form(sandbox: Sandbox) -> dict[str, str]:
    return {
        "mode": "direct", "mchid": sandbox.mchid, "serial": SERIAL_NO, "private_key": PRIVATE_KEY,
        "apiv3_key": APIV3_KEY, "public_key_id": sandbox.platform["public_key_id"],
        "public_key": sandbox.platform["public_key"],
    }  # fmt: skip


def test_an_owner_connects_and_tries_both(desk: FlaskClient, shop: int, sandbox: Sandbox) -> None:
    assert post(desk, "/admin/wechat", APP_FORM)[0] == 303
    assert post(desk, "/admin/wechat/pay", pay_form(sandbox))[0] == 303
    for path in ("/admin/wechat/check", "/admin/wechat/pay/check"):
        answer = desk.post(path, base_url=ADMIN, headers={"HX-Request": "true"})
        assert "连接正常" in answer.text
        assert 'id="check"' in answer.text
    with tenant_scope(shop), reading():
        verbs = list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.subject == "wechat")))
        noted = str([(row.before, row.after) for row in db.session.scalars(select(AuditEntry))])
    assert verbs == ["wechat.app", "wechat.pay", "wechat.check", "wechat.check"]
    assert APP_SECRET not in noted
    assert APIV3_KEY not in noted


def test_secrets_are_never_shown_again_and_an_empty_field_keeps_them(
    desk: FlaskClient, shop: int, sandbox: Sandbox
) -> None:
    post(desk, "/admin/wechat", APP_FORM)
    post(desk, "/admin/wechat/pay", pay_form(sandbox))
    pages = desk.get("/admin/wechat", base_url=ADMIN).text + desk.get("/admin/wechat/pay", base_url=ADMIN).text
    for secret in (APP_SECRET, APIV3_KEY, PRIVATE_KEY.splitlines()[1]):
        assert secret not in pages
    assert "已保存" in pages
    post(desk, "/admin/wechat", {"appid": "wx0000000000000002", "app_secret": ""})
    with tenant_scope(shop), reading():
        assert settings.WECHAT_APPID.get() == "wx0000000000000002"
        assert secrets.get("wechat.app_secret") == APP_SECRET


def test_a_template_is_filled_as_the_shops_own_template_wants(desk: FlaskClient, shop: int) -> None:
    form = {"order_paid": "TEMPLATE_ID_1", "fields_order_paid": "thing7 商品\namount2：订单金额\n"}
    assert post(desk, "/admin/wechat", APP_FORM | form)[0] == 303
    with tenant_scope(shop), reading():
        assert settings.WECHAT_TEMPLATES.get() == {"order_paid": "TEMPLATE_ID_1"}
        assert settings.WECHAT_TEMPLATE_FIELDS.get()["order_paid"] == {"thing7": "goods", "amount2": "total"}
        assert settings.WECHAT_TEMPLATE_FIELDS.get()["group_failed"]["thing4"] == "reason"
    assert "thing7 商品" in desk.get("/admin/wechat", base_url=ADMIN).text


def test_a_wrong_secret_is_told_in_words(desk: FlaskClient, sandbox: Sandbox) -> None:
    post(desk, "/admin/wechat", APP_FORM | {"app_secret": "b" * 32})
    desk.post("/admin/wechat/check", base_url=ADMIN)
    page = desk.get("/admin/wechat", base_url=ADMIN).text
    assert "AppSecret 不对" in page
    assert "连接有问题" in page


def test_another_merchant_number_is_asked_about_before_money_of_the_former_is_out_of_reach(
    desk: FlaskClient, shop: int, sandbox: Sandbox
) -> None:
    post(desk, "/admin/wechat/pay", pay_form(sandbox))
    with tenant_scope(shop), transaction():
        payment = payment_of(an_order())
        payments.record_prepared(
            payment.id, Prepared("wx1", sandbox.appid, sandbox.mchid), payer_openid="o1", at=clock.now()
        )
    other = pay_form(sandbox) | {"mchid": "1900000999"}

    status, page = post(desk, "/admin/wechat/pay", other)
    assert (status, "1 笔等待付款" in page, 'name="another"' in page) == (422, True, True)
    with tenant_scope(shop), reading():
        assert settings.PAY_MCHID.get() == sandbox.mchid
    assert post(desk, "/admin/wechat/pay", other | {"another": "1"})[0] == 303
    with tenant_scope(shop), reading():
        assert settings.PAY_MCHID.get() == "1900000999"


def test_a_wrong_certificate_number_is_told_in_words(desk: FlaskClient, sandbox: Sandbox) -> None:
    post(desk, "/admin/wechat", APP_FORM)
    post(desk, "/admin/wechat/pay", pay_form(sandbox) | {"serial": "A" * 40})
    assert (
        "商户私钥、证书序列号"
        in desk.post("/admin/wechat/pay/check", base_url=ADMIN, headers={"HX-Request": "true"}).text
    )


def test_what_is_missing_is_listed(desk: FlaskClient) -> None:
    assert "还不能收款，缺少" in desk.get("/admin/wechat/pay", base_url=ADMIN).text


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/admin/wechat", "appid", "nonsense"), ("/admin/wechat", "app_secret", "short"),
        ("/admin/wechat", "verify_name", "../../etc/passwd"), ("/admin/wechat", "order_paid", "<script>"),
        ("/admin/wechat", "fields_order_paid", "thing2 密码"), ("/admin/wechat", "fields_order_paid", "evil 商品"),
        ("/admin/wechat/pay", "mchid", "19000000x1"), ("/admin/wechat/pay", "serial", "no hex"),
        ("/admin/wechat/pay", "private_key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
        ("/admin/wechat/pay", "apiv3_key", "k" * 31), ("/admin/wechat/pay", "public_key", "not a key"),
        ("/admin/wechat/pay", "other_key_id", "PUB_KEY_ID_1"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_beside_it_and_nothing_is_saved(
    desk: FlaskClient, shop: int, sandbox: Sandbox, path: str, field: str, value: str
) -> None:
    good = APP_FORM if path == "/admin/wechat" else pay_form(sandbox)
    status, page = post(desk, path, good | {field: value})
    assert status == 422
    assert 'class="err"' in page
    with tenant_scope(shop), reading():
        assert (settings.WECHAT_APPID.get(), settings.PAY_MCHID.get()) == ("", "")


def test_a_second_key_is_kept_and_dropped(desk: FlaskClient, shop: int, sandbox: Sandbox) -> None:
    serial = sandbox.platform["certificate_serial_no"]
    extra = {"other_key_id": serial, "other_key": sandbox.platform["certificate"]}
    assert post(desk, "/admin/wechat/pay", pay_form(sandbox) | extra)[0] == 303
    with tenant_scope(shop), reading():
        assert list(settings.PAY_OTHER_KEYS.get()) == [serial]
    assert post(desk, "/admin/wechat/pay", pay_form(sandbox) | {f"drop-{serial}": "1"})[0] == 303
    with tenant_scope(shop), reading():
        assert settings.PAY_OTHER_KEYS.get() == {}


@pytest.mark.parametrize("role", ["operations", "helpdesk", "warehouse", "finance"])
def test_only_an_owner_may_touch_the_connection(app: Flask, shop: int, role: str) -> None:
    desk = staff_browser(app, shop, role)
    answers = [desk.get("/admin/wechat", base_url=ADMIN), desk.post("/admin/wechat/pay", base_url=ADMIN)]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_form_drawn_before_somebody_elses_save_is_refused(desk: FlaskClient) -> None:
    old = seen(desk, "/admin/wechat")
    post(desk, "/admin/wechat", APP_FORM)
    late = desk.post("/admin/wechat", data=APP_FORM | {"seen": old, "appid": "wx0000000000000009"}, base_url=ADMIN)
    assert late.status_code == 409
    assert "其他人修改过" in late.text
