"""A database that goes away and comes back, for this test's database alone: what its clients see is a restart."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg


@contextmanager
def away(environment: Mapping[str, str]) -> Iterator[None]:
    """Every connection is cut, as by a restart, and no new one is let in until the block ends."""
    name = environment["DATABASE_URL"].rsplit("/", 1)[1]
    with _admin(environment) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        _cut(admin, name)
        try:
            yield
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def restart(environment: Mapping[str, str]) -> None:
    """Every connection is cut; new ones are let in at once."""
    with _admin(environment) as admin:
        _cut(admin, environment["DATABASE_URL"].rsplit("/", 1)[1])


def _admin(environment: Mapping[str, str]) -> psycopg.Connection:
    return psycopg.connect(environment["TEST_ADMIN_DATABASE_URL"].replace("+psycopg", ""), autocommit=True)


def _cut(admin: psycopg.Connection, name: str) -> None:
    admin.execute("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = %s", (name,))
