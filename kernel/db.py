"""The database: one session, filtered by the tenant scope, and the words to declare tables with.

Idioms: every tenant table has the key (tenant_id, id), and every key, unique and foreign key starts
with tenant_id, so that a row cannot point across shops and the schema can be sharded by shop.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Select,
    Text,
    UniqueConstraint,
    bindparam,
    event,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from kernel import envelope, tenancy
from kernel.errors import Busy, NoTenantScope, NotFound
from kernel.trouble import in_words

LOCK_TIMEOUT_MS = 3000
"""How long a request waits for a lock before it says 请稍候再试."""

NOTES = ("after_commit", "goes_on", "is_inside", "read_only", "unsaved_settings")
"""What a unit of work leaves in session.info; none of it outlives the unit."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        date: Date(),
        int: BigInteger,
        str: Text,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class PlatformModel(Base):
    """A row of the platform itself: few, listed in tests/house, without row-level security."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-1)


class TenantModel(Base):
    """A row that belongs to one shop."""

    __abstract__ = True

    tenant_id: Mapped[int] = mapped_column(
        ForeignKey("tenants.id"), primary_key=True, autoincrement=False, sort_order=-2
    )
    # autoincrement: said aloud because of the composite key, so that several new rows are one INSERT
    id: Mapped[int] = mapped_column(Identity(), primary_key=True, autoincrement=True, sort_order=-1)


def belongs_to(table: str, column: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the shop: (tenant_id, column) → table (tenant_id, id)."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], **options)


def unique(*columns: str, **options: Any) -> UniqueConstraint:
    """Unique within one shop."""
    return UniqueConstraint("tenant_id", *columns, **options)


def indexed(*columns: Any, **options: Any) -> Index:
    """An index within one shop; its name is made from its columns unless given."""
    return Index(options.pop("name", None), "tenant_id", *columns, **options)


class ShopSession(FlaskSession):
    """Chooses the database role by the scope: the operator's for every tenant, the app's otherwise."""

    def get_bind(self, *args: Any, **options: Any) -> Engine | Connection:
        if tenancy.scope() == tenancy.EVERY_TENANT:
            return db.engines["operator"]
        return super().get_bind(*args, **options)


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={
        "class_": ShopSession,
        "expire_on_commit": False,
        "join_transaction_mode": "create_savepoint",
    },
)


@event.listens_for(ShopSession, "after_begin")
def _enter_scope(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Ring 2: tell PostgreSQL whose rows this transaction may see, always, also when nobody's."""
    session.info["is_inside"] = connection.in_nested_transaction()
    scope = tenancy.scope()
    tenant_id = None if scope == tenancy.EVERY_TENANT else scope
    envelope.begin(connection, tenant_id, read_only=bool(session.info.get("read_only")))


@event.listens_for(ShopSession, "do_orm_execute")
def _filter_by_tenant(state: Any) -> None:
    """Ring 1: every ORM statement names the tenant; none outside a scope may touch tenant rows."""
    tenant_id = tenancy.scope()
    if tenant_id == tenancy.EVERY_TENANT or state.is_column_load or state.is_relationship_load:
        return
    if tenant_id is None:
        if any(issubclass(mapper.class_, TenantModel) for mapper in state.all_mappers):
            raise NoTenantScope(f"No shop is in scope for: {state.statement}")
        return
    state.statement = state.statement.options(_rows_of(tenant_id))


@functools.lru_cache(maxsize=1024)
def _rows_of(tenant_id: int) -> ExecutableOption:
    """The filter of one shop; made once, because making it costs as much as a small query."""
    return with_loader_criteria(TenantModel, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)


@event.listens_for(ShopSession, "before_flush")
def _stamp_tenant(session: Session, context: Any, instances: Any) -> None:
    """New rows carry the scope's tenant; a row of another shop cannot be written from here."""
    scope = tenancy.scope()
    for row in session.new:
        if isinstance(row, TenantModel):
            if scope is None:
                raise NoTenantScope(f"No shop is in scope for a new {type(row).__name__}.")
            if row.tenant_id is None:
                row.tenant_id = tenancy.current_tenant_id()
            elif scope not in (tenancy.EVERY_TENANT, row.tenant_id):
                raise NoTenantScope(f"A {type(row).__name__} of shop {row.tenant_id} in the scope of {scope}.")


def end_session() -> None:
    """Forget rows and connection; a scope never inherits them."""
    try:
        has_begun = db.session.registry.has()
    except RuntimeError:  # no app context: there is no session to end
        return
    if not has_begun:
        return
    session = db.session()
    if session.info.get("goes_on"):
        _end_reading(session)
    session.close()
    for note in NOTES:
        session.info.pop(note, None)


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of writing, opened only by edges (views, hooks, jobs, commands).

    Commits at the end, rolls back on any error, then runs what after_commit() collected.
    Raises Busy when a lock could not be had in time or two units got in each other's way.
    """
    session = db.session()
    session.info.pop("after_commit", None)
    if session.info.get("goes_on"):
        _end_reading(session)
    try:
        yield session
        session.commit()
    except DBAPIError as error:
        session.rollback()
        if isinstance(refusal := in_words(error), Busy):
            raise refusal from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        callbacks = session.info.pop("after_commit", [])
        session.info.pop("unsaved_settings", None)
        session.close()
    for callback in callbacks:
        callback()


@contextmanager
def reading(*, goes_on: bool = False) -> Iterator[Session]:
    """One unit of reading. PostgreSQL itself refuses writes; rows are detached afterwards.

    goes_on: the scope's next unit of reading continues this one instead of beginning anew; a unit of writing or the
    end of the scope ends it.
    """
    session = db.session()
    session.info["read_only"] = True
    session.info.pop("goes_on", None)
    try:
        yield session
        session.expunge_all()  # before the end: what was changed here by mistake is nothing to write
        session.info["goes_on"] = goes_on
    finally:
        if not session.info.get("goes_on"):
            _end_reading(session, is_well="goes_on" in session.info)


def _end_reading(session: Session, *, is_well: bool = True) -> None:
    """Commit: a rollback would make the driver forget the connection's prepared statements."""
    try:
        if is_well and session.in_transaction() and not session.info.get("is_inside"):
            session.commit()
    finally:
        session.close()  # gives the connection back; inside a larger transaction it takes "read only" back, too
        session.info.pop("read_only", None)
        session.info.pop("goes_on", None)


def after_commit(callback: Callable[[], object]) -> None:
    """Run something once the present transaction() has committed; never when it rolls back. Asked for twice: once."""
    callbacks = db.session().info.setdefault("after_commit", [])
    if callback not in callbacks:
        callbacks.append(callback)


Row = TypeVar("Row", bound=TenantModel)


@functools.cache
def _by_id(model: type[Row]) -> Select[Row]:
    """Made once for each kind of row, as is _locking: making a statement costs as much as running it."""
    return select(model).where(model.id == bindparam("row_id"))


@functools.cache
def _locking(model: type[Row]) -> Select[Row]:
    return _by_id(model).with_for_update(key_share=True).execution_options(populate_existing=True)


def find(model: type[Row], row_id: int) -> Row:
    """The shop's row with this id. Raises NotFound, also for a neighbour's row."""
    row: Row | None = db.session.scalar(_by_id(model), {"row_id": row_id})
    if row is None:
        raise NotFound()
    return row


def lock(model: type[Row], row_id: int) -> Row:
    """The same, locked until the end of the transaction and read afresh.

    FOR NO KEY UPDATE: rows that only point at this one may still be inserted meanwhile.
    """
    row: Row | None = db.session.scalar(_locking(model), {"row_id": row_id})
    if row is None:
        raise NotFound()
    return row


def lock_many(model: type[Row], row_ids: Sequence[int]) -> list[Row]:
    """Several rows of one kind, locked in the order of their ids, so that no two actions can block each other."""
    statement = (
        select(model)
        .where(model.id.in_(set(row_ids)))
        .order_by(model.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    rows = list(db.session.scalars(statement))
    if len(rows) != len(set(row_ids)):
        raise NotFound()
    return rows


def save(row: Row) -> Row:
    """Add a new row and flush, because the caller needs its id."""
    db.session.add(row)
    db.session.flush()
    return row
