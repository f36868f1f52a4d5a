"""Kills and spoils, drawn from a seed: processes by kill -9, named points, bad lines, spoiled notices."""

import contextlib
import os
import random
import signal
from collections import Counter
from pathlib import Path

import httpx

from kernel.failpoints import POINTS
from tests.soak.ground import Ground
from tests.soak.line import TROUBLES

PROGRAMS = ("web", "worker", "worker-2", "relay", "scheduler", "postgres", "valkey")
NOTICES = (
    {"action": "repeat", "times": 5, "count": 4},
    {"action": "reorder", "times": 3, "count": 3},
    {"action": "lose", "count": 2},
    {"action": "delay", "seconds": 3, "count": 3},
    {"action": "forge", "kind": "bad_signature", "count": 2, "genuine_too": True},
    {"action": "forge", "kind": "amount_minus_one", "count": 1, "genuine_too": True},
    {"action": "forge", "kind": "wrong_mchid", "count": 2, "genuine_too": True},
)
PROVOKE = {
    "K8": ("groups", "expires_at", "open", "groupbuy.jobs.expire"),
    "K10": ("groups", "expires_at", "open", "groupbuy.jobs.expire"),
    "K11": ("orders", "hold_until", "placed", "orders.jobs.expire"),
}
"""Time passes for some rows, so that somebody comes by the point: table, its deadline, its state, the timer's job."""


class Reaper:
    """One disaster after the other; each is over, and what died is back, before the next."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground, self.rng, self.counts = ground, random.Random(seed), Counter[str]()

    def strike(self) -> str:
        """One kill, at a random moment or at a named point, with the notices spoiled meanwhile."""
        self._spoil_notices()
        if self.rng.random() < 0.35:
            return self._at_a_point(self.rng.choice(sorted(POINTS)))
        if self.rng.random() < 0.25:
            self._bad_line(self.rng.choice(sorted(self.ground.lines)), self.rng.choice(TROUBLES))
        victim = self.rng.choice((*PROGRAMS, "web worker", "horse"))
        if victim in PROGRAMS:
            self.ground.demo.kill(victim)
        else:
            self._child_of("web" if victim == "web worker" else self.rng.choice(("worker", "worker-2")))
        self.counts[f"kill {victim}"] += 1
        return victim

    def _at_a_point(self, point: str) -> str:
        """Whoever comes by next dies there; a point nobody comes by within seconds is taken away again."""
        file = self.ground.points / point
        file.touch()
        file.chmod(0o666)
        if point in PROVOKE:
            with contextlib.suppress(Exception):  # the database may be just coming back
                self._let_time_pass(*PROVOKE[point])
        with contextlib.suppress(AssertionError):
            self.ground.demo.until(lambda: not file.exists(), what=point, seconds=6)
        reached = not file.exists()
        file.unlink(missing_ok=True)
        if reached:
            self.counts[f"kill at {point}"] += 1
        return f"{point} {'reached' if reached else 'not reached'}"

    def _let_time_pass(self, table: str, deadline: str, state: str, job: str) -> None:
        demo = self.ground.demo
        newest = f"SELECT id FROM {table} WHERE state = %s AND {deadline} > now() ORDER BY id DESC LIMIT 5"
        demo.rows(f"UPDATE {table} SET {deadline} = now() - interval '1 second' WHERE id IN ({newest})", state)
        demo.rows("UPDATE jobs SET run_after = now() WHERE done_at IS NULL AND name LIKE %s", f"%{job}")

    def _child_of(self, name: str) -> None:
        """A worker of the web server, or the horse of a worker if it has one."""
        children = [int(pid) for pid in _children(self.ground.demo.pid(name))]
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.rng.choice(children), signal.SIGKILL)

    def _bad_line(self, name: str, trouble: str) -> None:
        with self.ground.lines[name].in_trouble(trouble):
            self.ground.demo.pause.wait(self.rng.choice((0.5, 2.0)))
        self.counts[f"line {trouble}"] += 1

    def _spoil_notices(self) -> None:
        wish = self.rng.choice(NOTICES)
        with contextlib.suppress(httpx.HTTPError):
            httpx.post(f"{self.ground.control}/steering", json=wish, timeout=5)
            self.counts[f"notices {wish['action']}"] += 1


def _children(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return []
