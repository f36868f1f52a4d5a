"""After a crash only our own processes are ended."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from run import leftovers

_GROUP = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'input()']); print('up', flush=True); input()"


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, marked as a child of a launcher in `tmp_path`."""
    environment = {**os.environ, leftovers.MARK: str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", _GROUP],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=environment,
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    leftovers.end({"it": leftovers.note(process.pid)}, tmp_path)
    process.kill()
    process.communicate()


def test_a_noted_child_is_ended(waiting: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert leftovers.end({"web": leftovers.note(waiting.pid)}, tmp_path) == ["web"]
    assert waiting.wait() < 0


def test_a_process_that_started_at_another_time_is_a_stranger(waiting: subprocess.Popen[bytes], tmp_path: Path) -> None:
    noted = {**leftovers.note(waiting.pid), "started": "1"}

    assert leftovers.end({"web": noted}, tmp_path) == []
    assert waiting.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_of_a_dead_child_are_ended_only_with_our_mark(
    waiting: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    noted = leftovers.note(waiting.pid)
    waiting.kill()
    waiting.wait()

    assert leftovers.end({"web": noted}, tmp_path / "elsewhere") == []
    assert leftovers.end({"web": noted}, tmp_path) == ["web"]
