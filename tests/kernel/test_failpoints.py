"""Points to die at: off unless a directory is named, spent once, never in production."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from app.config import ConfigurationError, read
from kernel import failpoints

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def armed(tmp_path):
    failpoints.arm(str(tmp_path))
    yield tmp_path
    failpoints.arm("")


def end_of(point):
    """How a child ends that comes by the point."""
    pid = os.fork()
    if pid == 0:
        failpoints.reach(point)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_who_comes_by_dies_once(armed):
    (armed / "K5").touch()
    assert [end_of("K5"), end_of("K5"), end_of("K4")] == [-signal.SIGKILL, 0, 0]


def test_without_a_directory_nothing_happens(tmp_path):
    (tmp_path / "K5").touch()
    failpoints.reach("K5")
    assert (tmp_path / "K5").exists()


def test_production_refuses_to_start_with_them(environment, monkeypatch, tmp_path):
    monkeypatch.setenv("JISHI_ENV", "production")
    monkeypatch.setenv("JISHI_PUBLIC_SCHEME", "https")
    monkeypatch.delenv("JISHI_SANDBOX_URL", raising=False)
    read()
    monkeypatch.setenv("JISHI_FAILPOINTS", str(tmp_path))
    with pytest.raises(ConfigurationError, match="JISHI_FAILPOINTS"):
        read()


def test_every_point_stands_once_in_the_code():
    packages = ("commerce", "storefront", "wechat", "jobs")
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.split() if name.split("/")[0] in packages]
    found = [
        point
        for path in files
        if path.exists()
        for point in re.findall(r'failpoints\.reach\("(\w+)"\)', path.read_text())
    ]
    assert sorted(found) == sorted(failpoints.POINTS)
