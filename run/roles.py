"""The database's roles and what each may do; the same text serves the demo, the tests and a real server.

    jishi_owner     owns the database and every table; only migrations use it
    jishi_app       what web, workers and relay use: no superuser, no BYPASSRLS, owns nothing, sees one shop at a time
    jishi_operator  the operator's console: rows of all shops, by policy, not by BYPASSRLS
    jishi_auditor   reads the rows of all shops, by policy; the checker of invariants uses it
    jishi_backup    pg_dump: reads everything past the policies (forced policies hide rows even from the owner)

For a server of your own: `python -m run.roles DATABASE | psql -U postgres`, then give each role a password.
"""

from __future__ import annotations

import re
import sys

from run.places import CannotStart
from run.postgres import Postgres

OWNER, APP, OPERATOR, AUDITOR, BACKUP = (
    "jishi_owner",
    "jishi_app",
    "jishi_operator",
    "jishi_auditor",
    "jishi_backup",
)
EXTENSIONS = ("pg_trgm", "btree_gin")

_ROLES = f"""
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['{OWNER}', '{APP}', '{OPERATOR}', '{AUDITOR}', '{BACKUP}'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I', name);
    END IF;
  END LOOP;
END $$;
ALTER ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE {OPERATOR} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE {AUDITOR} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE {AUDITOR} SET default_transaction_read_only = on;
ALTER ROLE {BACKUP} LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE {BACKUP} SET default_transaction_read_only = on;
GRANT pg_read_all_data TO {BACKUP};
"""

GRANTS = "\n".join(
    [
        f"ALTER SCHEMA public OWNER TO {OWNER};",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {APP}, {OPERATOR}, {AUDITOR};",
        *(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS),
        # each migration says what may be done with its tables; a default would let history be rewritten
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
        f"REVOKE ALL ON TABLES FROM {APP}, {OPERATOR}, {AUDITOR};",
    ]
)


def script(database: str) -> str:
    """Everything a superuser has to run once for one database, for psql. Safe to repeat."""
    _check(database)
    create = f"SELECT 'CREATE DATABASE {database} OWNER {OWNER}'"
    return f"""{_ROLES}
{create} WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec
ALTER DATABASE {database} OWNER TO {OWNER};
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {APP}, {OPERATOR}, {AUDITOR}, {BACKUP};
\\connect {database}
{GRANTS}
"""  # noqa: S608 - the name has just been checked


def prepare(server: Postgres, database: str) -> dict[str, str]:
    """Make the roles and one database with its extensions, and return the addresses the product reads.

    Safe to repeat. Raises CannotStart with the server's own words when it refuses.
    """
    done = server.psql("-f", "-", text=script(database))
    if done.returncode != 0:
        raise CannotStart(f"数据库角色建立失败:\n{done.stderr}")
    return addresses(server, database)


def addresses(server: Postgres, database: str) -> dict[str, str]:
    """The addresses of one database, by the names the product's settings use."""
    return {
        "DATABASE_URL": server.url(APP, database),
        "OWNER_DATABASE_URL": server.url(OWNER, database),
        "OPERATOR_DATABASE_URL": server.url(OPERATOR, database),
        "AUDITOR_DATABASE_URL": server.url(AUDITOR, database),
    }


def drop(server: Postgres, database: str) -> None:
    """Remove one database and whoever is connected to it; for databases made to be thrown away."""
    _check(database)
    server.psql("-c", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def _check(database: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", database):
        raise CannotStart(f"数据库名 {database!r} 只能用小写字母、数字和下划线。")


if __name__ == "__main__":
    print(script(sys.argv[1] if len(sys.argv) > 1 else "jishi"))
