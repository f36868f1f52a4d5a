"""The judge of the soak must be able to say no: whatever is planted is found and named."""

from dataclasses import replace

import pytest

from tests.soak.__main__ import told
from tests.soak.storm import Storm
from tests.soak.verdict import FINDINGS, Money, Verdict, compare

SOUND = Verdict(orders=3, paid=2, refunds=1)
BOOKS = Money({"P1": 500, "P2": 700}, {"R1": 500})


class Nobody:
    """Stands where reaper and desk do when only the verdict matters."""

    counts, missed, did, slowest, kills = {}, {}, {}, "nobody", 4


def last_words(verdict, stopped=""):
    return told(Storm(Nobody, [], Nobody, verdict, stopped=stopped))


def test_the_same_books_differ_in_nothing():
    assert compare(BOOKS, BOOKS) == ([], [])


def test_money_that_only_the_provider_knows_is_lost():
    lost, invented = compare(BOOKS, Money({"P1": 500}, {}))
    assert (lost, invented) == (["payment ('P2', 700)", "refund ('R1', 500)"], [])


def test_money_that_only_the_shop_knows_is_invented():
    assert compare(Money({}, {}), Money({"P1": 500}, {})) == ([], ["payment ('P1', 500)"])


def test_another_sum_is_both():
    assert compare(BOOKS, Money(BOOKS.paid, {"R1": 499})) == (["refund ('R1', 500)"], ["refund ('R1', 499)"])


def test_a_sound_run_says_so():
    assert SOUND.findings == {}
    assert last_words(SOUND)[-1] == "every invariant holds"


@pytest.mark.parametrize("finding", FINDINGS)
def test_whatever_is_planted_makes_the_run_unsound(finding):
    said = last_words(replace(SOUND, **{finding: ["payment P2"]}))
    assert said[-2:] == [f"{finding}: payment P2", "NOT SOUND"]


@pytest.mark.parametrize("idle", ["orders", "paid", "refunds"])
def test_a_run_in_which_nothing_happened_proves_nothing(idle):
    assert last_words(replace(SOUND, **{idle: 0}))[-1] == "NOT SOUND"


def test_too_few_kills_are_told():
    assert "UNFINISHED: 3 of 9; what happened is sound" in last_words(SOUND, stopped="3 of 9")
