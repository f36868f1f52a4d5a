"""Web servers to measure: the product and the bare view, under granian with exactly the same settings."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from run import processes
from run.places import ROOT

WORKERS, THREADS = 2, 8
_TRIES = 1200


@contextlib.contextmanager
def granian(application: str, environment: Mapping[str, str], port: int, log: Path, host: str = "") -> Iterator[int]:
    """A running web server; gives the process id of its head. Ended with all its children afterwards."""
    many = ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--workers-kill-timeout", "5"]
    where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning"]
    with program([sys.executable, "-m", "granian", *where, *many, application], environment, log) as pid:
        _wait(port, host, log)
        yield pid


@contextlib.contextmanager
def program(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """A process group of its own that dies with us; gives its process id."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=file, stderr=file, start_new_session=True
        )
    try:
        yield process.pid
    finally:
        processes.signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        processes.signal_group(process.pid, signal.SIGKILL)
        process.wait()


def _wait(port: int, host: str, log: Path) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": host} if host else {})
    for _ in range(_TRIES):
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except urllib.error.HTTPError:
            return  # it answers, whatever it says
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The web server did not answer; its log is {log}:\n{log.read_text()[-2000:]}")
