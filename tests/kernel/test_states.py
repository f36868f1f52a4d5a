"""Lifecycles: every listed move works, every other pair is refused (reliability I21)."""

from types import SimpleNamespace

import pytest

from commerce.catalog.states import PRODUCT
from commerce.inventory.states import HOLD
from commerce.orders.states import ORDER
from commerce.payments.states import PAYMENT, REFUND
from commerce.promotions.groupbuy.states import ACTIVITY, GROUP, SEAT
from kernel.errors import IllegalMove
from tenants.states import TENANT

MACHINES = [PRODUCT, HOLD, ORDER, PAYMENT, REFUND, ACTIVITY, GROUP, SEAT, TENANT]
PAIRS = [(m, state, verb) for m in MACHINES for state in sorted(m.states) for verb in m.verbs]


@pytest.mark.parametrize(("machine", "state", "verb"), PAIRS, ids=[f"{m.name}:{s}:{v}" for m, s, v in PAIRS])
def test_every_pair_is_a_listed_move_or_refused(machine, state, verb):
    row = SimpleNamespace(state=state)
    sources, target = machine.verbs[verb]
    if state in sources:
        assert machine.can(row, verb)
        machine.move(row, verb)
        assert row.state == target
    else:
        assert not machine.can(row, verb)
        with pytest.raises(IllegalMove):
            machine.move(row, verb)
        assert row.state == state


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_every_state_can_be_reached(machine):
    reached = {machine.initial}
    while True:
        more = {target for sources, target in machine.verbs.values() if sources & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == machine.states


def test_money_back_is_final():
    assert [verb for verb, (sources, _) in ORDER.verbs.items() if "refunded" in sources] == []
