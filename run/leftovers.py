"""Children of a launcher that was killed: find them again, end them, and never touch anybody else's process."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from run import processes

#: Set in every child's environment to its data directory, so that a child can be told from a stranger.
MARK = "JISHI_SUPERVISED_IN"
_POLITE_S = 5.0
_LOOK_EVERY_S = 0.1


def note(pid: int) -> dict[str, Any]:
    """What has to be remembered of a child to find it again after a crash."""
    return {"pid": pid, "started": processes.started_at(pid)}


def end(children: Mapping[str, Mapping[str, Any]], home: Path) -> list[str]:
    """End the noted children that still live, politely first, and return their names. Safe to repeat.

    A process is ours when its start time is the noted one; a member of a dead child's group, when it carries our mark.
    """
    found: dict[str, int] = {}
    for name, child in children.items():
        pid = int(child.get("pid", 0))
        same = child.get("started") is not None and processes.started_at(pid) == child["started"]
        if pid and (same or any(_orphans(pid, home))):
            found[name] = pid
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pgid in found.values():
            processes.signal_group(pgid, number)
        if _all_gone(found.values()):
            break
    return sorted(found)


def _all_gone(groups: Iterable[int]) -> bool:
    """Wait some seconds for the groups to be empty."""
    waiting = list(groups)
    deadline = time.monotonic() + _POLITE_S
    while waiting and time.monotonic() < deadline:
        waiting = [pgid for pgid in waiting if processes.signal_group(pgid, 0) and any(_members(pgid))]
        if waiting:
            time.sleep(_LOOK_EVERY_S)
    return not waiting


def _orphans(pgid: int, home: Path) -> Iterable[int]:
    """Living members of a group whose leader is gone and who carry our mark; Linux only."""
    if processes.started_at(pgid) is not None:
        return
    mark = f"{MARK}={home}".encode()
    for pid in _members(pgid):
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if mark in environment.split(b"\0"):
            yield pid


def _members(pgid: int) -> Iterable[int]:
    """The living processes of a group; elsewhere than on Linux just its leader's number."""
    if sys.platform != "linux":
        yield pgid
        return
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == pgid and fields[0] not in "ZX":
            yield int(entry.name)
