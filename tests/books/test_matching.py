"""Whatever is wrong with a bill is found, all of it and nothing else."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from commerce.books import rules
from commerce.books.rules import Ours
from commerce.payments.ports import BillContent, BillEntry
from tests.support.factories import NOON

FAULTS = ("missing", "doubled", "amount", "state", "foreign")


def ours(number, kind, fen):
    sign = -1 if kind == "refund" else 1
    return Ours(kind, f"{kind}{number}", f"w{kind}{number}", sign * fen, "settled", number, is_due=True)


def line(one):
    return BillEntry(one.kind, one.number, one.vendor_number, one.amount_fen, "settled", NOON, fee_fen=1)


def spoil(entries, place, fault):
    """The bill with one fault at one place, and what must be found there."""
    entry = entries[place]
    number = f"foreign{place}" if fault == "foreign" else entry.number
    changed = {
        "missing": [],
        "doubled": [entry, entry],
        "amount": [replace(entry, amount_fen=entry.amount_fen + (1 if entry.amount_fen > 0 else -1))],
        "state": [replace(entry, state="failed")],
        "foreign": [entry, replace(entry, number=number, vendor_number=f"v{number}")],
    }[fault]
    return changed, (fault, entry.kind, number)


movements = st.lists(st.tuples(st.sampled_from(["payment", "refund"]), st.integers(1, 10**7)), max_size=12)


@settings(max_examples=100)
@given(movements, st.dictionaries(st.integers(0, 11), st.sampled_from(FAULTS)), st.randoms())
def test_seeded_differences_are_found_and_none_besides(made, faults, shuffle):
    known = [ours(number, kind, fen) for number, (kind, fen) in enumerate(made)]
    entries, expected = [], set()
    for place, entry in enumerate(map(line, known)):
        if place in faults:
            spoiled, what = spoil([line(one) for one in known], place, faults[place])
            entries += spoiled
            expected.add(what)
        else:
            entries.append(entry)
    shuffle.shuffle(entries)
    lines, found = rules.match(known, entries)
    told = {(one.kind, (one.theirs or one.ours).kind, (one.theirs or one.ours).number) for one in found}
    assert (told, len(found)) == (expected, len(expected))
    assert [matched.entry for matched in lines] == entries


@settings(max_examples=50)
@given(movements)
def test_a_true_bill_clears_every_movement_exactly(made):
    known = [ours(number, kind, fen) for number, (kind, fen) in enumerate(made)]
    lines, found = rules.match(known, [line(one) for one in known])
    assert found == []
    cleared = {}
    for posting in rules.postings("trade", dict(enumerate(lines))):
        for side in posting.sides:
            if side.account == "wechat_clearing":
                cleared[side.subject] = -side.amount_fen
    assert cleared == {one.subject: one.amount_fen for one in known}


def test_a_refund_still_under_way_in_the_bill_says_nothing_against_ours():
    assert [rules.agree(state, "processing") for state in ("settled", "open", "failed")] == [True, True, False]
    assert [rules.agree(state, "settled") for state in ("settled", "open", "failed")] == [True, False, False]


def test_a_line_of_an_earlier_bill_that_comes_again_is_doubled():
    one = ours(1, "payment", 100)
    _, found = rules.match([one], [line(one)], frozenset({("payment", one.vendor_number)}))
    assert [difference.kind for difference in found] == ["doubled"]


def test_our_number_with_another_transaction_of_theirs_is_foreign():
    one = ours(1, "payment", 100)
    strange = replace(line(one), vendor_number="w2")
    _, found = rules.match([one], [line(one), strange])
    assert [(difference.kind, difference.theirs) for difference in found] == [("foreign", strange)]


def test_a_foot_that_does_not_add_up_is_noticed():
    entries = (line(ours(1, "payment", 100)), line(ours(2, "refund", 30)))
    assert rules.totals_agree(BillContent(entries, "", 2, 100, 30))
    assert not rules.totals_agree(BillContent(entries, "", 2, 100, 31))
