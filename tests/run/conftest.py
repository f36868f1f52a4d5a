"""Places for servers that run under an account of their own, and stand-in checkouts."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from run import processes, refuge
from run.postgres import TEST_OPTIONS, Postgres
from run.valkey import Valkey
from tests.run.standin import Demo, a_checkout


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A temporary directory that every account may walk through (pytest's own is closed)."""
    path = Path(tempfile.mkdtemp(prefix="jishi-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(open_path: Path) -> Iterator[Postgres]:
    """A PostgreSQL directory of its own, not started."""
    server = Postgres(open_path / "postgres", TEST_OPTIONS)
    yield server
    server.stop()


@pytest.fixture
def broker(open_path: Path) -> Iterator[Valkey]:
    """A Valkey directory of its own, not started."""
    broker = Valkey(open_path / "valkey")
    yield broker
    broker.stop()


StartDemo = Callable[..., Demo]


@pytest.fixture
def start_demo(open_path: Path) -> Iterator[StartDemo]:
    """Starts a stand-in demo; whatever still runs at the end is stopped."""
    checkout = a_checkout(open_path / "checkout")
    started: list[Demo] = []

    def start(*arguments: str, data: str = "data", port: int | None = None) -> Demo:
        demo = Demo(checkout, open_path / data, port or processes.free_port(), *arguments)
        started.append(demo)
        return demo

    yield start
    for demo in started:
        demo.stop()
    for data in {demo.data for demo in started}:
        Postgres(refuge.home_for(data / "postgres")).stop()
        Valkey(data / "valkey").stop()
