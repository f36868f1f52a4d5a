"""Carries disasters out: kill -9 by process id, points to die at, bad lines, spoiled notices."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from kernel.failpoints import POINTS
from run import processes
from tests.soak.ground import Ground
from tests.soak.plan import Disaster

PROVOKE = {
    "K8": ("groups", "expires_at", "open", "groupbuy.jobs.expire"),
    "K10": ("groups", "expires_at", "open", "groupbuy.jobs.expire"),
    "K11": ("orders", "hold_until", "placed", "orders.jobs.expire"),
}
"""Time passes for some rows, so that somebody comes by the point: table, its deadline, its state, the timer's job."""
BACK_WITHIN_S = 60
FAMILIES = {"web worker": (("web",), "granian"), "horse": (("worker", "worker-2"), "worker"),
            "postgres session": (("postgres",), "jishi_app")}  # fmt: skip
"""Children that are killed while their parent lives: parents, and a word of the child's own command line."""


class NotBack(AssertionError):
    """What was killed did not come back by itself."""


@dataclass(frozen=True)
class Struck:
    """What became of a disaster. back_s: until what died was there again; has_hit: somebody died."""

    kind: str
    has_hit: bool
    back_s: float = 0.0

    def __str__(self) -> str:
        if not self.has_hit:
            return f"{self.kind}: nobody there"
        how = "" if self.kind in POINTS else f", back after {self.back_s:.1f} s"
        return f"{self.kind} killed{how}"


class Reaper:
    """One disaster after the other; what died is back, though perhaps not yet at work, before the next."""

    def __init__(self, ground: Ground, patience_s: int = 12) -> None:
        """patience_s: how long a card waits for its victim to come by."""
        self.ground, self.patience_s = ground, patience_s
        self._hit_s = 0.0
        self.counts, self.missed, self.slowest = Counter[str](), Counter[str](), Struck("nobody", False)

    @property
    def kills(self) -> int:
        return sum(count for name, count in self.counts.items() if name.startswith("kill "))

    def strike(self, disaster: Disaster) -> Struck:
        """Carry one out. Raises NotBack."""
        self._spoil_notices(disaster)
        with self._bad_line(disaster):
            hit = self._point(disaster.kind) if disaster.kind in POINTS else self._kill(disaster.kind)
            struck = Struck(disaster.kind, hit, time.monotonic() - self._hit_s)
        if not hit:
            self.missed[disaster.kind] += 1
            return struck
        self.counts[f"kill {disaster.kind}"] += 1
        if disaster.kind not in POINTS and struck.back_s > self.slowest.back_s:
            self.slowest = struck
        return struck

    def _kill(self, victim: str) -> bool:
        if victim in FAMILIES:
            return self._kill_child(*FAMILIES[victim])
        demo = self.ground.demo
        pid = demo.pid(victim)
        if not pid:  # just dying of something else
            return False
        self._end(pid)
        self._back(lambda: demo.pid(victim) not in (0, pid), victim)
        if victim == "postgres":
            self._back(self._answers, victim)
        return True

    def _kill_child(self, parents: tuple[str, ...], word: str) -> bool:
        """A worker of the web server, the horse of an RQ worker while it works, a session of the database."""
        found = self._await(lambda: [pid for name in parents for pid in _children(self.ground.demo.pid(name), word)])
        if not found:
            return False
        self._end(found[0])
        self._back(lambda: processes.started_at(found[0]) is None, word)
        if word == "jishi_app":
            self._back(self._answers, word)
        return True

    def _end(self, pid: int) -> None:
        self._hit_s = time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def _await(self, look: Callable[[], list[int]]) -> list[int]:
        """Somebody who is there for a moment only: look often."""
        found: list[int] = self.ground.waits(look, self.patience_s, pause_s=0.02)
        return found

    def _point(self, point: str) -> bool:
        """Whoever comes by next dies there; a point nobody comes by within seconds is taken away again."""
        file = self.ground.points / point
        file.touch()
        file.chmod(0o666)
        end_s = time.monotonic() + self.patience_s
        while not self.ground.waits(lambda: not file.exists(), 1) and time.monotonic() < end_s:
            if point in PROVOKE:
                with contextlib.suppress(psycopg.Error):  # the database may be just coming back
                    self._let_time_pass(*PROVOKE[point])
        self._hit_s = time.monotonic()
        try:
            file.unlink()
        except FileNotFoundError:
            return True
        return False

    def _let_time_pass(self, table: str, deadline: str, state: str, job: str) -> None:
        demo = self.ground.demo
        newest = f"SELECT id FROM {table} WHERE state = %s AND {deadline} > now() ORDER BY id DESC LIMIT 3"
        demo.rows(f"UPDATE {table} SET {deadline} = now() - interval '1 second' WHERE id IN ({newest})", state)
        demo.rows("UPDATE jobs SET run_after = now() WHERE done_at IS NULL AND run_after > now() AND name LIKE %s",
                  f"%{job}")  # fmt: skip

    def _back(self, is_back: Callable[[], bool], what: str) -> None:
        if not self.ground.waits(is_back, BACK_WITHIN_S):
            raise NotBack(f"{what} is not back within {BACK_WITHIN_S} s")

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.Error):
            return bool(self.ground.demo.one("SELECT 1"))
        return False

    @contextlib.contextmanager
    def _bad_line(self, disaster: Disaster) -> Iterator[None]:
        """In trouble while somebody is killed, for so long at most: a point may be behind that very line."""
        name, trouble = disaster.line
        if not name:
            yield
            return
        self.counts[f"line {name} {trouble}"] += 1
        with self.ground.lines[name].in_trouble(trouble, for_s=disaster.line_s):
            yield

    def _spoil_notices(self, disaster: Disaster) -> None:
        with contextlib.suppress(httpx.HTTPError):
            httpx.post(f"{self.ground.control}/steering", json=disaster.notices, timeout=5)
            kind = disaster.notices.get("kind", "")
            self.counts[f"notices {disaster.notices['action']} {kind}".strip()] += 1


def _children(pid: int, word: str) -> list[int]:
    """The processes that this one has started and whose command line has the word."""
    if not pid:
        return []
    found, listed = "", Path(f"/proc/{pid}/task/{pid}/children")
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # it has just died
            found = listed.read_text()
    else:
        found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(each) for each in found.split() if word in processes.command_line(int(each))]
