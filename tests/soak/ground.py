"""A demo of its own for the soak: one shop, bad lines to Valkey and the sandbox, points to die at."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from run import processes
from run.places import read_json
from tests.journeys.world import Demo
from tests.soak.line import Line
from tests.support.places import open_the_way

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = ("JISHI_", "DATABASE_URL", "OWNER_", "OPERATOR_", "AUDITOR_", "REDIS_URL", "TEST_")


@dataclass
class Ground:
    """What the soak stands on. points: where files named K1… let a process die.

    past: the last ids of what the demo was born with, by table; the provider knows nothing of it.
    """

    demo: Demo
    lines: dict[str, Line]
    points: Path
    past: dict[str, int] = field(default_factory=dict)

    @functools.cached_property
    def shop(self) -> dict[str, Any]:
        """The one shop, as demo.json tells of it."""
        found: dict[str, Any] = self.demo.told["shops"][0]
        return found

    @property
    def tenant_id(self) -> int:
        return int(self.shop["tenant_id"])

    @property
    def sandbox(self) -> str:
        """The sandbox itself, past the bad line."""
        return f"http://127.0.0.1:{read_json(self.demo.data / 'ports.json')['sandbox']}"

    def waits(self, is_so: Callable[[], Any], seconds: float, pause_s: float = 0.2) -> Any:
        """Ask again and again until it is so, by the clock; what was found, or nothing when the time is over."""
        end_s = time.monotonic() + seconds
        while not (found := is_so()) and time.monotonic() < end_s:
            self.demo.pause.wait(pause_s)
        return found

    @property
    def control(self) -> str:
        return f"{self.sandbox}/sandbox/api"


def environment() -> dict[str, str]:
    """Ours without the addresses of other servers: what is started or asked here must be the soak's own demo."""
    return {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}


@contextlib.contextmanager
def ground(data: Path) -> Iterator[Ground]:
    """Start the demo in `data`; it is stopped afterwards, its data stay."""
    data.mkdir(parents=True, exist_ok=True)
    open_the_way(data)
    points = data / "points"
    points.mkdir(exist_ok=True)
    for left in points.iterdir():
        left.unlink()
    lines = {
        "sandbox": Line(lambda: int(read_json(data / "ports.json")["sandbox"])),
        "valkey": Line(lambda: int((data / "valkey" / "port").read_text())),
    }
    where = ["--data", str(data), "--port", str(processes.free_port())]
    command = [sys.executable, "-m", "run.demo", *where, "--shops", "1", "--brief"]
    for name, line in lines.items():
        command += ["--via", f"{name}={line.port}"]
    armed = environment() | {"JISHI_FAILPOINTS": str(points), "PYTHONPATH": str(ROOT)}
    with (data / "told.log").open("w") as told:
        process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=subprocess.STDOUT, env=armed)
    demo = Demo(data)
    try:
        demo.wait_until_ready(process)
        demo.rows("UPDATE jobs SET done_at = now() WHERE name LIKE 'demo.%%' AND done_at IS NULL")  # no more drawing
        newest = "SELECT coalesce(max(id), 0) FROM "
        yield Ground(
            demo, lines, points, {table: demo.one(newest + table) for table in ("orders", "payments", "refunds")}
        )
    finally:
        _stop(process)
        for line in lines.values():
            line.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; a supervisor that does not end takes its children along when it is killed."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=90)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
