"""Thousands of lives of shops, against a model in plain Python and the checker's queries."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.model import Group, Order, Payment, Shop
from tests.support.factories import NOON

ROOT = Path(__file__).resolve().parents[2]
SEED = 20_261_122


@pytest.mark.slow
def test_a_thousand_steps_go_as_the_model_says():
    command = [sys.executable, "-m", "tests.simulation", "--steps", "1000", "--seed", str(SEED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert done.stdout.count("checks") == 1


def a_shop() -> Shop:
    shop = Shop(1, {7: 2})
    shop.on_hand, shop.reserved, shop.quota_left = {7: 3}, {7: 0}, 5
    return shop


def test_the_model_itself_keeps_its_books():
    shop = a_shop()
    order, payment = Order(1, 1, {7: 2}, 200, None), Payment(1, "P1", 200)
    shop.place(order)
    assert (shop.sellable(7), shop.refusal(1, {7: 1}), shop.refusal(2, {7: 2})) == (1, "LimitReached", "SoldOut")
    assert [shop.settle(order, payment, NOON) for _ in range(2)] == ["paid", "repeated"]
    assert (shop.on_hand[7], shop.reserved[7]) == (1, 0)
    shop.refund_whole(order)
    assert (shop.on_hand[7], shop.refunds_due, shop.refusal(1, {7: 2})) == (3, [(1, 200)], None)


def test_the_model_refunds_a_group_that_failed():
    shop = a_shop()
    order, payment = Order(1, 1, {7: 1}, 70, None, group_id=3, is_blocked=True), Payment(1, "P1", 70)
    shop.groups[3] = Group(3, 1, 2, seats={1: "held"})
    shop.place(order)
    shop.settle(order, payment, NOON)
    shop.hear(60)
    assert (shop.groups[3].state, order.state) == ("open", "paid")
    shop.expire_group(shop.groups[3], shop.groups[3].expires_at)
    assert (shop.groups[3].state, order.state, shop.groups[3].count("paid")) == ("failed", "refunded", 0)
