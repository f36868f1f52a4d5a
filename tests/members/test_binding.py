"""A phone proved inside somebody's WeChat: only for now, or for good, and only when asked."""

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.members import actions
from commerce.orders.models import Order
from commerce.payments.models import Payment
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tests.members.browsers import HOST, PHONE, WECHAT, arrive, ask_code, begin, browser, choose, members_known, who
from tests.support import factories
from tests.support.sandbox import Sandbox


def in_the_wechat_of(app: Flask, sandbox: Sandbox, way: str) -> FlaskClient:
    """Somebody who has proved the phone in 小林's WeChat, and has not answered the question yet."""
    inside = browser(app)
    arrive(inside, begin(inside))
    inside = inside if way == "adds the phone" else browser(app)
    ask_code(inside)
    form = {"phone": PHONE, "code": sandbox.last_code(PHONE), "next": "/me"}
    answer = inside.post("/login", base_url=HOST, data=form, headers=WECHAT)
    if way == "signs in by phone":
        arrive(inside, requests.get(answer.location, allow_redirects=False, timeout=10).headers["Location"])
    return inside


@pytest.mark.parametrize("way", ["adds the phone", "signs in by phone"])
def test_in_somebody_elses_wechat_one_signs_in_once_and_leaves_nothing_behind(
    connected: int, app: Flask, sandbox: Sandbox, way: str
) -> None:
    with tenant_scope(connected), transaction():
        by_phone = actions.join_by_phone(PHONE, at=clock.now()).id
    inside = in_the_wechat_of(app, sandbox, way)

    assert choose(inside, "once") == (303, "/me")

    assert who(inside) == by_phone
    cookie = inside.get_cookie("jishi", domain="shanlan.localhost")
    assert cookie is not None
    assert cookie.expires is None  # gone with the browser
    known = members_known(connected)
    assert (by_phone, PHONE, None) in known
    assert [(row[1], row[2]) for row in known if row[0] != by_phone] == [(None, sandbox.openid("lin"))]
    later = browser(app)
    arrive(later, begin(later))
    assert who(later) not in (by_phone, None)


def test_who_signs_in_once_pays_from_the_wechat_that_is_there(connected: int, app: Flask, sandbox: Sandbox) -> None:
    with tenant_scope(connected), transaction():
        by_phone = actions.join_by_phone(PHONE, at=clock.now()).id
        address_id = actions.save_address(by_phone, factories.ADDRESS, is_default=True).id
        sku_id = factories.a_product().id
    inside = in_the_wechat_of(app, sandbox, "signs in by phone")
    choose(inside, "once")

    wish = {"sku_id": sku_id, "qty": "1", "request_key": "k1", "address_id": address_id}
    answer = inside.post("/orders", data=wish, base_url=HOST, headers=WECHAT | {"HX-Request": "true"})

    assert "pay" in answer.json
    with tenant_scope(connected), reading():
        paying = db.session.execute(
            select(Order.member_id, Payment.payer_openid).join(Payment, Payment.order_id == Order.id)
        )
        assert paying.one() == (by_phone, sandbox.openid("lin"))


@pytest.mark.parametrize("theirs", ["another WeChat", "another phone in this WeChat"])
def test_a_phone_that_cannot_be_bound_here_stays_itself(
    connected: int, app: Flask, sandbox: Sandbox, theirs: str
) -> None:
    with tenant_scope(connected), transaction():
        by_phone = actions.join_by_phone(PHONE, at=clock.now())
        if theirs == "another WeChat":
            actions.bind_openid(by_phone.id, sandbox.appid, "oMine", at=clock.now())
        else:
            lin = actions.join_by_openid(sandbox.appid, sandbox.openid("lin"), at=clock.now())
            actions.bind_phone(lin.id, "13900000000", at=clock.now())
    before = members_known(connected)
    inside = browser(app)
    ask_code(inside)
    form = {"phone": PHONE, "code": sandbox.last_code(PHONE), "next": "/me"}
    to_wechat = inside.post("/login", base_url=HOST, data=form, headers=WECHAT)
    back = requests.get(to_wechat.location, allow_redirects=False, timeout=10).headers["Location"]

    assert arrive(inside, back) == (302, "/me")

    assert who(inside) == by_phone.id
    with inside.session_transaction(base_url=HOST) as kept:
        assert kept["payer"]["openid"] == sandbox.openid("lin")
    assert members_known(connected)[: len(before)] == before


def test_an_answer_nobody_was_asked_for_binds_nothing(connected: int, app: Flask, sandbox: Sandbox) -> None:
    inside = in_the_wechat_of(app, sandbox, "signs in by phone")
    assert choose(inside, "both")[0] == 422
    with inside.session_transaction(base_url=HOST) as kept:
        kept["binding"] = kept["binding"] | {"until": kept["binding"]["until"] - 601}
    assert choose(inside, "bind")[0] == 409
    assert choose(browser(app), "bind")[0] == 409
    assert inside.get("/login/binding?next=/me", base_url=HOST, headers=WECHAT).location == "/me"
    assert [row[2] for row in members_known(connected) if row[1] == PHONE] == [None]
