"""The roles: what each may do, and above all what the application may not."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from run import roles, testenv
from run.places import ROOT, CannotStart, Place
from run.postgres import TEST_OPTIONS, Postgres

_DATABASE = f"roles_{os.getpid()}"


def _run(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"), autocommit=True) as line:
        for statement in statements:
            found = line.execute(statement)
        return found.fetchall() if found.description else []


@pytest.fixture(scope="module")
def server() -> Postgres:
    """The shared test server; these tests keep to a database of their own."""
    testenv.ensure()
    return Postgres.of(Place.at(ROOT / ".test"), TEST_OPTIONS)


@pytest.fixture
def urls(server: Postgres) -> Iterator[dict[str, str]]:
    urls = roles.prepare(server, _DATABASE)
    _run(
        urls["OWNER_DATABASE_URL"],
        "CREATE TABLE goods (id bigint GENERATED ALWAYS AS IDENTITY, name text)",
        "CREATE TABLE told (id bigint)",
        f"GRANT SELECT, INSERT ON goods TO {roles.APP}",
        f"GRANT SELECT ON goods TO {roles.AUDITOR}",
    )
    yield urls
    roles.drop(server, _DATABASE)


def test_preparing_twice_changes_nothing(server: Postgres, urls: dict[str, str]) -> None:
    assert roles.prepare(server, _DATABASE) == urls


def test_the_application_writes_rows_but_owns_nothing(urls: dict[str, str]) -> None:
    app = urls["DATABASE_URL"]
    _run(app, "INSERT INTO goods (name) VALUES ('茶')")

    assert _run(app, "SELECT name FROM goods") == [("茶",)]
    for forbidden in ("CREATE TABLE mine (id int)", "DROP TABLE goods", "TRUNCATE goods", "SET ROLE jishi_owner"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _run(app, forbidden)


@pytest.mark.parametrize("role", [roles.APP, roles.OPERATOR, roles.OWNER, roles.AUDITOR])
def test_no_daily_role_gets_past_row_level_security(server: Postgres, urls: dict[str, str], role: str) -> None:
    sql = f"SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = '{role}'"

    assert server.ask(sql) == "f"


@pytest.mark.parametrize("variable", ["DATABASE_URL", "OPERATOR_DATABASE_URL", "AUDITOR_DATABASE_URL"])
def test_a_table_that_grants_nothing_is_closed(urls: dict[str, str], variable: str) -> None:
    for forbidden in ("SELECT * FROM told", "INSERT INTO told VALUES (1)", "UPDATE told SET id = 1"):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
            _run(urls[variable], forbidden)


def test_the_auditor_only_reads(server: Postgres, urls: dict[str, str]) -> None:
    auditor = server.url(roles.AUDITOR, _DATABASE)

    assert _run(auditor, "SELECT count(*) FROM goods") == [(0,)]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        _run(auditor, "INSERT INTO goods (name) VALUES ('x')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _run(auditor, "SET default_transaction_read_only = off", "INSERT INTO goods (name) VALUES ('x')")


def test_a_database_name_that_would_be_sql_is_refused() -> None:
    with pytest.raises(CannotStart):
        roles.script("x; DROP DATABASE shop")


def test_a_thrown_away_database_is_gone(server: Postgres, urls: dict[str, str]) -> None:
    roles.drop(server, _DATABASE)

    assert server.ask(f"SELECT count(*) FROM pg_database WHERE datname = '{_DATABASE}'") == "0"
