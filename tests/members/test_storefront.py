"""Signing in, as browsers do it: WeChat's and others."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.members import actions
from commerce.members.models import Member
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tests.members.browsers import (
    HOST,
    PHONE,
    WECHAT,
    arrive,
    ask_code,
    begin,
    browser,
    choose,
    enter,
    members,
    members_known,
    who,
)
from tests.support import factories
from tests.support.sandbox import Sandbox


def test_wechats_browser_is_signed_in_silently_and_comes_back(
    connected: int, client: FlaskClient, sandbox: Sandbox
) -> None:
    address = begin(client)
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{HOST}/login/wechat?")
    assert asked["state"][0].isalnum()
    assert len(asked["state"][0]) <= 128
    assert arrive(client, address) == (302, "/me/addresses")
    with tenant_scope(connected), reading():
        row = db.session.scalars(select(Member)).one()
        assert (row.appid, row.openid, row.id) == (sandbox.appid, sandbox.openid("lin"), who(client))
        assert factories.facts() == ["MemberJoined"]


def test_the_second_visit_is_the_same_member(connected: int, app: Flask) -> None:
    first, second = browser(app), browser(app)
    for client in (first, second):
        arrive(client, begin(client))
    assert who(first) == who(second) is not None
    assert members(connected) == 1


def test_without_state_or_with_another_browsers_state_nobody_signs_in(connected: int, app: Flask) -> None:
    mine, thief = browser(app), browser(app)
    address = begin(mine)
    code = parse_qs(urlsplit(address).query)["code"][0]
    begin(thief)
    assert arrive(thief, address)[0] == 400
    assert arrive(thief, f"{HOST}/login/wechat?code={code}")[0] == 400
    assert arrive(thief, f"{HOST}/login/wechat?code={code}&state=")[0] == 400
    assert who(thief) is None
    assert members(connected) == 0


def test_the_same_code_twice_is_one_login_and_one_page_to_try_again(
    connected: int, client: FlaskClient, app: Flask
) -> None:
    address = begin(client)
    cookie = client.get_cookie("jishi", domain="shanlan.localhost")
    twin = browser(app)
    assert cookie is not None
    twin.set_cookie("jishi", cookie.value, domain="shanlan.localhost")
    assert arrive(client, address)[0] == 302
    parts = urlsplit(address)
    second = twin.get(f"{parts.path}?{parts.query}", base_url=HOST, headers=WECHAT)
    assert second.status_code == 409
    assert "重新登录" in second.text
    assert "Set-Cookie" not in second.headers  # or it would write over the cookie of the first answer
    assert who(client) is not None
    assert who(twin) is None
    assert members(connected) == 1


def test_an_openid_from_the_outside_is_ignored(connected: int, client: FlaskClient) -> None:
    headers = WECHAT | {"X-Openid": "oStranger"}
    client.get("/login?way=phone&openid=oStranger", base_url=HOST, headers=headers)
    assert who(client) is None
    assert members(connected) == 0


def test_a_snapshot_page_is_for_looking_only(connected: int, client: FlaskClient, sandbox: Sandbox) -> None:
    sandbox.put("/settings", snapshot_user=True)
    parts = urlsplit(begin(client))
    page = client.get(f"{parts.path}?{parts.query}", base_url=HOST, headers=WECHAT)
    assert page.status_code == 200
    assert "浏览模式" in page.text
    assert who(client) is None
    assert members(connected) == 0


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", "/%0d%0aX:1", "javascript:1"])
def test_the_way_back_stays_in_the_shop(connected: int, client: FlaskClient, back: str) -> None:
    from urllib.parse import quote

    assert arrive(client, begin(client, f"/login?next={quote(back)}")) == (302, "/")


def test_a_session_planted_before_the_login_is_replaced(connected: int, client: FlaskClient) -> None:
    with client.session_transaction(base_url=HOST) as kept:
        kept["planted"] = "yes"
    arrive(client, begin(client))
    with client.session_transaction(base_url=HOST) as kept:
        assert "planted" not in kept
        assert kept["member"]["shop"] == connected


def test_outside_wechat_a_phone_and_its_code_sign_in(connected: int, client: FlaskClient, sandbox: Sandbox) -> None:
    page = client.get("/login?next=/me", base_url=HOST)
    assert page.status_code == 200
    assert "获取验证码" in page.text
    assert ask_code(client, "+86 138 0000 6621") == 200
    assert enter(client, "wrong") == 422
    assert enter(client, sandbox.last_code(PHONE)) == 303
    with tenant_scope(connected), reading():
        assert db.session.scalars(select(Member.phone)).all() == [PHONE]
    assert who(client) is not None


def test_a_second_code_within_a_minute_is_refused_with_the_time_to_wait(
    connected: int, client: FlaskClient, sandbox: Sandbox
) -> None:
    assert ask_code(client) == 200
    refused = client.post("/login/code", base_url=HOST, data={"phone": PHONE})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 61
    assert len(sandbox.get("/sms", phone=PHONE)["sms"]) == 1
    fragment = client.post("/login/code", base_url=HOST, data={"phone": PHONE}, headers={"HX-Request": "true"})
    assert fragment.status_code == 409
    assert 'id="code-note"' in fragment.text
    assert "<html" not in fragment.text


@pytest.mark.parametrize("phone", ["1380000662", "138000066210", "", "abc", "23800006621"])
def test_a_number_that_is_none_gets_no_text(connected: int, client: FlaskClient, sandbox: Sandbox, phone: str) -> None:
    assert ask_code(client, phone) == 422
    assert sandbox.get("/sms")["sms"] == []


def test_a_sender_that_is_away_says_so(connected: int, client: FlaskClient, sandbox: Sandbox) -> None:
    sandbox.post("/faults", path="/sms/*", status=503)
    answer = client.post("/login/code", base_url=HOST, data={"phone": PHONE})
    assert answer.status_code == 409
    assert "稍后再试" in answer.text


def test_a_member_from_wechat_adds_a_phone_and_stays_the_same_member(
    connected: int, client: FlaskClient, sandbox: Sandbox
) -> None:
    arrive(client, begin(client))
    before = who(client)
    assert "绑定手机号" in client.get("/login?way=phone", base_url=HOST, headers=WECHAT).text
    ask_code(client)
    assert enter(client, sandbox.last_code(PHONE)) == 303
    assert who(client) == before
    assert members(connected) == 1


def test_one_who_signs_in_by_phone_inside_wechat_is_known_there_too(
    connected: int, client: FlaskClient, sandbox: Sandbox
) -> None:
    ask_code(client)
    form = {"phone": PHONE, "code": sandbox.last_code(PHONE), "next": "/me"}
    to_wechat = client.post("/login", base_url=HOST, data=form, headers=WECHAT)
    assert to_wechat.status_code == 303
    by_phone = who(client)
    back = requests.get(to_wechat.location, allow_redirects=False, timeout=10).headers["Location"]
    assert arrive(client, back) == (303, "/login/binding?next=/me")
    assert members_known(connected) == [(by_phone, PHONE, None)]  # nothing happens before the answer
    assert choose(client, "bind") == (303, "/me")
    assert members_known(connected) == [(by_phone, PHONE, sandbox.openid("lin"))]


@pytest.mark.parametrize("way", ["adds the phone", "signs in by phone"])
def test_who_was_known_by_phone_has_one_history_inside_wechat(
    connected: int, app: Flask, sandbox: Sandbox, way: str
) -> None:
    with tenant_scope(connected), transaction():
        by_phone = actions.join_by_phone(PHONE, at=clock.now()).id
        actions.save_address(by_phone, factories.ADDRESS)
    inside = browser(app)
    arrive(inside, begin(inside))
    by_openid, inside = who(inside), inside if way == "adds the phone" else browser(app)

    ask_code(inside)
    form = {"phone": PHONE, "code": sandbox.last_code(PHONE), "next": "/me"}
    answer = inside.post("/login", base_url=HOST, data=form, headers=WECHAT)
    if way == "signs in by phone":
        arrive(inside, requests.get(answer.location, allow_redirects=False, timeout=10).headers["Location"])
    question = inside.get("/login/binding?next=/me", base_url=HOST, headers=WECHAT).text
    assert "会和你的合并成一个账号" in question
    assert choose(inside, "bind") == (303, "/me")

    assert who(inside) == by_openid
    assert factories.ADDRESS["detail"] in inside.get("/me/addresses", base_url=HOST).text
    with tenant_scope(connected), reading():
        assert db.session.scalars(select(Member.phone).where(Member.id == by_openid)).one() == PHONE


def test_after_signing_out_a_copied_cookie_is_dead(connected: int, client: FlaskClient, app: Flask) -> None:
    arrive(client, begin(client))
    cookie = client.get_cookie("jishi", domain="shanlan.localhost")
    assert cookie is not None
    copy = browser(app)
    copy.set_cookie("jishi", cookie.value, domain="shanlan.localhost")
    assert copy.get("/login?next=/me", base_url=HOST).status_code == 302
    assert client.post("/logout", base_url=HOST).status_code == 303
    assert copy.get("/login?next=/me", base_url=HOST).status_code == 200
    assert who(client) is None


def test_a_cookie_of_one_shop_is_nothing_in_another(connected: int, client: FlaskClient, app: Flask) -> None:
    arrive(client, begin(client))
    with tenant_scope(None):
        factories.a_shop("qinghe", "青禾")
    cookie = client.get_cookie("jishi", domain="shanlan.localhost")
    assert cookie is not None
    other = browser(app)
    other.set_cookie("jishi", cookie.value, domain="qinghe.localhost")
    assert other.get("/login?next=/me", base_url="http://qinghe.localhost").status_code == 200


def test_raising_the_epoch_ends_every_session(connected: int, client: FlaskClient) -> None:
    arrive(client, begin(client))
    member_id = who(client)
    assert member_id is not None
    with tenant_scope(connected), transaction():
        actions.end_sessions(member_id)
    assert client.get("/login?next=/me", base_url=HOST).status_code == 200


def test_a_guest_is_sent_to_sign_in_and_back(connected: int, client: FlaskClient) -> None:
    page = client.get("/me/addresses?next=/cart", base_url=HOST)
    assert (page.status_code, page.location) == (302, "/login?next=/me/addresses%3Fnext%3D/cart")
    form = client.post("/me/addresses/1/removal", base_url=HOST, headers={"Referer": "https://evil.example/x"})
    assert form.location == "/login?next=/"


def test_a_guests_fragment_is_told_where_to_go_on_this_host_only(connected: int, client: FlaskClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example//evil.example/p/1"}
    answer = client.post("/me/addresses/1/removal", base_url=HOST, headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login?next=/")
    headers["HX-Current-URL"] = f"{HOST}/p/1?sku=2"
    answer = client.post("/me/addresses/1/removal", base_url=HOST, headers=headers)
    assert answer.headers["HX-Redirect"] == "/login?next=/p/1%3Fsku%3D2"


def test_a_member_completes_the_profile_and_sees_the_ways_to_bind(connected: int, client: FlaskClient) -> None:
    arrive(client, begin(client))
    assert client.post("/me/profile", base_url=HOST, data={"nickname": ""}, headers=WECHAT).status_code == 422
    assert client.post("/me/profile", base_url=HOST, data={"nickname": "小满"}, headers=WECHAT).status_code == 303
    page = client.get("/me/profile", base_url=HOST, headers=WECHAT).text
    assert 'value="小满"' in page
    assert "/login?way=phone&amp;next=/me/profile" in page
    assert "小满" in client.get("/me", base_url=HOST).text
    assert client.get("/login?way=wechat&next=/me", base_url=HOST, headers=WECHAT).status_code == 302
