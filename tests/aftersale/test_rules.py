"""What pieces are worth: every sequence of parts adds up, to the fen."""

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from commerce.aftersale import rules
from commerce.aftersale.rules import Claim, Line

LINES = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 9)), min_size=1, max_size=12)


def bought(paid_fen: int, quantity: int, *claims: Claim, shipped: int | None = None) -> Line:
    shipped = quantity if shipped is None else shipped
    gone = sum(len(claim.units) for claim in claims if claim.is_unshipped)
    return Line(paid_fen, quantity, shipped, quantity - shipped - gone, claims)


@settings(max_examples=40)
@given(paid_fen=st.integers(0, 10**7), quantity=st.integers(1, 25), data=st.data())
def test_any_sequence_of_partial_returns_gives_back_exactly_what_was_paid(paid_fen, quantity, data):
    line, given_fen = bought(paid_fen, quantity), 0
    while line.available(is_unshipped=False):
        wanted = data.draw(st.integers(1, line.available(is_unshipped=False)))
        units, fen = line.worth(wanted)
        given_fen += sum(fen)
        claim = Claim(tuple(units), tuple(fen), is_gone=True)
        line = bought(paid_fen, quantity, *line.claims, claim)
    assert given_fen == paid_fen
    assert set(line.left_fen) == {0}


@settings(max_examples=40)
@given(lines=LINES, agreed=st.floats(0, 1), freight_fen=st.integers(0, 800))
def test_an_agreed_sum_is_dealt_out_exactly_and_never_past_a_pieces_worth(lines, agreed, freight_fen):
    worth = [Line(paid, quantity, quantity, 0).left_fen for paid, quantity in lines]
    whole = sum(map(sum, worth)) + freight_fen
    agreed_fen = int(whole * agreed)
    dealt, freight = rules.shares(agreed_fen, worth)
    assert sum(map(sum, dealt)) + freight == agreed_fen
    assert 0 <= freight <= freight_fen
    assert all(0 <= part <= most for part, most in zip(chain(*dealt), chain(*worth), strict=True))


@settings(max_examples=40)
@given(paid_fen=st.integers(1, 10**6), quantity=st.integers(1, 20), share=st.floats(0, 1), data=st.data())
def test_a_part_sum_before_a_return_leaves_exactly_the_rest(paid_fen, quantity, share, data):
    line = bought(paid_fen, quantity)
    some = data.draw(st.integers(1, quantity))
    units, fen = line.worth(some)
    ((part,), _) = rules.shares(int(sum(fen) * share), [fen])
    line = bought(paid_fen, quantity, Claim(tuple(units), tuple(part)))
    rest = line.worth(line.available(is_unshipped=False))[1]
    assert sum(part) + sum(rest) == paid_fen


def test_one_fen_over_many_pieces_goes_back_once():
    line = bought(1, 3)
    assert line.worth(1) == ([0], [1])
    after = bought(1, 3, Claim((0,), (1,), is_gone=True))
    assert after.worth(2) == ([1, 2], [0, 0])


def test_pieces_of_an_open_case_are_not_free_and_come_back_when_it_is_given_up():
    line = bought(300, 3, Claim((0, 1), is_open=True))
    assert (line.free, line.available(is_unshipped=False)) == ([2], 1)
    assert bought(300, 3, Claim((0, 1))).available(is_unshipped=False) == 3


def test_shipped_and_unshipped_pieces_are_counted_apart():
    line = bought(500, 5, shipped=2)
    assert (line.available(is_unshipped=True), line.available(is_unshipped=False)) == (3, 2)
    held = Line(500, 5, 2, 1, (Claim((0, 1), is_open=True, is_unshipped=True),))
    assert (held.available(is_unshipped=True), held.available(is_unshipped=False)) == (1, 2)


def test_freight_goes_back_with_the_last_piece_unless_it_was_used_without_fault():
    def back(is_everything: bool, was_shipped: bool, fault: bool) -> int:
        return rules.freight_back(800, is_everything=is_everything, was_shipped=was_shipped, is_merchants_fault=fault)

    cases = {(e, s, f): back(e, s, f) for e in (True, False) for s in (True, False) for f in (True, False)}
    assert {key for key, fen in cases.items() if fen} == {
        (True, False, False), (True, False, True), (True, True, True)
    }  # fmt: skip


def test_each_side_is_offered_reasons_that_fit():
    assert "no_reason" not in dict(rules.reasons("shopper", is_unshipped=True))
    assert "out_of_stock" in dict(rules.reasons("merchant", is_unshipped=True))
    assert "not_received" not in dict(rules.reasons("merchant", is_unshipped=False))
