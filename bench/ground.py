"""A throwaway machine: PostgreSQL that waits for the disk, Valkey, the schema, and the environment of the product."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from run import environment, processes, roles
from run.places import ROOT, Place
from run.postgres import DEMO_OPTIONS, Postgres
from run.valkey import Valkey

DATABASE = "jishi_bench"
DURABLE = {**DEMO_OPTIONS, "max_connections": "200", "fsync": "on", "synchronous_commit": "on"}
"""What is measured must be on the disk before it is answered."""


@dataclass(frozen=True)
class Ground:
    """Everything a measurement stands on. port: where the product's web server will listen."""

    place: Place
    server: Postgres
    environment: Mapping[str, str]
    port: int

    @property
    def postgres_pid(self) -> int:
        pid = self.server.server_pid()
        assert pid is not None, "the database has gone"
        return pid

    def dsn(self, role: str = roles.APP) -> str:
        """The database's address for a bare psycopg connection of one role."""
        return self.server.url(role, DATABASE).replace("+psycopg", "")


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    """Servers in a temporary directory, migrated; stopped and removed afterwards. Sets our own environment, too."""
    with tempfile.TemporaryDirectory(prefix="jishi-bench-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)  # the database's own account has to walk through
        place = Place.at(Path(directory) / "data")
        server, broker = Postgres.of(place, DURABLE), Valkey(place.valkey)
        try:
            server.start()
            broker.start()
            port = processes.free_port()
            addresses = {**roles.prepare(server, DATABASE), "REDIS_URL": broker.url}
            found = environment.product(place, kind="test", port=port, addresses=addresses)
            found["PYTHONPATH"] = str(ROOT)
            os.environ.update(found)
            subprocess.run(
                [sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, check=True, capture_output=True
            )
            yield Ground(place, server, found, port)
        finally:
            broker.stop()
            server.stop()
