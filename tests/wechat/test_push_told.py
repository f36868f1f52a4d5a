"""Message pushes from the sandbox to a listening shop: proved, told, told again, forged."""

import pytest

from kernel.db import reading, transaction
from kernel.tenancy import tenant_scope
from tenants import queries, secrets
from tests.support.factories import a_shop
from tests.support.sandbox import APP_SECRET, Sandbox
from wechat.queries import latest_push

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(listening: str, sandbox: Sandbox) -> int:
    tenant_id = a_shop("shanlan")
    with tenant_scope(tenant_id):
        sandbox.connect()
        with transaction():
            secrets.put("wechat.push_token", "jishi2026")
            secrets.put("wechat.push_aes_key", "k" * 43)
            url = f"{listening}/hooks/wechat/{queries.tenant(tenant_id).key}/push"
    push = {"url": url, "token": "jishi2026", "encoding_aes_key": "k" * 43}
    sandbox.post("/apps", appid=sandbox.appid, secret=APP_SECRET, push=push)
    return tenant_id


def test_a_shop_hears_what_people_do_in_wechat(shop: int, sandbox: Sandbox) -> None:
    about = {"appid": sandbox.appid, "person": "lin"}
    assert sandbox.post("/pushes/verify", appid=sandbox.appid)["verified"]

    told = sandbox.post("/pushes", event="subscribe", **about)
    assert (told["status"], told["answer"], told["sends"]) == (200, "success", 1)
    assert (
        sandbox.post("/pushes", event="subscribe", **about, **{n: told[n] for n in ("at_s", "nonce", "fields")})[
            "status"
        ]
        == 200
    )
    for spoil, status in (
        ("signature", 403), ("old", 403), ("doctype", 400), ("other_key", 403), ("other_app", 403), ("plain", 403),
    ):  # fmt: skip
        assert sandbox.post("/pushes", event="unsubscribe", spoil=spoil, **about)["status"] == status
    assert sandbox.post("/pushes", type="text", **about)["answer"] == "success"

    with tenant_scope(shop), reading():
        pushed = latest_push()
    assert pushed is not None
    assert pushed.kind == "text"
