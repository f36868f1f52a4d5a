"""What the launcher asks of the operating system: locks, ports, accounts, and who is still alive."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from run.places import CannotStart

_PR_SET_PDEATHSIG = 1
#: Loaded before any fork: between fork and exec no library may be opened.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file `path`; the system lets go of it when the holder dies, however it dies.

    Raises BlockingIOError when `wait` is false and somebody else holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


def free_port() -> int:
    """A TCP port on the loopback that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether we could listen on this loopback port (connections of the past that linger do not count)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def unprivileged(owner_of: Path | None = None) -> dict[str, Any]:
    """Arguments for `subprocess` that run a program without root's rights; nothing when we are not root.

    owner_of: existing data keep the account they were made with.
    """
    if os.geteuid() != 0:
        return {}
    if owner_of is not None and owner_of.exists() and owner_of.stat().st_uid != 0:
        entry = pwd.getpwuid(owner_of.stat().st_uid)
    else:
        known = {each.pw_name: each for each in pwd.getpwall()}
        entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def closed_parent(path: Path, account: dict[str, Any]) -> Path | None:
    """The first directory on the way to `path` that the account may not walk through; none when we are not root."""
    if not account:
        return None
    for parent in [*reversed(path.parents), path]:
        if not parent.is_dir():
            return None
        facts = parent.stat()
        if facts.st_uid == account["user"]:
            needed = 0o100
        elif facts.st_gid == account["group"]:
            needed = 0o010
        else:
            needed = 0o001
        if not facts.st_mode & needed:
            return parent
    return None


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask Linux to send us `number` when the parent thread dies; runs between fork and exec of a child."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def started_at(pid: int) -> str | None:
    """A mark of when the process was started, to tell it from a later one with the same number; None when gone.

    A zombie counts as gone.
    """
    if sys.platform == "linux":
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        fields = text.rpartition(")")[2].split()
        return None if fields[0] in "ZX" else fields[19]
    found = subprocess.run(
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    return None if len(found) < 2 or found[0].startswith("Z") else found[1].strip()


def command_line(pid: int) -> str:
    """The arguments a process was started with; empty when it is gone or a zombie."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", errors="replace")
        except OSError:
            return ""
    ask = ["/bin/ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(ask, capture_output=True, text=True, check=False).stdout


def is_attached(segment: str) -> bool:
    """Whether any process has this System V shared memory segment open; Linux only, elsewhere taken as no."""
    table = Path("/proc/sysvipc/shm")
    if not table.exists():
        return False
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return any(row[1] == segment and int(row[6]) > 0 for row in rows)


def signal_group(pgid: int, number: int) -> bool:
    """Signal a whole process group; false when nobody is left in it."""
    try:
        os.killpg(pgid, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS answers so for a group of zombies
        return False
    return True


def must_be_free(port: int, what: str) -> None:
    """Raises CannotStart with a sentence when the port is taken."""
    if not port_is_free(port):
        raise CannotStart(f"{what}要用的端口 {port} 已被别的程序占用。请换一个端口,或先停掉占用它的程序。")
