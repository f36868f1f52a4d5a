"""What is fetched for several orders: each SKU once, from where it lies, no more than may leave."""

from hypothesis import given, settings
from hypothesis import strategies as st

from commerce.fulfilment import actions, picking
from commerce.orders import queries
from commerce.orders.settlement import settle
from tests.support.factories import NOON, a_product, a_settlement, an_order

held = st.lists(st.tuples(st.sampled_from(("中心仓", "前置仓")), st.integers(0, 20)), max_size=4)


@settings(max_examples=60)
@given(st.integers(0, 50), held)
def test_every_piece_has_a_place(wanted, places):
    shares = picking.allocate(wanted, places)
    assert sum(pieces for _, pieces in shares) == wanted
    assert all(pieces > 0 for _, pieces in shares)
    assert sum(pieces for place, pieces in shares if place) <= sum(pieces for _, pieces in places)


def test_a_sku_of_two_orders_is_fetched_once_without_what_has_left_or_waits(shop):
    sku, other = a_product(stock=20), a_product(stock=20)
    first, second, third = (an_order(sku=sku, quantity=n) for n in (2, 3, 1))
    rest, unpaid = an_order(sku=other, quantity=4), an_order(sku=sku)
    for order in (first, second, third, rest):
        settle(a_settlement(order))
    line = queries.lines_of([second.id])[second.id][0]
    actions.ship(
        second.id, carrier="SF", tracking_number="SF1234567890123", line_quantities={line.id: 1}, by="staff:1", at=NOON
    )
    queries.lines_of([third.id])[third.id][0].held_quantity = 1
    queries.lines_of([rest.id])[rest.id][0].held_quantity = 3

    found = picking.picks([first, second, third, rest, unpaid])

    by_code = {pick.sku_code: pick for pick in found}
    assert by_code[sku.code].orders == ((first.number, 2), (second.number, 2))
    assert (by_code[sku.code].pieces, by_code[sku.code].warehouse) == (4, "中心仓")
    assert by_code[other.code].pieces == 1
    assert not picking.may_pick(unpaid)
