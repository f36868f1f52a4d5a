"""Processor time of process trees, from /proc: what a request costs, whatever else the machine is doing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
TICK_S = 1 / _TICKS_PER_S
"""The finest that /proc can tell: what used less may show as nothing at all."""


def used_s(roots: Iterable[int]) -> float:
    """Seconds used so far by these processes and all their children, also those that have ended and been waited for."""
    table = dict(_table())
    wanted = set(roots)
    grown = True
    while grown:
        more = {pid for pid, (parent, _) in table.items() if parent in wanted} - wanted
        wanted |= more
        grown = bool(more)
    return sum(ticks for pid, (_, ticks) in table.items() if pid in wanted) / _TICKS_PER_S


def _table() -> Iterable[tuple[int, tuple[int, int]]]:
    """Every process: its parent, and its ticks together with those of its dead children."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # ended while we looked
            continue
        yield int(folder.name), (int(fields[1]), sum(int(field) for field in fields[11:15]))
