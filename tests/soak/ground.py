"""A demo of its own for the soak: one shop, bad lines to Valkey and the sandbox, points to die at."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from run import processes
from run.places import read_json
from tests.journeys.world import Demo
from tests.soak.line import Line

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = ("JISHI_", "DATABASE_URL", "OWNER_", "OPERATOR_", "AUDITOR_", "REDIS_URL", "TEST_")


@dataclass
class Ground:
    """What the soak stands on. points: where files named K1… let a process die."""

    demo: Demo
    lines: dict[str, Line]
    points: Path
    supervisor: int

    @property
    def control(self) -> str:
        """The sandbox itself, past the bad line."""
        return f"http://127.0.0.1:{read_json(self.demo.data / 'ports.json')['sandbox']}/sandbox/api"


@contextlib.contextmanager
def ground(data: Path) -> Iterator[Ground]:
    """Start the demo in `data`; it is stopped afterwards, its data stay."""
    data.mkdir(parents=True, exist_ok=True)
    for folder in (data, *data.parents):  # the database runs as another account when we are root
        if os.geteuid() == 0 and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    points = data / "points"
    points.mkdir(exist_ok=True)
    for left in points.iterdir():
        left.unlink()
    lines = {
        "sandbox": Line(lambda: int(read_json(data / "ports.json")["sandbox"])),
        "valkey": Line(lambda: int((data / "valkey" / "port").read_text())),
    }
    command = [
        sys.executable,
        "-m",
        "run.demo",
        "--data",
        str(data),
        "--port",
        str(processes.free_port()),
        "--shops",
        "1",
        "--brief",
    ]
    for name, line in lines.items():
        command += ["--via", f"{name}={line.port}"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
    environment |= {"JISHI_FAILPOINTS": str(points), "PYTHONPATH": str(ROOT)}
    with (data / "told.log").open("w") as told:
        process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=subprocess.STDOUT, env=environment)
    demo = Demo(data)
    try:
        demo.wait_until_ready(process)
        demo.rows("UPDATE jobs SET done_at = now() WHERE name LIKE 'demo.%%' AND done_at IS NULL")  # no more drawing
        yield Ground(demo, lines, points, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=90)
        for line in lines.values():
            line.close()
