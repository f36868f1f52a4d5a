"""Every pair of state and move, against the table a shopkeeper would draw."""

import pytest

from commerce.aftersale.rules import AFTER
from commerce.aftersale.states import CASE, ENDED, LABELS, OPEN, WAITS_FOR
from kernel.errors import IllegalMove

ALLOWED = {
    "applied": {
        "await_return": "to_return", "await_approval": "approving", "refund": "refunding", "refuse": "refused",
        "offer": "offered", "cancel": "cancelled", "overtake": "closed",
    },
    "offered": {
        "await_return": "to_return", "await_approval": "approving", "refund": "refunding", "decline": "applied",
        "cancel": "cancelled", "close": "closed", "overtake": "closed", "arbitrate": "arbitrating",
    },
    "refused": {"cancel": "cancelled", "arbitrate": "arbitrating", "close": "closed", "overtake": "closed"},
    "to_return": {"fill_return": "returned", "cancel": "cancelled", "close": "closed", "overtake": "closed"},
    "returned": {
        "fill_return": "returned", "await_approval": "approving", "refund": "refunding",
        "refuse_receipt": "receipt_refused", "await_exchange": "to_exchange", "overtake": "closed",
    },
    "receipt_refused": {"cancel": "cancelled", "arbitrate": "arbitrating", "close": "closed", "overtake": "closed"},
    "to_exchange": {
        "send_exchange": "resent", "await_approval": "approving", "refund": "refunding", "close": "closed",
        "overtake": "closed",
    },
    "resent": {"finish_exchange": "exchanged", "overtake": "closed"},
    "approving": {
        "refund": "refunding", "send_back": "applied", "arbitrate": "arbitrating", "close": "closed",
        "overtake": "closed",
    },
    "arbitrating": {
        "await_return": "to_return", "refund": "refunding", "cancel": "cancelled", "close": "closed",
        "overtake": "closed",
    },
    "refunding": {"settle": "refunded"},
    "refunded": {}, "exchanged": {}, "cancelled": {}, "closed": {},
}  # fmt: skip


class Row:
    def __init__(self, state: str) -> None:
        self.state = state


def test_the_table_knows_every_state():
    assert set(ALLOWED) == CASE.states == set(LABELS)
    assert set(WAITS_FOR) == OPEN
    assert {state for state, moves in ALLOWED.items() if not moves} == ENDED


@pytest.mark.parametrize("state", sorted(ALLOWED))
def test_every_pair_is_allowed_or_refused_as_listed(state):
    for verb in CASE.verbs:
        row = Row(state)
        if verb in ALLOWED[state]:
            CASE.move(row, verb)
            assert row.state == ALLOWED[state][verb], verb
        else:
            with pytest.raises(IllegalMove):
                CASE.move(row, verb)
            assert row.state == state


def test_whoever_keeps_silent_is_answered_for_except_approval_ruling_and_gateway():
    assert set(AFTER) == OPEN - {"approving", "arbitrating", "refunding"}
