"""Template messages: told once, in WeChat's limits; what cannot be delivered is shown and stops nothing."""

import pytest
from sqlalchemy import select

from commerce.aftersale import queries as aftersale
from commerce.aftersale.actions import answers, talking
from commerce.fulfilment.models import Shipment
from commerce.members.models import Member
from commerce.orders import settlement
from commerce.orders.models import Order
from jobs import outbox
from jobs.models import Job
from kernel.db import db, reading, save, transaction
from tenants import settings
from tests.support import factories
from tests.support.aftersale import a_case
from tests.support.sandbox import Sandbox
from wechat import handlers, jobs, messages
from wechat.models import TemplateMessage
from wechat.transport import WeChatAway

TEMPLATES = {kind: f"TEMPLATE-{kind}" for kind in messages.KINDS}


@pytest.fixture
def order(connected: int, sandbox: Sandbox) -> Order:
    """A paid order of a member who follows the account; all templates are chosen."""
    with transaction():
        settings.WECHAT_TEMPLATES.set(TEMPLATES)
        member = factories.a_member(openid=sandbox.openid("lin"))
        made = factories.an_order(member=member)
        settlement.settle(factories.a_settlement(made))
    return made


def sent(sandbox: Sandbox) -> list[dict[str, object]]:
    return list(sandbox.get("/messages", person="lin")["messages"])


def outcomes() -> list[tuple[str, str | None]]:
    with reading():
        return [(row.state, row.last_error) for row in db.session.scalars(select(TemplateMessage))]


def test_a_buyer_is_told_once_that_the_payment_arrived(order: Order, sandbox: Sandbox) -> None:
    jobs.tell_paid(order.id)
    jobs.tell_paid(order.id)
    told = sent(sandbox)
    assert len(told) == 1
    assert told[0]["template_id"] == "TEMPLATE-order_paid"
    values = {name: entry["value"] for name, entry in told[0]["data"].items()}
    assert values["character_string1"] == order.number
    assert values["amount3"] == "¥199.00"
    assert str(told[0]["url"]).endswith(f"/orders/{order.number}")
    assert outcomes() == [("sent", None)]


def test_a_parcel_is_told_with_carrier_and_number(order: Order, sandbox: Sandbox) -> None:
    with transaction():
        parcel = save(
            Shipment(
                order_id=order.id, carrier="SF", tracking_number="SF1234567890", shipped_at=factories.NOON, by="staff:1"
            )
        )
    jobs.tell_shipped(order.id, parcel.id)
    values = {name: entry["value"] for name, entry in sent(sandbox)[0]["data"].items()}
    assert values["character_string3"] == "SF1234567890"
    assert "顺丰" in values["thing2"]


def test_one_who_does_not_follow_is_not_told_and_the_merchant_sees_why(order: Order, sandbox: Sandbox) -> None:
    sandbox.post("/people", id="lin", subscribed=False)
    jobs.tell_paid(order.id)
    assert sent(sandbox) == []
    state, reason = outcomes()[0]
    assert state == "failed"
    assert "没有关注" in str(reason)


def test_wechat_away_lets_the_job_come_again(order: Order, sandbox: Sandbox) -> None:
    sandbox.post("/faults", path="/cgi-bin/message/*", status=503, times=1)
    with pytest.raises(WeChatAway):
        jobs.tell_paid(order.id)
    assert outcomes() == [("waiting", None)]
    jobs.tell_paid(order.id)
    assert outcomes() == [("sent", None)]
    assert len(sent(sandbox)) == 1


def test_without_a_template_or_an_openid_nothing_is_asked_for(order: Order, sandbox: Sandbox) -> None:
    from commerce.events.orders import OrderPaid

    fact = OrderPaid(order.id, order.member_id, order.total_fen, factories.NOON)
    with transaction():
        handlers.on_order_paid([fact])
        names = list(db.session.scalars(select(Job.name).where(Job.name.like("wechat.%"))))
        settings.WECHAT_TEMPLATES.set({})
    with transaction():
        handlers.on_order_paid([fact])
        assert list(db.session.scalars(select(Job.name).where(Job.name.like("wechat.%")))) == names
        member = db.session.scalars(select(Member)).one()
        member.openid = member.appid = None
        settings.WECHAT_TEMPLATES.set(TEMPLATES)
    jobs.tell_paid(order.id)
    assert names == ["wechat.jobs.tell_paid"]
    assert sent(sandbox) == []


def test_a_group_is_told_member_by_member(connected: int, sandbox: Sandbox) -> None:
    from commerce.promotions.groupbuy.models import Group, Seat

    with transaction():
        settings.WECHAT_TEMPLATES.set(TEMPLATES)
        sku = factories.a_product()
        activity = factories.a_group_activity(sku, size=2)
        people = [factories.a_member(openid=sandbox.openid(name)) for name in ("lin", "chen")]
        group = save(Group(activity_id=activity.id, size=2, leader_member_id=people[0].id, seats_taken=2, seats_paid=2))
        for person in people:
            made = factories.an_order(member=person, sku=sku)
            seat = Seat(group_id=group.id, member_id=person.id, order_id=made.id, sku_id=sku.id, state="paid")
            save(seat)
    jobs.tell_group(group.id, "group_succeeded")
    jobs.tell_group(group.id, "group_succeeded")
    told = sandbox.get("/messages")["messages"]
    assert sorted(one["person"] for one in told) == ["chen", "lin"]


def test_one_who_waited_is_told_once_that_the_goods_are_back(connected: int, sandbox: Sandbox) -> None:
    from commerce.events.catalog import RestockTold

    with transaction():
        settings.WECHAT_TEMPLATES.set(TEMPLATES)
        settings.WECHAT_TEMPLATE_FIELDS.set({})  # a shop that chose its fields before there was this message
        sku = factories.a_product()
        member = factories.a_member(openid=sandbox.openid("lin"))
        handlers.on_restock_told(RestockTold(sku.product_id, sku.id, member.id, request_id=5))
        assert "wechat.jobs.tell_restocked" in set(db.session.scalars(select(Job.name)))
    jobs.tell_restocked(sku.id, member.id, 5)
    jobs.tell_restocked(sku.id, member.id, 5)
    [told] = sent(sandbox)
    values = {name: entry["value"] for name, entry in told["data"].items()}
    assert values["amount3"] == messages.yuan(sku.price_fen)
    assert str(told["url"]).endswith(f"/p/{sku.product_id}")


@pytest.mark.parametrize(
    ("keyword", "word", "shown"),
    [
        ("thing1", "山" * 30, "山" * 19 + "…"), ("character_string2", "订单E26", "E26"), ("character_string2", "", "-"),
        ("thing1", "", "无"), ("amount3", "¥1284.00", "¥1284.00"), ("phrase4", "已发货!", "已发货"),
    ],
)  # fmt: skip
def test_every_keyword_fits_its_type(keyword: str, word: str, shown: str) -> None:
    assert messages.data({keyword: "goods"}, {"goods": word}) == {keyword: {"value": shown}}


def test_a_shopper_is_told_of_the_merchants_answer_and_of_the_first_unread_message(
    order: Order, sandbox: Sandbox
) -> None:
    with transaction():
        case = a_case(order, 1)
        answers.refuse(case.id, reason="已经发出", by="staff:1")
        talking.say(case.id, "请收到后再申请", side="merchant", by="staff:1", request_key="1")
        talking.say(case.id, "地址在订单页", side="merchant", by="staff:1", request_key="2")
    outbox.drain()
    asked = [job.arguments for job in db.session.scalars(select(Job)) if job.name.startswith("wechat.jobs.tell_case")]
    db.session.rollback()
    assert len(asked) == 2
    with reading():
        first = aftersale.messages(case.id)[0][0]
    for _ in range(2):
        jobs.tell_case(case.id, "refuse")
        jobs.tell_case_message(case.id, first.id)
    told = [entry["data"]["thing3"]["value"] for entry in sent(sandbox)]
    assert sorted(told) == sorted(["商家没有同意，可申请平台介入", "商家留言：请收到后再申请"])
    assert str(sent(sandbox)[0]["url"]).endswith(f"/refunds/{case.number}")


def test_what_the_shopper_did_or_has_read_is_no_news(order: Order, sandbox: Sandbox) -> None:
    with transaction():
        case = a_case(order, 1)
        said = talking.say(case.id, "好的", side="merchant", by="staff:1", request_key="1")
        talking.read(case.id, side="shopper")
        answers.cancel(case.id, member_id=case.member_id)
    jobs.tell_case_message(case.id, said.id)
    jobs.tell_case(case.id, "cancel")
    assert sent(sandbox) == []
