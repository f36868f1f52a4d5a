"""Named points at which the soak lets a process die (docs/proofs.md). Production refuses to start with them on.

They are on when the settings name a directory; a file there with a point's name is spent by the next process that
comes by, which is killed at once, as by a power cut.
"""

import os
import signal
from pathlib import Path

POINTS = {
    "K1": "order inserted, not committed",
    "K2": "order committed, before the gateway is asked",
    "K3": "gateway asked, its answer not stored",
    "K4": "notice verified, not taken in",
    "K5": "notice taken in, not answered",
    "K6": "facts claimed, not told",
    "K7": "bell rung, nothing told yet",
    "K8": "refund accepted by the gateway, its answer not stored",
    "K9": "a job's result stored, the job not finished",
    "K10": "a group given up, not all its members refunded",
    "K11": "an overdue order closed at the gateway, not here",
}
_directory: Path | None = None


def arm(directory: str) -> None:
    """Switch them on (the settings name a directory) or off ("")."""
    global _directory
    _directory = Path(directory) if directory else None


def reach(point: str) -> None:
    """The process stands at this point; when its file is there, it dies here."""
    if _directory is None:
        return
    try:
        (_directory / point).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
