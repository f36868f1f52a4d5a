"""Web authorization: parameter order, silent and consenting sign-in, one-shot codes, openids, snapshot users."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests

APP = {"appid": "wx1000000000000001", "secret": "s" * 32, "name": "测试店"}
BACK = "http://shop-one.localhost:8099/login/back"


@pytest.fixture
def app(sandbox: Any) -> Any:
    return sandbox.post("/apps", **APP)


def authorize(
    sandbox: Any,
    *,
    scope: str = "snsapi_base",
    state: str = "abc123",
    back: str = BACK,
    tail: str = "",
) -> Any:
    query = f"appid={APP['appid']}&redirect_uri={quote(back, safe='')}&response_type=code&scope={scope}&state={state}"
    url = f"{sandbox.base_url}/connect/oauth2/authorize?{query}{tail}"
    return requests.get(url, allow_redirects=False, timeout=8)


def code_of(answer: requests.Response) -> str:
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def exchange(sandbox: Any, code: str, **more: str) -> Any:
    query = {
        "appid": APP["appid"],
        "secret": APP["secret"],
        "code": code,
        "grant_type": "authorization_code",
        **more,
    }
    answer = requests.get(f"{sandbox.base_url}/sns/oauth2/access_token", params=query, timeout=8)
    assert answer.status_code == 200
    return answer.json()


def test_the_chosen_person_signs_in_silently(sandbox: Any, app: Any) -> None:
    answer = authorize(sandbox, tail="&sandbox_person=lin")
    assert answer.headers["Location"].startswith(f"{BACK}?code=")
    assert answer.headers["Location"].endswith("&state=abc123")
    token = exchange(sandbox, code_of(answer))
    assert token["scope"] == "snsapi_base"
    assert (token["openid"][0], len(token["openid"])) == ("o", 28)
    assert "unionid" not in token
    assert token["openid"] == sandbox.get(f"/people/lin/openid/{APP['appid']}")["openid"]


def test_a_new_browser_is_asked_who_it_is(sandbox: Any, app: Any) -> None:
    answer = authorize(sandbox)
    assert answer.status_code == 200
    assert all(name in answer.text for name in ("小林", "小陈", "阿杰", "周周"))


def test_the_default_person_needs_no_choice(sandbox: Any, app: Any) -> None:
    sandbox.put("/settings", default_person="zhou")
    assert exchange(sandbox, code_of(authorize(sandbox)))["openid"]


def test_a_code_works_once(sandbox: Any, app: Any) -> None:
    code = code_of(authorize(sandbox, tail="&sandbox_person=lin"))
    assert "openid" in exchange(sandbox, code)
    assert exchange(sandbox, code)["errcode"] == 40163
    assert exchange(sandbox, "nonsense")["errcode"] == 40029
    assert exchange(sandbox, code, secret="x")["errcode"] == 40125
    assert exchange(sandbox, code, appid="wx0")["errcode"] == 40013


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"state": "no-hyphens"}, "state"),
        ({"scope": "snsapi_login"}, "10005"),
        ({"back": "https://evil.example/x"}, "10003"),
    ],
)
def test_a_wrong_link_is_refused_with_wechats_page(sandbox: Any, app: Any, changes: Any, text: str) -> None:
    answer = authorize(sandbox, tail="&sandbox_person=lin", **changes)
    assert answer.status_code == 200
    assert text in answer.text


def test_parameters_out_of_order_do_not_open(sandbox: Any, app: Any) -> None:
    query = f"redirect_uri={quote(BACK, safe='')}&appid={APP['appid']}&response_type=code&scope=snsapi_base"
    answer = requests.get(f"{sandbox.base_url}/connect/oauth2/authorize?{query}", timeout=8)
    assert "该链接无法访问" in answer.text


def test_a_registered_host_is_accepted(sandbox: Any) -> None:
    sandbox.post("/apps", **APP, redirect_hosts=["shop.example"])
    answer = authorize(sandbox, back="https://shop.example/in?x=1", tail="&sandbox_person=lin")
    assert answer.headers["Location"].startswith("https://shop.example/in?x=1&code=")


def test_userinfo_asks_for_consent_and_gives_name_and_unionid(sandbox: Any, app: Any) -> None:
    page = authorize(sandbox, scope="snsapi_userinfo", tail="&sandbox_person=chen")
    assert "允许" in page.text
    answer = authorize(
        sandbox,
        scope="snsapi_userinfo",
        tail="&sandbox_person=chen&sandbox_consent=yes",
    )
    token = exchange(sandbox, code_of(answer))
    query = {
        "access_token": token["access_token"],
        "openid": token["openid"],
        "lang": "zh_CN",
    }
    info = requests.get(f"{sandbox.base_url}/sns/userinfo", params=query, timeout=8).json()
    assert (info["nickname"], info["sex"], info["city"]) == ("小陈", 0, "")
    assert info["unionid"] == token["unionid"]
    refused = authorize(sandbox, scope="snsapi_userinfo", tail="&sandbox_person=chen&sandbox_consent=no")
    assert "code=" not in refused.headers["Location"]


def test_openids_differ_per_app_and_the_unionid_does_not(sandbox: Any, app: Any) -> None:
    sandbox.post("/apps", appid="wx2", secret="t" * 32)
    first = sandbox.get(f"/people/lin/openid/{APP['appid']}")["openid"]
    assert first != sandbox.get("/people/lin/openid/wx2")["openid"]
    assert first == sandbox.get(f"/people/lin/openid/{APP['appid']}")["openid"]


def test_a_snapshot_user_is_marked_and_has_another_openid(sandbox: Any, app: Any) -> None:
    real = exchange(sandbox, code_of(authorize(sandbox, tail="&sandbox_person=lin")))
    sandbox.put("/settings", snapshot_user=True)
    virtual = exchange(sandbox, code_of(authorize(sandbox, tail="&sandbox_person=lin")))
    assert virtual["is_snapshotuser"] == 1
    assert virtual["openid"] != real["openid"]


def test_web_tokens_are_refreshed_and_checked(sandbox: Any, app: Any) -> None:
    token = exchange(sandbox, code_of(authorize(sandbox, tail="&sandbox_person=lin")))
    query = {
        "appid": APP["appid"],
        "grant_type": "refresh_token",
        "refresh_token": token["refresh_token"],
    }
    fresh = requests.get(f"{sandbox.base_url}/sns/oauth2/refresh_token", params=query, timeout=8).json()
    check = {"access_token": fresh["access_token"], "openid": token["openid"]}
    assert requests.get(f"{sandbox.base_url}/sns/auth", params=check, timeout=8).json()["errcode"] == 0
    sandbox.post("/tokens/expire", kind="web", account=APP["appid"])
    assert requests.get(f"{sandbox.base_url}/sns/auth", params=check, timeout=8).json()["errcode"] == 42001
