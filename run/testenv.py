"""The servers the tests run against, shared by every test run of this checkout and left running."""

from __future__ import annotations

from run import environment, processes, roles
from run.places import ROOT, Place, read_json, write_json
from run.postgres import TEST_OPTIONS, Postgres
from run.valkey import Valkey

DATABASE = "jishi_test"
_PORT = 8000  # only appears in addresses; nothing listens on it


def ensure() -> dict[str, str]:
    """Start or join the test servers and return the environment of the tests.

    Besides what the product reads: TEST_ADMIN_DATABASE_URL, the superuser's address, for making and cloning databases.
    Safe to repeat, also from several processes at once; joining takes some hundredths of a second.
    """
    place = Place.at(ROOT / ".test")
    server, broker = Postgres.of(place, TEST_OPTIONS), Valkey(place.valkey)
    known = read_json(place.file("env.json"))
    if "AUDITOR_DATABASE_URL" in known and server.serving_port() and broker.is_serving():
        return {name: str(value) for name, value in known.items()}
    with processes.locked(place.file("lock")):
        server.start()
        broker.start()
        addresses = {**roles.prepare(server, DATABASE), "REDIS_URL": broker.url}
        found = environment.product(place, kind="test", port=_PORT, addresses=addresses)
        found["TEST_ADMIN_DATABASE_URL"] = server.url("postgres", "postgres")
        write_json(place.file("env.json"), found)
    return found


def stop() -> None:
    """Stop the shared test servers. Safe to repeat."""
    place = Place.at(ROOT / ".test")
    Postgres.of(place, TEST_OPTIONS).stop()
    Valkey(place.valkey).stop()
