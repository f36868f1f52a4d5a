"""Message pushes at the hooks' door: believed only when genuine, with one effect each (bad inputs 21, 23, 141)."""

import itertools
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from commerce.invoices import actions as invoices
from commerce.invoices.models import InvoiceTitle
from commerce.invoices.rules import Title
from commerce.members import actions as members
from commerce.members.models import Address, Member
from commerce.orders.models import Order
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from sandbox.pushes import seal, sign, xml
from tenants import secrets, settings
from tests.support import factories
from tests.support.desk import ADMIN, staff_browser
from tests.wechat.test_notices import path_of
from wechat import actions, jobs, setup
from wechat.models import TemplateMessage, WeChatPush

HOOKS, TOKEN, KEY, OPENID = "http://hooks.localhost", "jishi2026", "k" * 43, "o" + "1" * 27
_numbers = itertools.count(1)


class WeChat:
    """WeChat's push service: signs with the token, seals when it has a key."""

    def __init__(self, client: FlaskClient, path: str) -> None:
        self.client, self.path = client, path
        self.token, self.key, self.appid = TOKEN, "", factories.APPID

    def _query(self, late_s: int = 0, **changed: str) -> dict[str, str]:
        query = {"timestamp": str(int(clock.now().timestamp()) - late_s), "nonce": str(next(_numbers))} | changed
        return {"signature": sign(self.token, query["timestamp"], query["nonce"])} | query

    def verify(self, late_s: int = 0, **changed: str) -> TestResponse:
        query = self._query(late_s, echostr="4375120948345356249") | changed
        return self.client.get(f"{self.path}?{urlencode(query)}", base_url=HOOKS)

    def event(self, name: str, *, at: int = 0, **fields: str) -> dict[str, object]:
        moment = int(clock.now().timestamp()) + at
        return {"ToUserName": "gh_1", "FromUserName": OPENID, "CreateTime": moment, "MsgType": "event", "Event": name,
                **fields}  # fmt: skip

    def send(self, fields: dict[str, object] | str, late_s: int = 0, **changed: str) -> TestResponse:
        query, text = self._query(late_s, **changed), fields if isinstance(fields, str) else xml(fields)
        if self.key:
            sealed = seal(text, self.key, self.appid)
            query["msg_signature"] = sign(self.token, query["timestamp"], query["nonce"], sealed)
            text = xml({"ToUserName": "gh_1", "Encrypt": sealed})
        return self.client.post(f"{self.path}?{urlencode(query | changed)}", data=text.encode(), base_url=HOOKS)

    def says(self, name: str, **fields: str) -> None:
        answer = self.send(self.event(name, **fields))
        assert (answer.status_code, answer.text, answer.mimetype) == (200, "success", "text/plain")


@pytest.fixture
def wechat(client: FlaskClient, shop: int) -> WeChat:
    """A shop in plain mode."""
    with transaction():
        settings.WECHAT_APPID.set(factories.APPID)
        secrets.put("wechat.push_token", TOKEN)
    return WeChat(client, path_of(shop, "push"))


@pytest.fixture
def sealing(wechat: WeChat) -> WeChat:
    """The same in safe mode."""
    with transaction():
        setup.save_push({"push_aes_key": KEY})
    wechat.key = KEY
    return wechat


@pytest.fixture
def person(shop: int) -> Member:
    """A member with phone, name, address and an order."""
    with transaction():
        member = factories.a_member(openid=OPENID, unionid="u1", phone="13800006621", nickname="小林")
        members.save_address(member.id, factories.ADDRESS)
        factories.an_order(member=member)
    return member


def look(shop: int, member_id: int) -> tuple[Member, int, list[dict[str, str]]]:
    """The member, how many addresses, recipients of the orders."""
    with tenant_scope(shop), reading():
        member = db.session.scalars(select(Member).where(Member.id == member_id)).one()
        addresses = db.session.scalar(select(func.count()).select_from(Address)) or 0
        orders = list(db.session.scalars(select(Order.recipient).where(Order.member_id == member_id)))
    return member, addresses, orders


def pushes(shop: int) -> list[str]:
    with tenant_scope(shop), reading():
        return list(db.session.scalars(select(WeChatPush.kind).order_by(WeChatPush.id)))


def test_the_address_is_proved_and_the_merchant_sees_it(wechat: WeChat, app: Flask, shop: int) -> None:
    refusals = [wechat.verify(signature="f" * 40), wechat.verify(late_s=301), wechat.verify(nonce="x")]
    assert [answer.status_code for answer in refusals] == [403, 403, 403]
    assert wechat.verify(echostr="").status_code == wechat.verify(echostr="x" * 129).status_code == 400
    page = staff_browser(app, shop).get("/admin/wechat/push", base_url=ADMIN).text
    assert "等待微信验证" in page
    assert wechat.path in page

    answer = wechat.verify()

    assert (answer.status_code, answer.text, answer.mimetype) == (200, "4375120948345356249", "text/plain")
    assert "微信已验证" in staff_browser(app, shop).get("/admin/wechat/push", base_url=ADMIN).text


def test_a_wrong_signature_is_refused_before_the_body_is_read(wechat: WeChat, shop: int) -> None:
    nonsense = "<!DOCTYPE x><" + "a" * 10**6
    assert wechat.send(nonsense, signature="f" * 40).status_code == 403
    assert wechat.send(nonsense, late_s=301).status_code == 403
    assert wechat.send(nonsense, nonce="").status_code == 403
    assert wechat.send(nonsense).status_code == 413
    assert wechat.send("<!DOCTYPE x><xml/>").status_code == 400
    assert pushes(shop) == []


def test_without_a_token_or_a_shop_nothing_is_believed(client: FlaskClient, shop: int) -> None:
    stranger = WeChat(client, path_of(shop, "push"))
    stranger.token = ""
    assert stranger.verify().status_code == stranger.send(stranger.event("subscribe")).status_code == 403
    stranger.path = "/hooks/wechat/nobody/push"
    assert stranger.verify().status_code == stranger.send(stranger.event("subscribe")).status_code == 404


def test_in_safe_mode_only_what_is_sealed_for_us_counts(sealing: WeChat, shop: int) -> None:
    follow = sealing.event("subscribe")
    assert sealing.send(follow, msg_signature="f" * 40).status_code == 403
    assert sealing.send("<!DOCTYPE x><xml/>").status_code == 400
    for change in ({"key": "Z" * 43}, {"appid": "wx9999999999999999"}, {"key": ""}):
        before = vars(sealing).copy()
        vars(sealing).update(change)
        assert sealing.send(follow).status_code == 403
        vars(sealing).update(before)
    assert pushes(shop) == []

    assert sealing.send(follow).text == "success"
    assert pushes(shop) == ["subscribe"]


def test_during_a_change_of_keys_both_are_good(sealing: WeChat, shop: int) -> None:
    with tenant_scope(shop), transaction():
        setup.save_push({"push_aes_key": "n" * 43})
    sealing.says("subscribe")
    sealing.key = "n" * 43
    sealing.says("unsubscribe")
    assert pushes(shop) == ["subscribe", "unsubscribe"]


def test_a_message_has_one_effect_and_a_nonce_serves_one_body(wechat: WeChat, shop: int) -> None:
    text = {"ToUserName": "gh_1", "FromUserName": OPENID, "CreateTime": 1, "MsgType": "text", "MsgId": 7}
    assert [wechat.send(text).text for _ in range(3)] == ["success"] * 3
    again = {"nonce": "n1", "timestamp": str(int(clock.now().timestamp()))}
    follow, leave = wechat.event("subscribe"), wechat.event("unsubscribe")

    assert [wechat.send(fields, **again).status_code for fields in (follow, follow, leave)] == [200, 200, 403]
    assert pushes(shop) == ["text", "subscribe"]


def test_followers_come_and_go_in_wechats_order(wechat: WeChat, shop: int) -> None:
    wechat.says("subscribe", EventKey="qrscene_1")
    with tenant_scope(shop), reading():
        member = db.session.scalars(select(Member).where(Member.openid == OPENID)).one()
    assert (member.is_following, member.source, member.seen_at) == (True, "follow", None)

    wechat.send(wechat.event("unsubscribe", at=20))
    wechat.send(wechat.event("subscribe", at=10))

    assert not look(shop, member.id)[0].is_following
    with tenant_scope(shop), reading():
        assert factories.facts() == ["MemberJoined", "MemberFollowed", "MemberUnfollowed"]


@pytest.mark.parametrize(
    ("event", "fields", "left"),
    [
        ("user_authorization_revoke", {"RevokeInfo": "201"}, ("小林", 0)),
        ("user_authorization_revoke", {"RevokeInfo": "205"}, ("", 1)),
        ("user_authorization_revoke", {"RevokeInfo": "204"}, ("小林", 1)),
        ("user_authorization_revoke", {"RevokeInfo": "201", "AppID": "wx9999999999999999"}, ("小林", 1)),
        ("user_info_modified", {}, ("", 1)),
        ("something_new", {}, ("小林", 1)),
    ],
)
def test_what_consent_is_withdrawn_for_is_erased_and_nothing_else(
    wechat: WeChat, shop: int, person: Member, event: str, fields: dict[str, str], left: tuple[str, int]
) -> None:
    wechat.says(event, **{"OpenID": OPENID, "AppID": factories.APPID, "FromUserName": "oPlatform", **fields})

    member, addresses, orders = look(shop, person.id)
    assert (member.nickname, addresses) == left
    assert (member.phone, member.openid, orders) == ("13800006621", OPENID, [factories.ADDRESS])


@pytest.mark.parametrize(
    ("event", "fields", "left"),
    [
        ("user_authorization_revoke", {"RevokeInfo": "202"}, []),
        ("user_authorization_revoke", {"RevokeInfo": "201"}, ["满满贸易"]),
        ("user_authorization_cancellation", {}, []),
    ],
)
def test_invoice_titles_go_with_the_consent_to_them_or_with_the_account(
    wechat: WeChat, shop: int, person: Member, event: str, fields: dict[str, str], left: list[str]
) -> None:
    with tenant_scope(shop), transaction():
        invoices.keep_title(person.id, Title("personal", "满满贸易"))

    wechat.says(event, **{"OpenID": OPENID, "AppID": factories.APPID, "FromUserName": "oPlatform", **fields})

    with tenant_scope(shop), reading():
        assert db.session.scalars(select(InvoiceTitle.title)).all() == left


def test_a_closed_account_is_nobodys_and_its_orders_stay(wechat: WeChat, shop: int, person: Member) -> None:
    closing = {"OpenID": OPENID, "AppID": factories.APPID, "FromUserName": "oPlatform"}
    wechat.says("user_authorization_cancellation", **closing)
    wechat.says("user_authorization_cancellation", **closing)

    member, addresses, orders = look(shop, person.id)
    assert (member.phone, member.openid, member.appid, member.unionid, addresses) == (None, None, None, None, 0)
    assert member.nickname == "已注销用户"
    assert member.session_epoch == person.session_epoch + 1
    assert len(orders) == 1
    with tenant_scope(shop), transaction():
        assert members.join_by_openid(factories.APPID, OPENID, at=clock.now()).id != person.id
        assert factories.facts().count("MemberErased") == 1


def test_an_undelivered_message_is_shown_to_the_merchant(wechat: WeChat, shop: int, person: Member) -> None:
    with tenant_scope(shop), transaction():
        actions.open_message("order_paid", "order:1", person.id)
        actions.record_sent("order_paid", "order:1", person.id, "3001", at=clock.now())

    wechat.says("TEMPLATESENDJOBFINISH", MsgID="3001", Status="failed:user block")

    with tenant_scope(shop), reading():
        message = db.session.scalars(select(TemplateMessage)).one()
    assert (message.state, message.last_error) == ("failed", "对方拒收")


def test_marks_are_forgotten_after_a_week(wechat: WeChat, shop: int) -> None:
    wechat.says("subscribe")
    with tenant_scope(shop):
        jobs.forget_pushes()
        assert pushes(shop) == ["subscribe"]
        with transaction():
            db.session.scalars(select(WeChatPush)).one().taken_at -= jobs.KEEP_PUSHES * 1.01
        jobs.forget_pushes()
    assert pushes(shop) == []


def test_the_secrets_are_typed_once_and_never_shown(app: Flask, shop: int) -> None:
    desk = staff_browser(app, shop)
    form = {"push_token": "abc123", "push_aes_key": "q" * 39 + "tail"}
    assert desk.post("/admin/wechat/push", data=form | {"push_aes_key": "short"}).status_code == 422
    assert desk.post("/admin/wechat/push", data=form).status_code == 303
    assert desk.post("/admin/wechat/push", data={}).status_code == 303

    page = desk.get("/admin/wechat/push").text
    assert "…tail" in page
    assert form["push_token"] not in page
    assert form["push_aes_key"] not in page
    with tenant_scope(shop), reading():
        assert [secrets.get(f"wechat.{name}") for name in form] == list(form.values())
