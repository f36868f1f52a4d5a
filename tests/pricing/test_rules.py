"""A total is exactly its parts (reliability I15)."""

from hypothesis import given
from hypothesis import strategies as st

from commerce.pricing.rules import PricedLine, quote, reprice

lines = st.lists(
    st.builds(PricedLine, st.integers(1, 10**6), st.integers(1, 999), st.integers(1, 10**7)), min_size=1, max_size=50
)


@given(lines, st.integers(0, 10**9), st.integers(0, 5000), st.integers(0, 10**6))
def test_lines_discount_and_freight_add_up(basket, discount_fen, freight_fen, free_freight_fen):
    found = quote(basket, freight_fen=freight_fen, free_freight_fen=free_freight_fen, discount_fen=discount_fen)
    assert sum(line.paid_fen for line in found.lines) == found.goods_fen - found.discount_fen
    assert found.total_fen == sum(line.paid_fen for line in found.lines) + found.freight_fen
    assert 0 <= found.discount_fen <= found.goods_fen
    assert all(line.discount_fen >= 0 for line in found.lines)


def test_freight_is_free_from_the_threshold_on():
    line = PricedLine(1, 1, 9900)
    assert quote([line], freight_fen=800, free_freight_fen=9900).freight_fen == 0
    short = quote([PricedLine(1, 1, 9899)], freight_fen=800, free_freight_fen=9900)
    assert (short.freight_fen, short.to_free_freight_fen) == (800, 1)


def test_savings_count_crossed_out_prices_and_discounts():
    found = quote([PricedLine(1, 2, 7900, 9900)], freight_fen=0, free_freight_fen=0, discount_fen=500)
    assert found.saved_fen == 4500


@given(lines, st.integers(0, 10**9))
def test_a_new_price_is_split_exactly(basket, wanted_fen):
    goods_fen = sum(line.subtotal_fen for line in basket)
    wanted_fen = min(wanted_fen, goods_fen)
    discount_fen, shares = reprice(basket, wanted_fen)
    assert sum(shares) == discount_fen == goods_fen - wanted_fen
