"""A short soak, the same every time: six processes die, two points are met, nothing is lost, nothing doubled."""

import json

import pytest

from tests.soak.__main__ import told
from tests.soak.ground import ground
from tests.soak.plan import Deck
from tests.soak.storm import Wish, weather
from tests.soak.verdict import judge
from tests.support.places import a_place

pytestmark = [pytest.mark.journey, pytest.mark.soak]

SEED = 20_261_129
DEATHS = ("K8", "horse", "worker", "K3", "valkey", "relay", "postgres", "web")
"""Those that leave leases behind come first, those after which people wait longest come last."""


@pytest.fixture(scope="module")
def soaked():
    """A demo of its own after the storm, still running: (ground, storm)."""
    with a_place("soak") as data, ground(data) as here:
        wish = Wish(len(DEATHS), SEED, shoppers=2, most_s=400, rest_s=400, patience_s=30)
        yield here, weather(here, wish, Deck(SEED, DEATHS), print)


def test_nothing_is_lost_and_nothing_doubled(soaked):
    here, storm = soaked
    said = "\n".join(told(storm))
    assert storm.is_green, said + json.dumps(here.demo.last_words(), ensure_ascii=False, indent=1)
    assert {kind for kind in DEATHS if storm.reaper.counts[f"kill {kind}"]} == set(DEATHS), said


def test_a_planted_loss_and_a_planted_double_are_seen(soaked):
    """The control: the same judge on the same demo, after its books were spoiled."""
    here, storm = soaked
    paid = "SELECT number, order_id FROM payments WHERE state = 'settled' AND id > %s ORDER BY id LIMIT 1"
    [(number, order_id)] = here.demo.rows(paid, here.past["payments"])
    here.demo.rows("UPDATE payments SET state = 'closed' WHERE number = %s", number)
    columns = "tenant_id, name, subject, payload, by, at"
    again = f"INSERT INTO facts ({columns}) SELECT {columns} FROM facts WHERE name = 'OrderPaid' AND subject = %s"
    here.demo.rows(again, f"order:{order_id}")
    verdict = judge(here, storm.shoppers, [])
    assert number in "".join(verdict.lost)
    assert verdict.doubled == [f"order:{order_id} paid twice"]
    assert {row.split(":")[0] for row in verdict.broken} >= {
        "I3 paid_orders_have_their_money",
        "I16 notices_count_once",
    }
