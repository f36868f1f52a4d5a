"""The first steps on a strange machine."""

import ast
import subprocess
from pathlib import Path

import pytest

from run.places import ROOT

_COMMANDS = ("demo", "test", "check", "doctor")


@pytest.mark.parametrize("name", ["run/bootstrap.py", "run/__init__.py", *(f"bin/{name}" for name in _COMMANDS)])
def test_an_old_python_can_read_it_and_say_that_it_is_too_old(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 7))

    assert tree.body


@pytest.mark.parametrize("name", _COMMANDS)
def test_the_command_can_be_executed(name: str) -> None:
    assert (ROOT / "bin" / name).stat().st_mode & 0o111


def test_the_locks_name_no_host_and_no_path() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text
        assert not [line for line in text.splitlines() if line.startswith("-")]


def test_the_doctor_starts_from_any_directory(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "bin" / "doctor", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    assert "--data" in done.stdout
