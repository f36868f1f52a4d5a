"""Write versions/0001_baseline.py anew from the models. Only until the first release: python -m migrations.baseline

It uses a throw-away database beside the test database; nothing else is touched.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

VERSIONS = Path(__file__).resolve().parent / "versions"


def main() -> None:
    """Drop the old baseline, compare an empty database with the models, write the new one."""
    from run import testenv

    environment = testenv.ensure()
    admin = environment["TEST_ADMIN_DATABASE_URL"].replace("+psycopg", "")
    name = "jishi_baseline"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
        connection.execute(f"CREATE DATABASE {name} OWNER jishi_owner")  # type: ignore[arg-type]
    before = {path: path.read_bytes() for path in VERSIONS.glob("*.py")}
    for path in before:
        path.unlink()
    owner = environment["OWNER_DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    command = [sys.executable, "-m", "alembic", "revision", "--autogenerate", "--rev-id", "0001", "-m", "baseline"]
    try:
        subprocess.run(command, check=True, env={**os.environ, "OWNER_DATABASE_URL": owner})
    except subprocess.CalledProcessError:  # a model that does not import must not cost the schema
        for path, text in before.items():
            path.write_bytes(text)
        raise
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
