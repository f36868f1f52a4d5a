"""Global tokens, tickets, template and customer-service messages."""

from __future__ import annotations

from typing import Any

import pytest
import requests

APP = {"appid": "wx1000000000000001", "secret": "s" * 32, "name": "测试店"}
TEMPLATE = {
    "template_id": "T1",
    "title": "订单发货通知",
    "fields": ["thing1", "character_string2"],
}


@pytest.fixture
def app(sandbox: Any) -> Any:
    return sandbox.post("/apps", **APP, templates=[TEMPLATE])


def stable(sandbox: Any, **more: Any) -> Any:
    body = {
        "grant_type": "client_credential",
        "appid": APP["appid"],
        "secret": APP["secret"],
        **more,
    }
    return requests.post(f"{sandbox.base_url}/cgi-bin/stable_token", json=body, timeout=8).json()


def call(sandbox: Any, path: str, token: str, body: Any = None, **query: str) -> Any:
    url, values = f"{sandbox.base_url}/cgi-bin/{path}", {"access_token": token, **query}
    if body is None:
        return requests.get(url, params=values, timeout=8).json()
    return requests.post(url, params=values, json=body, timeout=8).json()


@pytest.fixture
def token(sandbox: Any, app: Any) -> str:
    return str(stable(sandbox)["access_token"])


@pytest.fixture
def openid(sandbox: Any, app: Any) -> str:
    return str(sandbox.get(f"/people/lin/openid/{APP['appid']}")["openid"])


def test_the_stable_token_stays_until_it_is_forced(sandbox: Any, token: str) -> None:
    assert stable(sandbox)["access_token"] == token
    forced = stable(sandbox, force_refresh=True)
    assert forced["access_token"] != token
    assert forced["expires_in"] == 7200
    assert call(sandbox, "ticket/getticket", token, type="jsapi")["errcode"] == 42001
    assert stable(sandbox, force_refresh=True)["errcode"] == 45011


def test_both_kinds_of_token_live_side_by_side_and_the_old_one_overlaps(sandbox: Any, token: str) -> None:
    query = {
        "grant_type": "client_credential",
        "appid": APP["appid"],
        "secret": APP["secret"],
    }
    first, second = (
        requests.get(f"{sandbox.base_url}/cgi-bin/token", params=query, timeout=8).json() for _ in range(2)
    )
    tickets = [call(sandbox, "ticket/getticket", one) for one in (token, first["access_token"], second["access_token"])]
    assert [one["errcode"] for one in tickets] == [0, 0, 0]
    assert len({one["ticket"] for one in tickets}) == 1


def test_a_wrong_secret_or_token_is_refused_with_http_200(sandbox: Any, app: Any) -> None:
    assert stable(sandbox, secret="x")["errcode"] == 40125
    assert stable(sandbox, appid="wx0")["errcode"] == 40013
    assert call(sandbox, "ticket/getticket", "nonsense")["errcode"] == 40001


def message(openid: str, **more: Any) -> dict[str, Any]:
    data = {
        "thing1": {"value": "手冲咖啡豆"},
        "character_string2": {"value": "SF1234567890123"},
    }
    return {
        "touser": openid,
        "template_id": "T1",
        "data": data,
        "url": "http://shop.localhost/o/1",
        **more,
    }


def test_a_template_message_is_kept_for_the_page(sandbox: Any, token: str, openid: str) -> None:
    assert call(sandbox, "message/template/send", token, message(openid))["errcode"] == 0
    kept = sandbox.get("/messages", person="lin")["messages"]
    assert [(one["title"], one["data"]["thing1"]["value"]) for one in kept] == [("订单发货通知", "手冲咖啡豆")]


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        (
            {
                "data": {
                    "thing1": {"value": "长" * 21},
                    "character_string2": {"value": "1"},
                }
            },
            47003,
        ),
        (
            {
                "data": {
                    "thing1": {"value": "好"},
                    "character_string2": {"value": "中文"},
                }
            },
            47003,
        ),
        ({"data": {"thing1": {"value": "好"}}}, 47003),
        ({"template_id": "T9"}, 40037),
        ({"touser": "oNobody"}, 40003),
    ],
)
def test_wrong_messages_are_refused(sandbox: Any, token: str, openid: str, changes: Any, errcode: int) -> None:
    assert call(sandbox, "message/template/send", token, message(openid) | changes)["errcode"] == errcode


def test_only_followers_get_template_messages(sandbox: Any, token: str, openid: str) -> None:
    sandbox.post("/people", id="lin", subscribed=False)
    assert call(sandbox, "message/template/send", token, message(openid))["errcode"] == 43004
    assert call(sandbox, "user/info", token, openid=openid)["subscribe"] == 0


def test_the_same_client_msg_id_sends_once(sandbox: Any, token: str, openid: str) -> None:
    wish = message(openid, client_msg_id="m1")
    first, second = (call(sandbox, "message/template/send", token, wish) for _ in range(2))
    assert first["msgid"] == second["msgid"]
    assert len(sandbox.get("/messages")["messages"]) == 1


def test_customer_service_messages_need_an_action_and_are_counted(sandbox: Any, token: str, openid: str) -> None:
    wish = {"touser": openid, "msgtype": "text", "text": {"content": "您好"}}
    assert call(sandbox, "message/custom/send", token, wish)["errcode"] == 45015
    sandbox.post("/interactions", appid=APP["appid"], person="lin", action="message")
    codes = [call(sandbox, "message/custom/send", token, wish)["errcode"] for _ in range(6)]
    assert codes == [0] * 5 + [45047]
