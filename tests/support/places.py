"""Where a demo of the tests keeps its data."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def a_place(name: str) -> Iterator[Path]:
    """A directory of its own that is removed afterwards.

    Not one of pytest's: whenever a pytest starts, it closes the directory above all of them to other accounts, and when
    we are root the database runs as another account, which then could not start again.
    """
    place = Path(tempfile.mkdtemp(prefix=f"jishi-{name}-"))
    try:
        open_the_way(place)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def open_the_way(place: Path) -> None:
    """Let the database's account walk through to `place`."""
    for folder in (place, *place.parents):
        if os.geteuid() == 0 and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
