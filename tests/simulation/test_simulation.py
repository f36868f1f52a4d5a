"""Thousands of lives of shops, against a model in plain Python and the checker's queries."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.simulation.cases import AfterSale
from tests.simulation.model import Group, Line, Order, Payment, Shop, deal
from tests.simulation.worth import Wish
from tests.support.factories import NOON

ROOT = Path(__file__).resolve().parents[2]
SEED = 20_261_122
STEPS = 30_000


@pytest.mark.slow
def test_thousands_of_steps_go_as_the_model_says():
    command = [sys.executable, "-m", "tests.simulation", "--steps", str(STEPS), "--seed", str(SEED), "--jobs", "2"]
    done = subprocess.run([*command, "--no-shrink"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    assert sum(int(count) for count in re.findall(r"^(\d+) steps", done.stdout, re.MULTILINE)) == STEPS


@pytest.mark.slow
def test_a_failure_is_made_shorter_for_the_same_reason_and_says_how_it_is_played_again():
    command = [sys.executable, "-m", "tests.simulation.broken", "--seed", "5", "--steps", "100"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr[-3000:]
    assert re.match(r"seed 5, step 99: Wrong\('stock: ", done.stdout)
    told = re.findall(r"^  (\d+) shop", done.stdout, re.MULTILINE)
    [only] = re.findall(r"--seed 5 --steps 100 --only ([\d,]+)$", done.stdout, re.MULTILINE)
    assert set(told) <= set(only.split(","))


def a_shop() -> Shop:
    shop = Shop(1, {7: 2})
    shop.on_hand, shop.reserved, shop.quota_left = {7: 3}, {7: 0}, 5
    return shop


def an_order(quantity: int, paid_fen: int, freight_fen: int = 0, group_id: int | None = None) -> Order:
    line = Line(11, 7, quantity, paid_fen // quantity, 0)
    line.cost(paid_fen)
    return Order(1, 1, [line], freight_fen, None, group_id=group_id, is_blocked=group_id is not None)


def test_the_model_itself_keeps_its_books():
    shop = a_shop()
    order, payment = an_order(2, 200), Payment(1, "P1", 200)
    shop.place(order)
    assert (shop.sellable(7), shop.refusal(1, {7: 1}), shop.refusal(2, {7: 2})) == (1, "LimitReached", "SoldOut")
    assert [shop.settle(order, payment, NOON) for _ in range(2)] == ["paid", "repeated"]
    assert (shop.on_hand[7], shop.reserved[7]) == (1, 0)
    shop.refund_whole(order, NOON)
    assert (shop.on_hand[7], shop.refunds_due, shop.refusal(1, {7: 2})) == (3, [(1, 200)], None)


def test_the_model_refunds_a_group_that_failed():
    shop = a_shop()
    order, payment = an_order(1, 70, group_id=3), Payment(1, "P1", 70)
    shop.groups[3] = Group(3, 1, 2, seats={1: "held"})
    shop.place(order)
    shop.settle(order, payment, NOON)
    shop.hear(60)
    assert (shop.groups[3].state, order.state) == ("open", "paid")
    shop.expire_group(shop.groups[3], shop.groups[3].expires_at)
    assert (shop.groups[3].state, order.state, shop.groups[3].count("paid")) == ("failed", "refunded", 0)


def test_the_model_deals_by_largest_remainder():
    assert deal(100, [1, 1, 1]) == [34, 33, 33]
    assert deal(10, [3, 0, 5]) == [4, 0, 6]
    assert deal(-7, [1, 1]) == [-3, -4]
    assert deal(5, [0, 0]) == [3, 2]


def sold(quantity: int, paid_fen: int, freight_fen: int = 0) -> tuple[Shop, Order]:
    shop, order = a_shop(), an_order(quantity, paid_fen, freight_fen)
    shop.place(order)
    shop.settle(order, Payment(1, "P1", order.total_fen), NOON)
    return shop, order


def test_the_model_gives_back_exactly_what_was_paid_piece_by_piece():
    shop, order = sold(3, 100, freight_fen=60)
    after = AfterSale(shop)
    for case_id in (1, 2, 3):
        wish = Wish("refund_only", "changed_mind", {11: 1}, True)
        assert after.refusal(order, wish, NOON) is None
        assert after.agree(after.open(case_id, f"A{case_id}", order, wish, NOON), NOON) is None
    assert shop.refunds_due == [(1, 34), (1, 33), (1, 33 + 60)]  # the freight goes with the last
    assert (order.state, order.refunded_fen, shop.on_hand[7]) == ("refunded", 160, 3)
    assert after.refusal(order, wish, NOON) == "NotEligible"


def test_the_model_lets_silence_speak():
    shop, order = sold(2, 101, freight_fen=60)
    assert shop.ship(order, {11: 1}, NOON) is None
    assert (order.state, shop.ship(order, {11: 2}, NOON), shop.ship(order, None, NOON)) == (
        "part_shipped",
        "TooMany",
        None,
    )
    after = AfterSale(shop)
    case = after.open(1, "A1", order, Wish("return_refund", "no_reason", {11: 1}, False), NOON)
    days = timedelta(days=1)
    assert after.elapse(case, NOON + days) is None
    assert case.state == "applied"
    after.elapse(case, NOON + 2 * days)
    assert (case.state, case.deadline_at) == ("to_return", NOON + 9 * days)
    after.send(case, NOON + 3 * days)
    after.elapse(case, NOON + 10 * days)
    assert (case.state, order.refunded_fen, order.lines[0].returned, shop.on_hand[7]) == ("refunding", 51, 1, 1)
    after.settle({"aftersale:A1": "settled"})
    assert (case.state, order.open_cases, order.state) == ("refunded", 0, "shipped")
