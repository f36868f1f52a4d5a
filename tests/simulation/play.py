"""Plays a run: steps drawn from a seed, the model compared and the checker asked every hundred steps.

Every step draws from a generator of its own, seeded by run and step; a step that is left out changes no other's dice,
so a failing run can be made shorter and still mean the same.
"""

import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from commerce.payments import ports as payments
from invariants import checker
from kernel import clock
from kernel.tenancy import tenant_scope
from tests.simulation.ground import Idle, Wrong, expect
from tests.simulation.machinery import Worker
from tests.simulation.moves import Moves
from tests.simulation.rest import come_to_rest
from tests.simulation.stage import Clock, Stage, furnish, superuser

CHECK_EVERY = 100
SHOPS = 2
WEIGHTS = {
    "place": 14, "place_in_group": 6, "tap_again": 6, "collect": 17, "pay": 19, "deliver": 36, "forge": 8,
    "cancel": 2, "leave_group": 1, "receive": 5, "ship": 12, "refund": 1, "reprice": 3, "count_stock": 3,
    "import_trade": 5, "relay": 6, "work": 11, "finish_refund": 6, "retry_refund": 1, "wait": 12,
    "ask": 12, "answer": 7, "answer_offer": 4, "send_back": 5, "take_back": 4, "send_anew": 3, "receive_exchange": 2,
    "give_up": 1, "appeal": 4, "rule": 4, "give": 3, "approve": 5,
}  # fmt: skip


@dataclass
class Failure(Exception):
    """A run that went wrong. step: at which; last: what was done before it."""

    seed: int
    step: int
    why: str
    last: list[str] = field(default_factory=list)
    is_shortened: bool = False

    @property
    def kept(self) -> list[int]:
        """The steps of a shortened run: those that did something, and the last, after which it was looked at."""
        return sorted({int(line.split()[0]) for line in self.last} | {self.step})

    def __str__(self) -> str:
        told = "\n".join(f"  {line}" for line in self.last)
        return f"seed {self.seed}, step {self.step}: {self.why}\n{told}"


@dataclass
class Played:
    """What a run has done."""

    counts: Counter[str] = field(default_factory=Counter)
    idle: int = 0
    checks: int = 0


def play(seed: int, steps: int, time: Clock, *, left_out: Collection[int] = ()) -> Played:
    """Play a run on fresh shops. Raises Failure."""
    line, played, last = superuser(), Played(), list[str]()
    auditor = create_engine(line_url(), poolclass=NullPool)
    dice = random.Random(seed)
    shops = [_open(dice.randrange(10**9), time, line) for _ in range(SHOPS)]
    for moves, _ in shops:
        moves.platform = [each for each, _ in shops]
    names, weights = list(WEIGHTS), list(WEIGHTS.values())
    for step in range(steps):
        rng = random.Random(f"{seed}:{step}")
        if step in left_out:
            continue
        moves, worker = rng.choice(shops)
        name = rng.choices(names, weights)[0]
        try:
            last.append(f"{step} shop {moves.shop.tenant_id} {name} {_step(moves, worker, name, rng)}")
            played.counts[name] += 1
        except Idle:
            played.idle += 1
        except Exception as error:
            last.append(f"{step} shop {moves.shop.tenant_id} {name}")
            raise _failure(seed, step, f"{name}: {error!r}", last, -12, left_out) from error
        if (step + 1) % CHECK_EVERY == 0:
            try:
                _check(shops, auditor)
            except Exception as error:
                raise _failure(seed, step, repr(error), last, -CHECK_EVERY, left_out) from error
            played.checks += 1
    line.close()
    return played


def _failure(seed: int, step: int, why: str, last: list[str], shown: int, left_out: Collection[int]) -> Failure:
    """A shortened run is told whole."""
    return Failure(seed, step, why, last if left_out else last[shown:], bool(left_out))


def line_url() -> str:
    import os

    return os.environ["AUDITOR_DATABASE_URL"]


def _open(seed: int, time: Clock, line: psycopg.Connection[Any]) -> tuple[Moves, Worker]:
    moves = Moves(furnish(seed), time, seed)
    return moves, Worker(moves, line)


def _step(moves: Moves, worker: Worker, name: str, rng: random.Random) -> str:
    moves.rng, moves.provider.rng = rng, rng
    moves.provider.mood = rng.choices(("", "before", "after"), (90, 5, 5))[0]
    payments.gateway.fill(moves.provider)
    move: Callable[[], str] = worker.work if name == "work" else getattr(moves, name)
    with tenant_scope(moves.shop.tenant_id):
        return f"{move()} {moves.provider.mood}"


def _check(shops: list[tuple[Moves, Worker]], auditor: Engine) -> None:
    """Everything comes to rest; the shops are as the models say; every invariant holds."""
    for moves, worker in shops:
        payments.gateway.fill(moves.provider)
        with tenant_scope(moves.shop.tenant_id):
            come_to_rest(worker)
            compare(moves.stage, worker.line)
    tenant_ids = {moves.shop.tenant_id for moves, _ in shops}
    with auditor.connect() as connection:
        for verdict in checker.check(connection, at=clock.now()):
            ours = [offender for offender in verdict.offenders if offender.tenant_id in tenant_ids]
            if ours:
                raise Wrong(f"{verdict.invariant.code} {verdict.invariant.name}: {ours}")


def compare(stage: Stage, line: psycopg.Connection[Any]) -> None:
    """The tables against the model."""
    shop, provider = stage.shop, stage.provider

    def rows(sql: str) -> list[Any]:
        return line.execute(f"{sql} ORDER BY 1", (shop.tenant_id,)).fetchall()

    stocks = {row[0]: row[1:] for row in rows("SELECT sku_id, on_hand, reserved FROM stocks WHERE tenant_id = %s")}
    expect("stock", stocks, {sku_id: (shop.on_hand[sku_id], shop.reserved[sku_id]) for sku_id in stage.skus})
    found = rows(
        "SELECT id, state, total_fen, refunded_fen, is_blocked FROM orders WHERE source = 'wechat' AND tenant_id = %s"
    )
    own = sorted((o.id, o.state, o.total_fen, o.refunded_fen, o.is_blocked) for o in shop.orders.values())
    _first_difference("orders", found, own)
    _compare_aftersale(stage, rows)
    groups = rows("SELECT id, state, seats_taken, seats_paid FROM groups WHERE tenant_id = %s")
    counted = [(g.id, g.state, g.count("held", "paid"), g.count("paid")) for g in shop.groups.values()]
    _first_difference("groups", groups, sorted(counted))
    limited = rows("SELECT member_id, quantity FROM member_purchases WHERE quantity > 0 AND tenant_id = %s")
    _first_difference("limits", limited, sorted((key[0], n) for key, n in shop.bought.items() if n > 0))
    refunds = rows("SELECT order_id, refund_fen FROM refunds WHERE tenant_id = %s")
    _first_difference("refunds", sorted(refunds), sorted(shop.refunds_due))
    [(captured,)] = rows("SELECT coalesce(sum(total_fen), 0) FROM payments WHERE state = 'settled' AND tenant_id = %s")
    not_told = [t for n, t in provider.trades.items() if t.state == "paid" and stage.payments[n][1].state != "settled"]
    expect("captured", captured, provider.captured_fen - sum(trade.total_fen for trade in not_told))


def _compare_aftersale(stage: Stage, rows: Callable[[str], list[Any]]) -> None:
    """What has left, been kept back and come back of each line, and where each case stands until when."""
    columns = "shipped_quantity, cancelled_quantity, held_quantity, returned_quantity, paid_fen, refunded_fen"
    found = rows(
        f"SELECT id, {columns} FROM order_lines WHERE tenant_id = %s AND order_id IN "
        "(SELECT id FROM orders o WHERE source = 'wechat' AND o.tenant_id = order_lines.tenant_id)"
    )
    lines = [
        (line.id, line.shipped, line.cancelled, line.held, line.returned, line.paid_fen, line.refunded_fen)
        for own in stage.shop.orders.values() for line in own.lines
    ]  # fmt: skip
    _first_difference("lines", found, sorted(lines))
    columns = "freight_fen, freight_refunded_fen, open_cases"
    found = rows(f"SELECT id, {columns} FROM orders WHERE source = 'wechat' AND tenant_id = %s")
    orders = [(o.id, o.freight_fen, o.freight_refunded_fen, o.open_cases) for o in stage.shop.orders.values()]
    _first_difference("freight and open cases", found, sorted(orders))
    columns = "kind, state, asked_fen, freight_fen, offered_fen, agreed_fen, received_at IS NOT NULL, deadline_at"
    found = rows(f"SELECT id, {columns} FROM aftersale_cases WHERE tenant_id = %s")
    cases = [
        (c.id, c.kind, c.state, c.asked_fen, c.freight_fen, c.offered_fen, c.agreed_fen, c.is_received, c.deadline_at)
        for c in stage.aftersale.cases.values()
    ]
    _first_difference("cases", found, sorted(cases, key=lambda case: case[0]))


def _first_difference(what: str, found: list[Any], wanted: list[Any]) -> None:
    different = [(a, b) for a, b in zip(found, wanted, strict=False) if tuple(a) != tuple(b)]
    if different or len(found) != len(wanted):
        raise Wrong(f"{what}: {len(found)} rows, should be {len(wanted)}; first (found, wanted): {different[:3]}")
