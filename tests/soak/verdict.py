"""After the disasters: everything comes to rest, then the books are compared with the provider's and checked."""

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.schedule import SCHEDULE
from jobs import outbox, queue
from tests.soak.crowd import Shopper
from tests.soak.ground import ROOT, Ground, environment

DEAD_AFTER_S = 20
"""A lease held for so long at rest is that of a hand that was killed; waiting for its end would prove nothing more."""
TIMERS = """
UPDATE jobs SET run_after = now() WHERE done_at IS NULL AND dead_at IS NULL AND run_after > now() AND (
  cause NOT LIKE 'Postponed%%' AND attempts < 5
  OR name LIKE '%%ask_gateway'
    AND arguments ->> 0 IN (SELECT id::text FROM payments WHERE state IN ('prepared', 'closing'))
  OR name LIKE '%%ask_refund' AND arguments ->> 0 IN (SELECT id::text FROM refunds WHERE state = 'sent')
  OR name LIKE '%%orders.jobs.expire' AND arguments ->> 0 IN (SELECT id::text FROM orders WHERE state = 'placed'))
"""
"""Those that have still something to do; the others would only cost a fork each."""
LET_TIME_PASS = (
    TIMERS,
    "UPDATE orders SET hold_until = now() - interval '1 second' WHERE state = 'placed' AND hold_until > now()",
    "UPDATE outbox SET run_after = now() WHERE done_at IS NULL AND dead_at IS NULL AND run_after > now()",
    "UPDATE jobs SET lease_until = now() WHERE done_at IS NULL AND lease_until BETWEEN now() "
    f"AND now() + make_interval(secs => {queue.LEASE_S - DEAD_AFTER_S})",
    "UPDATE outbox SET lease_until = now() WHERE done_at IS NULL AND lease_until BETWEEN now() "
    f"AND now() + make_interval(secs => {outbox.LEASE_S - DEAD_AFTER_S})",
)
STILL_OPEN = """
SELECT 'order ' || number || ' is ' || state FROM orders
WHERE state = 'placed' AND source = 'wechat'
UNION ALL
SELECT 'refund ' || number || ' is ' || state FROM refunds
WHERE state NOT IN ('settled', 'failed')
UNION ALL
SELECT 'case ' || number || ' is ' || state FROM aftersale_cases WHERE state = 'refunding'
UNION ALL
SELECT 'fact ' || name || ' of ' || subject FROM outbox WHERE done_at IS NULL AND dead_at IS NULL
UNION ALL
SELECT 'job ' || name || ' ' || coalesce(cause, '') FROM jobs
WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now() AND name NOT LIKE 'demo.%%'
AND name NOT LIKE 'channels.%%' AND NOT name = ANY(%s)
"""
RECURRING = [f"{entry.function.__module__}.{entry.function.__qualname__}" for entry in SCHEDULE]
"""The scheduler asks for these again and again; on a slow machine one of them is always due."""
GIVEN_UP = """
SELECT 'fact ' || name || ': ' || cause FROM outbox WHERE dead_at IS NOT NULL
UNION ALL
SELECT 'job ' || name || ': ' || cause FROM jobs
WHERE dead_at IS NOT NULL AND name NOT LIKE 'demo.%%' AND name NOT LIKE 'channels.%%'
UNION ALL
SELECT 'refund ' || number || ': ' || coalesce(last_error, '') FROM refunds WHERE state = 'failed'
"""
PAID_TWICE = """
SELECT subject || ' paid twice' FROM facts
WHERE name = 'OrderPaid' GROUP BY subject HAVING count(*) > 1
"""


@dataclass(frozen=True)
class Money:
    """What one side says: numbers of payments that came in and refunds that went out, with their fen."""

    paid: dict[str, int]
    refunded: dict[str, int]


@dataclass
class Verdict:
    """What the run came to. lost: with the provider and not here; invented: here and not with the provider.

    doubled: counted more than once here; given_up: work and refunds nobody carries on; unrest: what never ended.
    """

    orders: int = 0
    cases: int = 0
    paid: int = 0
    refunds: int = 0
    notices: int = 0
    spoiled: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    unrest: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def findings(self) -> dict[str, list[str]]:
        """All that must not be, by name; empty when the run was sound."""
        found = {name: getattr(self, name) for name in FINDINGS}
        if not (self.orders and self.paid and self.refunds):
            found["idle"] = [f"{self.orders} orders, {self.paid} paid, {self.refunds} refunds: nothing was proven"]
        return {name: rows for name, rows in found.items() if rows}


FINDINGS = ("lost", "doubled", "invented", "given_up", "unrest", "broken")


def compare(provider: Money, shop: Money) -> tuple[list[str], list[str]]:
    """(lost, invented): what only the provider knows and what only the shop says; another sum is both."""
    both = (("payment", provider.paid, shop.paid), ("refund", provider.refunded, shop.refunded))
    lost = [f"{kind} {number}" for kind, theirs, ours in both for number in sorted(theirs.items() - ours.items())]
    invented = [f"{kind} {number}" for kind, theirs, ours in both for number in sorted(ours.items() - theirs.items())]
    return lost, invented


def come_to_rest(ground: Ground, seconds: float) -> list[str]:
    """Notices arrive, timers ring, refunds end, dead hands' leases run out. What is still open after so long."""
    for left in ground.points.iterdir():
        left.unlink()
    with contextlib.suppress(httpx.HTTPError):
        httpx.delete(f"{ground.control}/steering", timeout=10)
        httpx.post(f"{ground.control}/notices/release", json={}, timeout=10)
    left_open = ["nobody answered"]

    def is_over() -> bool:
        with contextlib.suppress(Exception):  # the database may still be coming back
            for statement in LET_TIME_PASS:
                ground.demo.rows(statement)
            left_open[:] = _texts(ground, STILL_OPEN, RECURRING)
        return not left_open

    ground.waits(is_over, seconds, pause_s=0.5)
    return left_open


def judge(ground: Ground, shoppers: list[Shopper], unrest: list[str]) -> Verdict:
    """Compare with the provider, ask the checker."""
    mchid = ground.shop["mchid"]
    trades = _asked(ground, "payments", mchid=mchid)["payments"]
    refunds = _asked(ground, "refunds", mchid=mchid)["refunds"]
    provider = Money(
        {each["out_trade_no"]: each["total_fen"] for each in trades if each["trade_state"] in ("SUCCESS", "REFUND")},
        {each["out_refund_no"]: each["refund_fen"] for each in refunds if each["status"] == "SUCCESS"},
    )
    lost, invented = compare(provider, _money_of_the_shop(ground))
    split = [f"one tap, two orders: {first} {second}" for each in shoppers for first, second in each.split]
    answered = {number for each in shoppers for number in (*each.numbers, *each.cases)}
    letters = _asked(ground, "notices")["notices"]
    return Verdict(
        orders=sum(len(each.numbers) for each in shoppers), cases=sum(len(each.cases) for each in shoppers),
        paid=len(provider.paid), refunds=len(provider.refunded),
        notices=sum(len(letter["attempts"]) for letter in letters), spoiled=_spoiled(letters),
        lost=lost + sorted(answered - _known(ground)), doubled=split + _texts(ground, PAID_TWICE), invented=invented,
        given_up=_texts(ground, GIVEN_UP), unrest=unrest, broken=_broken(ground),
    )  # fmt: skip


def _money_of_the_shop(ground: Ground) -> Money:
    """Of the orders people have placed; those of the demo's past were never with the provider."""
    paid = "SELECT number, total_fen FROM payments WHERE state = 'settled' AND id > %s"
    refunded = "SELECT number, refund_fen FROM refunds WHERE state = 'settled' AND id > %s"
    return Money(
        dict(ground.demo.rows(paid, ground.past["payments"])), dict(ground.demo.rows(refunded, ground.past["refunds"]))
    )


def _known(ground: Ground) -> set[str]:
    return set(_texts(ground, "SELECT number FROM orders UNION ALL SELECT number FROM aftersale_cases"))


def _texts(ground: Ground, sql: str, *values: Any) -> list[str]:
    return [str(row[0]) for row in ground.demo.rows(sql, *values)]


def _spoiled(letters: list[dict[str, Any]]) -> dict[str, int]:
    """How many letters went wrong on their way: lost, sent in copies, put out of order, and forged ones by number."""
    kinds = [attempt["kind"] for letter in letters for attempt in letter["attempts"]]
    return {
        "lost": kinds.count("lost"),
        "copied": sum(letter["copies"] > 1 for letter in letters),
        "reordered": sum("rule" in letter for letter in letters),
        "forgeries": sum(kind not in ("genuine", "lost") for kind in kinds),
    }


def _broken(ground: Ground) -> list[str]:
    """The invariants that do not hold, as the checker says."""
    done = subprocess.run(
        [sys.executable, "-m", "invariants", "--data", str(ground.demo.data), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False, env=environment(), timeout=300,
    )  # fmt: skip
    if done.returncode == 0:
        return []
    with contextlib.suppress(json.JSONDecodeError):
        return [
            f"{each['code']} {each['name']}: {each['offenders']}" for each in json.loads(done.stdout) if each["found"]
        ]
    return [done.stderr or done.stdout]


def _asked(ground: Ground, what: str, **query: Any) -> Any:
    answer = httpx.get(f"{ground.control}/{what}", params=query, timeout=60)
    answer.raise_for_status()
    return answer.json()
