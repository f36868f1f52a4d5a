"""Money, pieces, stock and the order's state move together, and never past what was paid."""

import pytest
from sqlalchemy import select

from commerce.aftersale.actions import answers, opening, outcomes, returns
from commerce.aftersale.actions.opening import Initiative
from commerce.aftersale.errors import NeedsOther, NotEligible
from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment.errors import MayNotShip
from commerce.inventory.models import Movement, Stock
from commerce.orders import actions as orders
from commerce.orders.refunds import LineBack, refund_part
from commerce.payments.errors import OverRefund
from commerce.payments.models import Refund
from kernel.db import db, lock
from kernel.errors import Invalid
from tenants import settings
from tests.support.aftersale import a_case, a_paid_order, again, lines_of, wish, with_return_address
from tests.support.desk import a_staff
from tests.support.factories import NOON, facts


def on_hand(order, line=0):
    sku_id = lines_of(order)[line].sku_id
    return db.session.scalars(select(Stock.on_hand).where(Stock.sku_id == sku_id)).one()


def refunds():
    return [refund.refund_fen for refund in db.session.scalars(select(Refund).order_by(Refund.id))]


def test_an_unshipped_order_refunded_in_parts_gives_everything_back_with_the_freight_last(shop):
    order = a_paid_order((1000, 3), (1, 1), freight_fen=800, discount_fen=100)
    before = on_hand(order)
    first = a_case(order, 2)
    assert (first.asked_fen, first.freight_fen) == (1934, 0)  # 3000 − 100 over three pieces: 967 967 966
    answers.agree(first.id, by="staff:1")
    assert (again(order).state, order.refunded_fen, on_hand(order)) == ("paid", 1934, before + 2)
    rest = a_case(order, 1, 1)
    assert (rest.asked_fen, rest.freight_fen) == (966 + 1 + 800, 800)
    answers.agree(rest.id, by="staff:1")
    assert (again(order).state, order.refunded_fen, order.freight_refunded_fen) == ("refunded", order.total_fen, 800)
    assert refunds() == [1934, 1767]
    assert sum(refunds()) == order.total_fen
    assert on_hand(order) == before + 3
    assert {"OrderPartRefunded", "OrderRefunded", "CaseRefunding"} <= set(facts())


def test_pieces_in_an_open_case_wait_and_the_rest_is_shipped(shop):
    order = a_paid_order((1000, 3))
    case = a_case(order, 1)
    parcel = fulfilment.ship(order.id, carrier="SF", tracking_number="SF1234567890123", by="staff:1", at=NOON)
    assert parcel.id
    assert again(order).state == "part_shipped"
    with pytest.raises(MayNotShip, match="申请了退款"):
        fulfilment.ship(order.id, carrier="SF", tracking_number="SF1234567890124", by="staff:1", at=NOON)
    answers.agree(case.id, by="staff:1")
    assert again(order).state == "shipped"  # nothing is left to send
    assert [(line.shipped_quantity, line.cancelled_quantity, line.held_quantity) for line in lines_of(order)] == [
        (2, 1, 0)
    ]


def test_a_cancelled_case_lets_its_pieces_go_again(shop):
    order = a_paid_order((1000, 2))
    case = a_case(order, 2)
    assert (again(order).open_cases, lines_of(order)[0].shippable) == (1, 0)
    answers.cancel(case.id, member_id=order.member_id)
    assert (again(order).open_cases, lines_of(order)[0].shippable) == (0, 2)
    assert again(case).state == "cancelled"


@pytest.mark.parametrize(("is_sellable", "comes_back"), [(True, 1), (False, 0)])
def test_a_return_puts_sellable_goods_back_and_writes_damaged_ones_off(shop, is_sellable, comes_back):
    with_return_address()
    order = a_paid_order((1000, 2), freight_fen=800, completed=True)
    before = on_hand(order)
    case = a_case(order, 1, kind="return_refund", reason="no_reason")
    answers.agree(case.id, by="staff:1")
    returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890123", member_id=order.member_id)
    returns.receive(case.id, is_sellable=is_sellable, by="staff:2")
    assert (again(case).state, case.agreed_fen) == ("refunding", 1000)
    assert on_hand(order) == before + comes_back
    assert lines_of(order)[0].returned_quantity == 1
    assert db.session.scalars(select(Movement.reason).where(Movement.cause.like("aftersale:%"))).all()
    assert again(order).state == "completed"


def test_all_goods_returned_for_the_merchants_fault_bring_the_freight_along(shop):
    with_return_address()
    order = a_paid_order((1000, 2), freight_fen=800, completed=True)
    case = a_case(order, 2, kind="return_refund", reason="quality")
    assert (case.asked_fen, case.freight_fen) == (2800, 800)
    kept = a_paid_order((1000, 2), freight_fen=800, completed=True)
    assert a_case(kept, 2, kind="return_refund", reason="no_reason").freight_fen == 0


def test_no_more_pieces_than_were_bought_whatever_is_open_or_done(shop):
    order = a_paid_order((1000, 3))
    a_case(order, 2)
    with pytest.raises(NotEligible, match="最多还能申请 1 件"):
        a_case(order, 2)
    a_case(order, 1)
    with pytest.raises(NotEligible, match="没有可以申请"):
        a_case(order, 1)


def test_the_guard_under_the_lock_refuses_a_fen_too_much_per_line_and_per_order(shop):
    order = a_paid_order((1000, 2), (500, 1), freight_fen=300, completed=True)
    first, second = lines_of(order)
    locked = lock(type(order), order.id)
    refund_part(locked, [LineBack(first.id, 1999)], 0, cause="a", reason="x", by="staff:1")
    with pytest.raises(OverRefund, match="保温杯 1"):
        refund_part(locked, [LineBack(first.id, 2)], 0, cause="b", reason="x", by="staff:1")
    with pytest.raises(OverRefund, match="运费"):
        refund_part(locked, [LineBack(second.id, 1)], 301, cause="c", reason="x", by="staff:1")
    locked.refunded_fen = locked.total_fen - 1
    with pytest.raises(OverRefund, match=r"最多还能退 0\.01"):
        refund_part(locked, [LineBack(second.id, 2)], 0, cause="d", reason="x", by="staff:1")
    assert refunds() == [1999]


def test_a_price_difference_leaves_the_rest_for_a_later_return(shop):
    with_return_address()
    order = a_paid_order((1000, 1), completed=True)
    line = lines_of(order)[0]
    gift = Initiative("price_protection", "price_drop", {line.id: 1}, False, refund_fen=200)
    case = opening.initiate(order.id, gift, by="staff:1")
    assert (again(case).state, again(order).state, order.refunded_fen) == ("refunding", "completed", 200)
    outcomes.settle(case.refund_id)
    assert again(order).open_cases == 0
    later = a_case(order, 1, kind="return_refund", reason="no_reason")
    assert later.asked_fen == 800
    with pytest.raises(Invalid, match="选择要申请售后的商品"):
        opening.initiate(order.id, Initiative("price_protection", "price_drop", {}, False, refund_fen=1), by="staff:1")


def test_the_merchant_cancels_what_is_out_of_stock_and_only_whole(shop):
    order = a_paid_order((1000, 2), (500, 1), freight_fen=300)
    line = lines_of(order)[0]
    with pytest.raises(Invalid, match="全额"):
        opening.initiate(
            order.id, Initiative("merchant_initiated", "out_of_stock", {line.id: 1}, True, 999), by="staff:1"
        )
    case = opening.initiate(
        order.id, Initiative("merchant_initiated", "out_of_stock", {line.id: 2}, True), by="staff:1"
    )
    assert (case.state, case.agreed_fen, lines_of(order)[0].cancelled_quantity) == ("refunding", 2000, 2)
    assert again(order).state == "paid"


def test_a_sum_above_the_limit_waits_for_a_second_person(shop):
    first, second = a_staff(shop, "owner"), a_staff(shop, "finance")
    settings.APPROVE_ABOVE_FEN.set(5000)
    order = a_paid_order((6000, 1))
    case = a_case(order, 1)
    answers.agree(case.id, by=f"staff:{first.id}")
    assert (again(case).state, refunds()) == ("approving", [])
    with pytest.raises(NeedsOther):
        answers.approve(case.id, by=f"staff:{first.id}")
    answers.approve(case.id, by=f"staff:{second.id}")
    assert (again(case).state, refunds()) == ("refunding", [6000])


def test_several_small_sums_of_one_order_wait_for_a_second_person_like_a_large_one(shop):
    first, second = a_staff(shop, "owner"), a_staff(shop, "finance")
    settings.APPROVE_ABOVE_FEN.set(5000)
    order, other = a_paid_order((2000, 4)), a_paid_order((2000, 1))
    cases = [a_case(order, 1) for _ in range(3)]
    for case in cases:
        answers.agree(case.id, by=f"staff:{first.id}")
    assert [again(case).state for case in cases] == ["refunding", "refunding", "approving"]
    assert refunds() == [2000, 2000]
    gift = Initiative("merchant_initiated", "out_of_stock", {lines_of(order)[0].id: 1}, True)
    assert opening.initiate(order.id, gift, by=f"staff:{first.id}").state == "approving"
    answers.approve(cases[2].id, by=f"staff:{second.id}")
    assert refunds() == [2000, 2000, 2000]
    alone = a_case(other, 1)
    answers.agree(alone.id, by=f"staff:{first.id}")
    assert again(alone).state == "refunding"


def test_what_is_agreed_and_waits_for_goods_counts_for_the_second_person_too(shop):
    first, _ = a_staff(shop, "owner"), a_staff(shop, "finance")
    with_return_address()
    settings.APPROVE_ABOVE_FEN.set(5000)
    order = a_paid_order((3000, 2), completed=True)
    waits = a_case(order, 1, kind="return_refund", reason="quality")
    answers.agree(waits.id, by=f"staff:{first.id}")
    small = a_case(order, 1)
    answers.agree(small.id, by=f"staff:{first.id}")
    assert (again(waits).state, again(small).state) == ("to_return", "approving")


def test_what_the_merchant_gives_unasked_is_over_when_the_second_person_says_no(shop):
    first, second = a_staff(shop, "owner"), a_staff(shop, "finance")
    settings.APPROVE_ABOVE_FEN.set(5000)
    order = a_paid_order((6000, 1))
    gift = Initiative("merchant_initiated", "out_of_stock", {lines_of(order)[0].id: 1}, True)
    case = opening.initiate(order.id, gift, by=f"staff:{first.id}")
    answers.send_back(case.id, reason="还有货", by=f"staff:{second.id}")
    assert (again(case).state, refunds(), again(order).open_cases) == ("closed", [], 0)
    assert lines_of(order)[0].shippable == 1


def test_a_person_who_works_alone_has_nobody_to_ask_and_small_sums_go_at_once(shop):
    alone = a_staff(shop, "owner")
    settings.APPROVE_ABOVE_FEN.set(5000)
    case = a_case(a_paid_order((6000, 1)), 1)
    answers.agree(case.id, by=f"staff:{alone.id}")
    assert again(case).state == "refunding"


def test_an_order_refunded_whole_overtakes_its_open_cases(shop):
    order = a_paid_order((1000, 2), (500, 1))
    case = a_case(order, 1)
    refund = orders.refund_whole(order.id, cause="staff:x", reason="缺货", by="staff:1")
    outcomes.overtake(order.id, refund.id)
    assert (again(case).state, again(order).open_cases, order.refunded_fen) == ("closed", 0, order.total_fen)
    assert [line.held_quantity for line in lines_of(order)] == [0, 0]
    with pytest.raises(NotEligible, match="全部退款"):
        a_case(order, 1, is_unshipped=True)


def test_the_same_tap_twice_is_one_case_and_an_old_page_is_told(shop):
    order = a_paid_order((1000, 2))
    one, two = a_case(order, 1, request_key="k"), a_case(order, 1, request_key="k")
    assert one.id == two.id
    with pytest.raises(NotEligible, match=r"已更新为 ¥10\.00"):
        opening.apply(order.id, wish(order, 1, expected_fen=999), member_id=order.member_id)
