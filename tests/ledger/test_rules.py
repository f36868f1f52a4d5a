"""Every posting sums to 0, and what goes through a clearing account comes back to 0 on every way a refund can take."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commerce.ledger import rules
from commerce.ledger.accounts import ACCOUNTS
from commerce.ledger.rules import Posting, Sale, Side
from tests.support.factories import NOON

FEN = st.integers(min_value=1, max_value=10_000_000)


def balances(postings):
    """Account and subject with their sums; only what is not 0."""
    sums = Counter()
    for posting in postings:
        for side in posting.sides:
            assert side.account in ACCOUNTS
            sums[side.account, side.subject] += side.amount_fen
    return {key: fen for key, fen in sums.items() if fen}


@settings(max_examples=40)
@given(goods=FEN, freight=st.integers(0, 5000), shop=st.integers(0, 5000), platform=st.integers(0, 5000))
def test_a_sale_is_its_parts(goods, freight, shop, platform):
    content = Sale(goods + 10_000, freight, shop, platform)
    taken = rules.capture("P1", "T1", content.total_fen, order_id=1, at=NOON)
    sold = rules.sale("P1", content, order_id=1, at=NOON)
    left = balances([taken, sold])
    assert left.pop(("wechat_clearing", "T1")) == content.total_fen
    assert ("customer_payments", "P1") not in left
    assert sum(left.values()) == -content.total_fen
    assert all(side.amount_fen for side in sold.sides)


def journey(paid_fen, parts, fails, is_sale):
    """A payment, then refunds of parts of it, each failing so many times before it is settled, then the bill."""
    yield rules.capture("P1", "T1", paid_fen, order_id=1, at=NOON)
    if is_sale:
        yield rules.sale("P1", Sale(paid_fen, 0), order_id=1, at=NOON)
    yield rules.cleared(1, "T1", paid_fen, order_id=1, at=NOON)
    for number, (part_fen, tries) in enumerate(zip(parts, fails, strict=True), start=1):
        refund = {"order_id": 1, "at": NOON}
        source, after = ("refunds", "refunds") if is_sale else ("customer_payments", "suspense")
        for turn in range(1, tries + 1):
            yield rules.refund_requested(f"R{number}", "P1", part_fen, source=source, turn=turn, **refund)
            yield rules.refund_failed(f"R{number}", "P1", part_fen, is_sale=is_sale, turn=turn, **refund)
            source = after
        yield rules.refund_requested(f"R{number}", "P1", part_fen, source=source, turn=tries + 1, **refund)
        yield rules.refund_settled(f"R{number}", part_fen, order_id=1, at=NOON)
        yield rules.cleared(100 + number, f"R{number}", -part_fen, order_id=1, at=NOON)


@settings(max_examples=40)
@given(st.lists(st.tuples(FEN, st.integers(0, 3)), max_size=4), FEN, st.booleans())
def test_every_way_of_a_refund_leaves_the_clearing_accounts_empty(refunds, kept_fen, is_sale):
    parts, fails = [part for part, _ in refunds], [tries for _, tries in refunds]
    postings = list(journey(sum(parts) + kept_fen, parts, fails, is_sale))
    assert len({posting.key for posting in postings}) == len(postings)
    left = balances(postings)
    unplaced = {("customer_payments", "P1")} if not is_sale else set()
    assert {key for key in left if ACCOUNTS[key[0]].within_s} == unplaced
    assert sum(fen for (account, _), fen in left.items() if account == "wechat_balance") == kept_fen
    assert sum(left.values()) == 0


@settings(max_examples=40)
@given(FEN, st.sampled_from(sorted(rules.RELEASES)))
def test_unknown_money_waits_in_suspense_until_it_is_released(fen, destination):
    parked = rules.unknown_money("T9", fen, note="", at=NOON)
    released = rules.released("T9", fen, destination, note="", at=NOON)
    assert balances([parked])["suspense", "T9"] == -fen
    assert ("suspense", "T9") not in balances([parked, released])
    assert (balances([parked, released]) == {}) is (destination == "returned")


@settings(max_examples=40)
@given(FEN, st.integers(-1000, 1000), st.sampled_from(["suspense", "wechat_clearing"]))
def test_the_bills_own_postings_balance(fen, fee_fen, account):
    postings = [
        rules.parked(1, "T1", -fen, note="", at=NOON),
        rules.fee(2, "T1", fee_fen or 1, order_id=None, at=NOON),
        rules.withdrawn(3, "W1", fen, at=NOON),
        rules.adjusted(4, account, "T1", fen, note="", at=NOON),
        rules.commission_earned("C1", fen, order_id=1, at=NOON),
        rules.commission_paid("C1", fen, order_id=1, at=NOON),
    ]
    assert sum(balances(postings).values()) == 0


def test_a_posting_that_does_not_balance_cannot_be_made():
    with pytest.raises(ValueError, match="does not sum to 0"):
        Posting("payment", "P1", "capture", NOON, (Side("fees", "x", 1), Side("refunds", "x", -2)))
