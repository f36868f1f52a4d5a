"""Alembic's entry. Runs as the owner; waits at most 3 s for a lock, so that a migration never holds up the shop."""

import os
from typing import Any

from alembic import context
from sqlalchemy import create_engine, pool

from migrations.guard import add_guards
from migrations.metadata import metadata


def include(name: Any, type_: str, parents: Any) -> bool:
    return type_ != "table" or name != "alembic_version"


options: dict[str, Any] = {
    "target_metadata": metadata,
    "process_revision_directives": add_guards,
    "transaction_per_migration": True,
    "compare_server_default": True,
    "include_name": include,
}

if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    address = os.environ["OWNER_DATABASE_URL"]
    engine = create_engine(address, poolclass=pool.NullPool, connect_args={"options": "-c lock_timeout=3s"})
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
