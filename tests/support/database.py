"""One migrated template database per schema, cloned for each test process; each test is rolled back."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from run import roles

ROOT = Path(__file__).resolve().parents[2]


def schema_fingerprint() -> str:
    """Changes with the migrations, so that an old template is not used."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def clone(environment: dict[str, str], worker: str) -> dict[str, str]:
    """An environment whose database is a fresh clone of the migrated template."""
    admin = environment["TEST_ADMIN_DATABASE_URL"].replace("+psycopg", "")
    template = f"jishi_template_{schema_fingerprint()}"
    name = f"jishi_{worker}_{os.getpid()}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(20261122)")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (template,)).fetchone()
        if not known:
            _make_template(connection, environment, template)
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        connection.execute("SELECT pg_advisory_unlock(20261122)")
    return with_database(environment, name)


def drop(environment: dict[str, str]) -> None:
    """Remove a clone."""
    admin = environment["TEST_ADMIN_DATABASE_URL"].replace("+psycopg", "")
    name = environment["DATABASE_URL"].rsplit("/", 1)[1]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty(environment: Mapping[str, str]) -> None:
    """Remove every row a test has committed; identities start again."""
    admin = environment["TEST_ADMIN_DATABASE_URL"].replace("+psycopg", "").rsplit("/", 1)[0]
    name = environment["DATABASE_URL"].rsplit("/", 1)[1]
    with psycopg.connect(f"{admin}/{name}", autocommit=True) as connection:
        names = connection.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchone()
        connection.execute(f"TRUNCATE {names[0]} RESTART IDENTITY CASCADE")


def with_database(environment: dict[str, str], name: str) -> dict[str, str]:
    """The same environment on another database."""
    changed = dict(environment)
    for variable in ("DATABASE_URL", "OWNER_DATABASE_URL", "OPERATOR_DATABASE_URL", "AUDITOR_DATABASE_URL"):
        if variable in changed:
            changed[variable] = changed[variable].rsplit("/", 1)[0] + f"/{name}"
    return changed


def _make_template(connection: psycopg.Connection, environment: dict[str, str], template: str) -> None:
    building = f"{template}_new"
    connection.execute(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
    connection.execute(f'CREATE DATABASE "{building}" OWNER jishi_owner')
    address = environment["TEST_ADMIN_DATABASE_URL"].replace("+psycopg", "").rsplit("/", 1)[0] + f"/{building}"
    with psycopg.connect(address, autocommit=True) as inside:
        inside.execute(roles.GRANTS.encode())  # as on a real server, so that its defaults are tested, too
    owner = with_database(environment, building)["OWNER_DATABASE_URL"]
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "OWNER_DATABASE_URL": owner}, capture_output=True)
    connection.execute(f'ALTER DATABASE "{building}" RENAME TO "{template}"')
