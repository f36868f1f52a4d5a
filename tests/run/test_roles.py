"""The roles: what each may do, and above all what the application may not."""

import psycopg
import pytest

from run import roles
from run.places import CannotStart
from run.postgres import TEST_OPTIONS, Postgres


def _run(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"), autocommit=True) as line:
        for statement in statements:
            found = line.execute(statement)
        return found.fetchall() if found.description else []


@pytest.fixture
def urls(server: Postgres) -> dict[str, str]:
    server.start()
    urls = roles.prepare(server, "shop")
    _run(urls["OWNER_DATABASE_URL"], "CREATE TABLE goods (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    return urls


def test_preparing_twice_changes_nothing(server: Postgres, urls: dict[str, str]) -> None:
    assert roles.prepare(server, "shop") == urls


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


def test_the_auditor_only_reads(server: Postgres, urls: dict[str, str]) -> None:
    auditor = server.url(roles.AUDITOR, "shop")

    assert _run(auditor, "SELECT count(*) FROM goods") == [(0,)]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        _run(auditor, "INSERT INTO goods (name) VALUES ('x')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _run(auditor, "SET default_transaction_read_only = off", "INSERT INTO goods (name) VALUES ('x')")


def test_a_database_name_that_would_be_sql_is_refused() -> None:
    with pytest.raises(CannotStart):
        roles.script("x; DROP DATABASE shop")


def test_a_thrown_away_database_is_gone(server: Postgres, urls: dict[str, str]) -> None:
    roles.drop(server, "shop")

    assert Postgres(server.home, TEST_OPTIONS).ask("SELECT count(*) FROM pg_database WHERE datname = 'shop'") == "0"
