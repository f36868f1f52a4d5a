"""What the shop keeps for a person goes over when two members are one, and goes away with the account.

A new column that belongs to a member needs a row in `live()` below, and with it a rule in the area's moving.py and,
where it says who somebody is, in its erasing.py or forgetting.py.
"""

import pytest
from sqlalchemy import ForeignKeyConstraint, select, text

from commerce.aftersale import evidence
from commerce.catalog import media, wishes
from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from commerce.invoices import actions as invoices
from commerce.invoices import erasing
from commerce.invoices.actions import Paper
from commerce.invoices.rules import Title
from commerce.members import actions, codes, erasure
from commerce.orders import actions as orders
from commerce.orders import forgetting
from commerce.orders.models import Order
from commerce.orders.settlement import settle
from commerce.promotions.groupbuy import actions as groupbuy
from kernel import clock
from kernel.db import db, transaction
from kernel.tenancy import current_tenant_id
from migrations.metadata import metadata
from tests.support import factories
from tests.support.aftersale import a_case
from tests.support.factories import ADDRESS, APPID, NOON
from tests.support.pictures import a_picture
from wechat.actions import open_message

PHONE, OPENID = "13911112222", "oCanaryCanaryCanary"
ADDRESS_OF_ONE = ADDRESS | {"name": "林金丝", "phone": "13733334444", "detail": "金丝雀路 77 号"}
CANARIES = (PHONE, OPENID, "金丝", "13733334444", "canary@example.cn", "先放门口")
STAYS = {
    "orders.member", "seats.member", "groups.leader_member", "member_purchases.member", "aftersale_cases.member",
    "aftersale_uploads.member", "invoices.member", "template_messages.member",
}  # fmt: skip
"""What the shop has done stays, for a number instead of a person: deals, disputes, counts, that something was told."""
LAW = "金丝贸易的发票"
"""What an issued invoice says stays: the tax law asks for it."""


def columns_of_members():
    """Every column that says whose a row is: foreign keys to members, and whatever is called a member's id."""
    found = set()
    for table in metadata.tables.values():
        for key in table.constraints:
            if isinstance(key, ForeignKeyConstraint) and key.referred_table.name == "members":
                found |= {f"{table.name}.{name}" for name in key.column_keys if name != "tenant_id"}
        found |= {f"{table.name}.{c.name}" for c in table.columns if c.name.endswith("member_id")}
    return found - {"members.merged_into_id"}


def pointing_at(member_id):
    """Those of the columns in which this member stands."""
    db.session.flush()
    found = set()
    for name in columns_of_members():
        table, column = name.split(".")
        where = metadata.tables[table].c[column] == member_id
        if db.session.execute(select(metadata.tables[table].c.id).where(where).limit(1)).first():
            found.add(name)
    return found


def tables_that_say(words):
    """Tables of this shop with a row that has these words anywhere in it."""
    db.session.flush()
    found = set()
    for name, table in metadata.tables.items():
        mine = " AND tenant_id = :shop" if "tenant_id" in table.columns else ""
        statement = text(f'SELECT count(*) FROM "{name}" AS row WHERE row::text LIKE :words{mine}')
        if db.session.scalar(statement, {"words": f"%{words}%", "shop": current_tenant_id()}):
            found.add(name)
    return found


def live(member):
    """A little of everything a person can leave in a shop."""
    actions.rename(member.id, "金丝小满")
    actions.save_address(member.id, ADDRESS_OF_ONE)
    invoices.keep_title(member.id, Title("personal", "林金丝", email="canary@example.cn"))
    sku = factories.a_product(stock=50, limit_per_member=9)
    checkout.add_to_cart(member.id, sku.id, 2)
    wishes.keep(member.id, sku.product_id)
    wishes.ask_for_restock(member.id, sku.id)
    order = paid(member, sku, key="plain")
    open_message("order_paid", f"order:{order.id}", member.id)
    paid(member, sku, key="group", activity_id=factories.a_group_activity(sku, size=2).id)
    evidence.keep(media.prepare(a_picture()), member_id=member.id, order_id=order.id)
    a_case(order, 1)
    invoice(order, member, "林金丝", withdrawn=True)
    invoice(order, member, LAW)
    db.session.flush()
    return order


def paid(member, sku, *, key, activity_id=None):
    wish = Placing(
        member.id, key, {sku.id: 1}, ADDRESS_OF_ONE, None, buyer_note="先放门口", activity_id=activity_id
    )  # fmt: skip
    order = checkout.place(wish, at=clock.now())
    settle(factories.a_settlement(order, at=clock.now(), payer_openid=OPENID))
    groupbuy.pay_seat(order.id, clock.now())
    return order


def invoice(order, member, title, *, withdrawn=False):
    row = invoices.request(order.id, member.id, Title("personal", title, email="canary@example.cn"), at=NOON)
    if withdrawn:
        invoices.withdraw(row.id, reason="x", by="x", at=NOON)
    else:
        invoices.issue(row.id, Paper(f"{order.id:020d}", clock.today_on()), by="staff:1", at=NOON)


@pytest.fixture
def person(shop):
    return actions.join_by_phone(PHONE, at=NOON)


def test_the_person_of_these_tests_has_a_row_wherever_a_member_can_have_one(person):
    live(person)
    assert columns_of_members() - pointing_at(person.id) == set(), "give live() a row of it"


def test_when_two_members_are_one_nothing_is_left_behind(person):
    live(person)
    into = actions.join_by_openid(APPID, OPENID, at=NOON)
    live(into)

    actions.merge(person.id, into.id, at=NOON)

    db.session.expire_all()
    assert pointing_at(person.id) == set()
    assert pointing_at(into.id) == columns_of_members()


def test_of_a_closed_account_nothing_tells_who_it_was(person):
    member = actions.bind_openid(person.id, APPID, OPENID, at=NOON)
    live(member)
    codes.open_code(PHONE, "127.0.0.1", at=NOON)
    assert all(tables_that_say(words) for words in CANARIES)

    erasure.erase_person(member.id, by="wechat", at=NOON)
    assert pointing_at(member.id) == {f"{table}_id" for table in STAYS}
    over(member)
    for forget in (forgetting.forget_erased, erasing.forget_erased) * 2:
        forget()

    db.session.expire_all()
    left = {words: tables_that_say(words) for words in CANARIES}
    assert {words: tables for words, tables in left.items() if tables} == {"金丝": {"invoices"}}
    assert tables_that_say(LAW) == {"invoices"}


def over(member):
    """All of a member's orders have come to an end."""
    with transaction():
        for order in db.session.scalars(select(Order).where(Order.member_id == member.id)).all():
            orders.refund_whole(order.id, cause=f"over:{order.id}", reason="x", by="staff:1")
            order.open_cases = 0
