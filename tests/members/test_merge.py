"""One person, two members: known by phone outside WeChat, by openid inside. Both histories become one."""

from datetime import timedelta

import pytest
from sqlalchemy import ForeignKeyConstraint, select

from commerce.aftersale.models import Case
from commerce.catalog import wishes
from commerce.catalog.models import Favourite, RestockRequest
from commerce.checkout import actions as checkout
from commerce.checkout import queries as carts
from commerce.checkout.actions import Placing
from commerce.members import actions, queries
from commerce.members.models import Member
from commerce.orders import queries as orders
from commerce.orders.models import MemberPurchase
from commerce.orders.settlement import settle
from commerce.promotions.groupbuy import actions as groupbuy
from commerce.promotions.groupbuy.models import Group, Seat
from kernel.db import db, find, save
from kernel.errors import Forbidden, NotFound, Refused
from kernel.tenancy import tenant_scope
from migrations.metadata import metadata
from tenants.models import AuditEntry
from tests.support import factories
from tests.support.factories import ADDRESS, APPID, NOON
from wechat.models import TemplateMessage

PHONE = "13800006621"


@pytest.fixture
def by_phone(shop):
    return actions.join_by_phone(PHONE, at=NOON)


@pytest.fixture
def by_openid(shop):
    return actions.join_by_openid(APPID, "o1", at=NOON + timedelta(days=3))


def place(member, sku, key, **values):
    wish = {"recipient": ADDRESS, "expected_total_fen": None, "quantities": {sku.id: 1}} | values
    return checkout.place(Placing(member_id=member.id, request_key=key, **wish), at=NOON)


def live(member, sku):
    """A little of everything a member can have."""
    actions.save_address(member.id, ADDRESS)
    actions.save_address(member.id, ADDRESS | {"name": f"收件人{member.id}"})
    checkout.add_to_cart(member.id, sku.id, 2)
    wishes.keep(member.id, sku.product_id)
    wishes.ask_for_restock(member.id, sku.id)
    return place(member, sku, "the same key")


def pointing_at(member_id):
    """Tables with rows that belong to this member."""
    found = set()
    for name, table in metadata.tables.items():
        for key in table.constraints:
            if isinstance(key, ForeignKeyConstraint) and key.referred_table.name == "members" and name != "members":
                column = table.c[key.column_keys[1]]
                if db.session.execute(select(table.c.id).where(column == member_id).limit(1)).first():
                    found.add(name)
    return found


def test_what_one_has_is_the_others_and_what_both_have_is_kept_once(by_phone, by_openid):
    sku = factories.a_product(stock=50, limit_per_member=9)
    first, second = live(by_phone, sku), live(by_openid, sku)
    own = factories.a_product()
    wishes.keep(by_phone.id, own.product_id)
    checkout.add_to_cart(by_phone.id, own.id, 1)
    mine = {
        "order_id": first.id,
        "member_id": by_phone.id,
        "kind": "refund_only",
        "reason": "x",
        "by": "x",
        "asked_fen": 1,
    }
    save(Case(number="A1", is_unshipped=True, goods_received=False, opened_at=NOON, **mine))
    save(TemplateMessage(kind="order_paid", subject=f"order:{first.id}", member_id=by_phone.id))

    stays = actions.merge(by_phone.id, by_openid.id, at=NOON)

    assert stays.id == by_openid.id
    assert (stays.phone, stays.openid, stays.joined_at) == (PHONE, "o1", NOON)
    assert [order.id for order in orders.orders_of_member(stays.id)] == [second.id, first.id]
    assert {row.name for row in queries.addresses(stays.id)} == {
        "张晓", f"收件人{by_phone.id}", f"收件人{by_openid.id}",
    }  # fmt: skip
    assert [row.is_default for row in queries.addresses(stays.id)] == [True, False, False]
    assert {row.sku_id: row.quantity for row in carts.cart(stays.id)} == {sku.id: 4, own.id: 1}
    assert set(db.session.scalars(select(Favourite.product_id))) == {sku.product_id, own.product_id}
    assert list(db.session.scalars(select(RestockRequest.member_id))) == [stays.id]
    assert list(db.session.scalars(select(MemberPurchase.quantity))) == [2]
    assert pointing_at(by_phone.id) == set()


def test_the_one_that_is_gone_can_do_nothing_and_is_remembered(by_phone, by_openid):
    sku, epoch = factories.a_product(), by_phone.session_epoch
    actions.merge(by_phone.id, by_openid.id, at=NOON)

    assert (by_phone.phone, by_phone.merged_into_id) == (None, by_openid.id)
    assert by_phone.session_epoch > epoch
    with pytest.raises(Forbidden):
        place(by_phone, sku, "k")
    assert actions.join_by_phone(PHONE, at=NOON).id == by_openid.id
    assert factories.facts()[-1] == "MembersMerged"
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.verb == "members.merge")).all() == [
        f"member:{by_openid.id}"
    ]


def test_a_second_time_changes_nothing(by_phone, by_openid):
    for _ in range(2):
        assert actions.merge(by_phone.id, by_openid.id, at=NOON).id == by_openid.id
    assert factories.facts().count("MembersMerged") == 1


def test_a_block_goes_over_too(by_phone, by_openid):
    by_phone.is_blocked = True
    assert actions.merge(by_phone.id, by_openid.id, at=NOON).is_blocked


def test_seats_and_leaderships_go_over_and_one_seat_too_many_is_left_in_its_group(by_phone, by_openid):
    sku = factories.a_product(stock=20, price_fen=9900)
    activity = factories.a_group_activity(sku, size=3)
    first = place(by_phone, sku, "a", activity_id=activity.id)
    settle(factories.a_settlement(first))
    groupbuy.pay_seat(first.id, NOON)
    group = find(Group, first.campaign["group_id"])
    doubled = place(by_openid, sku, "b", activity_id=activity.id, group_id=group.id)
    other_sku = factories.a_product(stock=20, price_fen=9900)
    alone = place(by_phone, other_sku, "c", activity_id=factories.a_group_activity(other_sku).id)

    actions.merge(by_phone.id, by_openid.id, at=NOON)
    db.session.expire_all()

    seats = {seat.order_id: seat.member_id for seat in db.session.scalars(select(Seat))}
    assert seats == {first.id: by_phone.id, doubled.id: by_openid.id, alone.id: by_openid.id}
    assert group.leader_member_id == by_openid.id
    assert (group.seats_taken, group.seats_paid) == (2, 1)
    assert len(orders.orders_of_member(by_openid.id)) == 3


@pytest.mark.parametrize("which", ["two identities", "itself", "into one that is gone"])
def test_members_that_are_not_one_person_stay_apart(by_phone, by_openid, which):
    third = factories.a_member()
    pair = {"two identities": (third, by_openid), "itself": (by_phone, by_phone), "into one that is gone": None}[which]
    if pair is None:
        actions.merge(by_phone.id, by_openid.id, at=NOON)
        pair = (actions.join_by_phone("13900000000", at=NOON), by_phone)
    with pytest.raises((Refused, NotFound)):
        actions.merge(pair[0].id, pair[1].id, at=NOON)


def test_a_member_of_another_shop_is_not_there(by_phone):
    with tenant_scope(factories.a_shop()):
        stranger = factories.a_member()
        db.session.commit()
    with pytest.raises(NotFound):
        actions.merge(by_phone.id, stranger.id, at=NOON)
    assert db.session.scalar(select(Member.phone).where(Member.id == by_phone.id)) == PHONE


def test_both_ways_to_show_a_phone_and_an_identity_bring_them_together(by_phone, by_openid):
    assert actions.bind_phone(by_openid.id, PHONE, at=NOON).id == by_openid.id
    assert by_openid.phone == PHONE
    other = actions.join_by_openid(APPID, "o2", at=NOON)
    later = actions.join_by_phone("13900000000", at=NOON)
    assert actions.bind_openid(later.id, APPID, "o2", at=NOON).id == other.id
    assert (other.phone, later.merged_into_id) == ("13900000000", other.id)
