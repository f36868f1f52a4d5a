"""After the disasters: everything comes to rest, then the books are compared with the provider's and checked."""

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import httpx

from tests.soak.crowd import Shopper
from tests.soak.ground import ROOT, Ground

LET_TIME_PASS = (
    "UPDATE jobs SET run_after = now() WHERE done_at IS NULL AND dead_at IS NULL AND run_after > now() "
    "AND (name LIKE '%%ask_%%' OR cause IS NOT NULL OR name LIKE '%%orders.jobs.expire')",
    "UPDATE orders SET hold_until = now() - interval '1 second' WHERE state = 'placed' AND hold_until > now()",
    "UPDATE outbox SET run_after = now() WHERE done_at IS NULL AND dead_at IS NULL",
)
OPEN = "SELECT count(*) FROM orders WHERE tenant_id = %s AND state = 'placed' AND source = 'wechat'"
REFUNDS = "SELECT count(*) FROM refunds WHERE tenant_id = %s AND state NOT IN ('settled', 'failed')"


@dataclass
class Verdict:
    """What the run came to. lost: paid at the provider and unknown here; doubled: counted more than once here."""

    orders: int
    paid: int
    refunds: int
    lost: list[str]
    doubled: list[Any]
    unknown_orders: list[str]
    dead: list[Any]
    notices: int
    forgeries: int
    broken: str

    @property
    def is_green(self) -> bool:
        return not (self.lost or self.doubled or self.unknown_orders or self.dead or self.broken)


def come_to_rest(ground: Ground) -> None:
    """Notices arrive, timers ring, refunds end; nothing is due any more."""
    demo, tenant_id = ground.demo, ground.demo.told["shops"][0]["tenant_id"]
    for left in ground.points.iterdir():
        left.unlink()
    with contextlib.suppress(httpx.HTTPError):
        httpx.delete(f"{ground.control}/steering", timeout=10)
        httpx.post(f"{ground.control}/notices/release", json={}, timeout=10)

    def is_over() -> bool:
        for statement in LET_TIME_PASS:
            demo.rows(statement)
        return demo.is_quiet() and not demo.one(OPEN, tenant_id) and not demo.one(REFUNDS, tenant_id)

    demo.until(lambda: _quietly(is_over), what="everything comes to rest", seconds=240)


def _quietly(question: Any) -> bool:
    try:
        return bool(question())
    except Exception:  # the database may still be coming back
        return False


def judge(ground: Ground, shoppers: list[Shopper]) -> Verdict:
    """Compare with the provider, ask the checker."""
    demo, shop = ground.demo, ground.demo.told["shops"][0]
    tenant_id = shop["tenant_id"]
    trades = _asked(ground, "payments", mchid=shop["mchid"])["payments"]
    paid = {trade["out_trade_no"] for trade in trades if trade["trade_state"] in ("SUCCESS", "REFUND")}
    settled = "SELECT number FROM payments WHERE tenant_id = %s AND state = 'settled'"
    known = {row[0] for row in demo.rows(settled, tenant_id)}
    answered = {number for shopper in shoppers for number in shopper.numbers}
    there = {row[0] for row in demo.rows("SELECT number FROM orders WHERE tenant_id = %s", tenant_id)}
    doubled = (
        "SELECT subject FROM facts WHERE tenant_id = %s AND name = 'OrderPaid' GROUP BY subject HAVING count(*) > 1"
    )
    letters = _asked(ground, "notices")["notices"]
    checked = subprocess.run(
        [sys.executable, "-m", "invariants", "--data", str(demo.data), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Verdict(
        orders=len(answered), paid=len(paid), refunds=len(_asked(ground, "refunds")["refunds"]),
        lost=sorted(paid - known), doubled=demo.rows(doubled, tenant_id), unknown_orders=sorted(answered - there),
        dead=demo.rows(
            "SELECT name, cause FROM outbox WHERE dead_at IS NOT NULL UNION ALL SELECT name, cause FROM jobs "
            "WHERE dead_at IS NOT NULL AND name NOT LIKE 'demo.%%' AND name NOT LIKE 'channels.%%'"
        ),
        notices=sum(len(letter.get("attempts", [])) for letter in letters),
        forgeries=sum(attempt["kind"] != "genuine" for letter in letters for attempt in letter.get("attempts", [])),
        broken=_broken(checked),
    )  # fmt: skip


def _broken(checked: subprocess.CompletedProcess[str]) -> str:
    if checked.returncode == 0:
        return ""
    try:
        verdicts = [each for each in json.loads(checked.stdout) if each["found"]]
    except json.JSONDecodeError:
        return checked.stderr or checked.stdout
    return json.dumps(verdicts, ensure_ascii=False, indent=1)


def _asked(ground: Ground, what: str, **query: Any) -> Any:
    answer = httpx.get(f"{ground.control}/{what}", params=query, timeout=30)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.json()
