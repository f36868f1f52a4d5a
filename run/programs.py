"""The programs of one demo: their command lines, who is stopped before whom, and how long each may take."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from run import processes
from run.places import Place, read_json, write_json
from run.postgres import Postgres
from run.supervisor import Program
from run.valkey import Valkey

Question = Callable[[], bool]
#: A program that dies more often than this while we wait for it will not come up by itself.
HOPELESS_AFTER = 4

_PRODUCT, _VENDORS, _BROKER, _DATABASE = 3, 2, 1, 0  # stages: the database goes last
_PRODUCT_GRACE_S, _VENDORS_GRACE_S, _SERVER_GRACE_S = 18.0, 2.0, 4.0  # together under 30 s
_WEB_WORKERS, _WEB_THREADS = 2, 8


def postgres(server: Postgres) -> Program:
    """SIGINT is PostgreSQL's fast stop; SIGTERM would wait for every client to leave."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return Program(
        "postgres", server.command(), plain, _DATABASE, _SERVER_GRACE_S, signal.SIGINT, account=server.account()
    )


def valkey(broker: Valkey) -> Program:
    return Program("valkey", broker.command(), dict(os.environ), _BROKER, _SERVER_GRACE_S)


@dataclass(frozen=True)
class Maker:
    """Makes the programs of one data directory that share one environment."""

    place: Place
    environment: Mapping[str, str]

    def sandbox(self, port: int) -> Program:
        self.place.sandbox.mkdir(exist_ok=True)
        command = ["-m", "sandbox", "--port", str(port), "--data", str(self.place.sandbox)]
        return self._python("sandbox", command, stage=_VENDORS, grace_s=_VENDORS_GRACE_S)

    def migrations(self) -> Program:
        return self._python("migrations", ["-m", "alembic", "upgrade", "head"])

    def seed(self, shops: int, *, is_brief: bool) -> Program:
        brief = ["--brief"] if is_brief else []
        return self._python("seed", ["-m", "demo.seed", "--data", str(self.place.home), "--shops", str(shops), *brief])

    def web(self, port: int) -> Program:
        where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
        many = ["--workers", str(_WEB_WORKERS), "--blocking-threads", str(_WEB_THREADS)]
        lasting = ["--respawn-failed-workers", "--workers-kill-timeout", "25"]
        return self._python("web", ["-m", "granian", *where, *many, *lasting, "wsgi:app"])

    def background(self, workers: int) -> Iterable[Program]:
        """RQ workers, the outbox relay and the clock; the first worker is called `worker`, the others are numbered."""
        for number in range(1, workers + 1):
            yield self._python("worker" if number == 1 else f"worker-{number}", ["worker.py"])
        yield self._python("relay", ["-m", "app.relay"])
        yield self._python("scheduler", ["-m", "app.scheduler"])

    def _python(
        self, name: str, arguments: list[str], *, stage: int = _PRODUCT, grace_s: float = _PRODUCT_GRACE_S
    ) -> Program:
        return Program(name, [sys.executable, *arguments], self.environment, stage, grace_s)


def remembered_port(place: Place, name: str) -> int:
    """The port this directory gave the program last time, or a free one from now on."""
    known = read_json(place.file("ports.json"))
    port = known.get(name)
    if isinstance(port, int) and processes.port_is_free(port):
        return port
    known[name] = processes.free_port()
    write_json(place.file("ports.json"), known)
    return int(known[name])
