"""I22: whatever the order, number and lateness of its sights, an order ends the same, once, and so does the stock."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from channels.actions import accounts, orders
from channels.ports import Grant, RemoteLine, RemoteTrade
from commerce.inventory import queries as inventory
from commerce.inventory.models import Movement
from commerce.orders.models import Order
from kernel.db import db, transaction
from tests.support.factories import NOON, a_product

pytestmark = pytest.mark.slow

LIVES = {
    "bought": ["unpaid", "to_ship"],
    "called off": ["unpaid", "cancelled"],
    "refunded": ["unpaid", "to_ship", "held", "cancelled"],
    "locked and freed": ["to_ship", "held", "to_ship"],
    "received": ["to_ship", "shipped", "done"],
}
ENDS = {
    "bought": "paid",
    "called off": None,
    "refunded": "refunded",
    "locked and freed": "paid",
    "received": "completed",
}
KEEPS_STOCK_OUT = {"bought", "locked and freed", "received"}


def sights(number: str, code: str, stages: list[str]) -> list[RemoteTrade]:
    line = RemoteLine(f"{number}-1", "", "", code, "杯", "绿", 2, 5000, 10000)
    return [
        RemoteTrade(
            number=number,
            stage=stage,
            modified_at=NOON + timedelta(seconds=place),
            placed_at=NOON,
            paid_at=NOON,
            goods_fen=10000,
            freight_fen=0,
            total_fen=10000,
            lines=(line,),
            recipient={"name": "李**"},
            digest=f"{stage}{place}",
        )
        for place, stage in enumerate(stages)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_doubled_reordered_and_late_sights_converge(shop, seed):
    rng = random.Random(seed)
    with transaction():
        sku = a_product(stock=1000)
        grant = Grant("token", "", 86400)
        account_id = accounts.connect("tmall", app_key="k", app_secret="s", grant=grant, at=NOON - timedelta(days=1)).id
    lives = {f"{seed}{place:04d}": rng.choice(sorted(LIVES)) for place in range(12)}
    every = [sight for number, life in lives.items() for sight in sights(number, sku.code, LIVES[life])]
    arriving = every + rng.sample(every, len(every) // 2)
    rng.shuffle(arriving)
    last = [sights(number, sku.code, LIVES[life])[-1] for number, life in lives.items()]

    for sight in [*arriving, *last]:
        with transaction():
            orders.take_in(account_id, sight, at=NOON + timedelta(minutes=1))

    made = {row.remote_number: row.state for row in db.session.scalars(select(Order))}
    for number, life in lives.items():
        if ENDS[life] not in (None, "refunded"):
            assert made[number] == ENDS[life], life
        else:
            assert made.get(number) in (None, "refunded"), life
    left = sum(2 for life in lives.values() if life in KEEPS_STOCK_OUT)
    assert inventory.sellable(sku.id) == 1000 - left
    doubled = select(Movement.cause).group_by(Movement.cause).having(func.count() > 1)
    assert db.session.scalars(doubled).all() == []
