"""Clients: wrk for one address again and again where it is installed, threads of ours for everything else."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Call = Callable[[], None]


@dataclass(frozen=True)
class Counted:
    """What went through. failed: answers that were not the wanted ones."""

    done: int
    failed: int
    took_s: float


def get(port: int, path: str, headers: Mapping[str, str], *, clients: int, for_s: float) -> Counted:
    """Ask for one page as often as possible."""
    if shutil.which("wrk"):
        return _wrk(port, path, headers, clients=clients, for_s=for_s)
    return hammer(lambda number: getter(port, lambda: path, headers), clients=clients, for_s=for_s)


def hammer(make_call: Callable[[int], Call], *, clients: int, for_s: float) -> Counted:
    """Let so many threads repeat a call of their own. A call that raises counts as failed; the first error is shown."""
    end_at = time.monotonic() + for_s
    done, errors = [0] * clients, []

    def work(number: int) -> None:
        call = make_call(number)
        while time.monotonic() < end_at:
            try:
                call()
                done[number] += 1
            except (OSError, http.client.HTTPException, AssertionError) as error:
                errors.append(error)

    began_s = time.monotonic()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors and not sum(done):
        raise errors[0]
    return Counted(sum(done), len(errors), time.monotonic() - began_s)


def getter(port: int, next_path: Callable[[], str], headers: Mapping[str, str]) -> Call:
    """A call that gets a page, perhaps another one each time."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def call() -> None:
        path = next_path()
        line.request("GET", path, headers=dict(headers))
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, f"{path} answered {answer.status}"

    return call


def _wrk(port: int, path: str, headers: Mapping[str, str], *, clients: int, for_s: float) -> Counted:
    said = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    many = ["-t", "1", "-c", str(clients), "-d", f"{max(1, round(for_s))}s", "--timeout", "20s"]
    command = ["wrk", *many, *said, f"http://127.0.0.1:{port}{path}"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", text)
    assert found, text
    took_s = float(found[2]) * {"ms": 0.001, "s": 1, "m": 60}[found[3]]
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    failed = int(wrong[1]) if wrong else 0
    return Counted(int(found[1]) - failed, failed, took_s)
