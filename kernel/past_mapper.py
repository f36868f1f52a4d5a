"""Rows written past the mapper, for the few places where one purchase writes many: the tills.

Keeping an object for each row and working out what has changed costs SQLAlchemy three times what the driver needs to
send the rows. All three rings hold: each row carries the tenant in scope (ring 1), the transaction is begun like any
other (ring 2), the keys are the tables' own (ring 3).
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ARRAY, BigInteger, Row, bindparam, func, insert, update
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from kernel.db import Base, TenantModel, db
from kernel.errors import NotFound
from kernel.tenancy import current_tenant_id

_LIST = ARRAY(BigInteger)
_M = TypeVar("_M", bound=TenantModel)


def write(model: type[Base], rows: Sequence[Mapping[str, Any]], *returning: str) -> Sequence[Row[Any]]:
    """New rows of the shop in one statement, past the mapper. rows: alike, by column; the model's defaults are added.

    returning: columns to hear back for each row, in no particular order. No object of the session knows the rows.
    """
    if not rows:
        return []
    session = db.session()
    session.flush()
    made = _inserting(model, tuple(rows[0]), len(rows), returning or ("id",))
    values: dict[str, Any] = {}
    for number, row in enumerate(rows):
        whole = {**_filled(made.defaults), **row, "tenant_id": current_tenant_id()}
        for name, value in whole.items():
            prepare = made.prepare.get(name)
            values[f"{name}__{number}"] = prepare(value) if prepare else value
    return session.connection().exec_driver_sql(made.text, values).all()


def add(row: _M) -> _M:
    """As kernel.db.save(), past the mapper: the new row is written now, and the session knows it with its id."""
    kind = _kind(type(row))
    given = {name: value for name, value in vars(row).items() if name in kind.empty}
    heard = write(type(row), [given], *(name for name in kind.by_server if name not in given))[0]
    known = {**kind.empty, **_filled(kind.defaults), **given, **heard._mapping, "tenant_id": current_tenant_id()}
    vars(row).update(known)
    make_transient_to_detached(row)
    db.session.add(row)
    return row


def raise_by(model: type[TenantModel], column: str, by: Mapping[int, int]) -> None:
    """Add to a number of several rows in one statement. by: row id → how much. Raises NotFound when one is missing.

    The caller has locked the rows in the order of their ids. Objects the session has of them are read afresh.
    """
    session, tenant_id = db.session(), current_tenant_id()
    session.flush()
    values = {"tenant": tenant_id, "ids": list(by), "parts": list(by.values())}
    if session.connection().exec_driver_sql(_raising(model, column), values).rowcount != len(by):
        raise NotFound()
    known = session.identity_map
    for row_id in by if known else ():
        if (row := known.get(identity_key(model, (tenant_id, row_id)))) is not None:
            session.expire(row)


@functools.cache
def _raising(model: type[TenantModel], column: str) -> str:
    table = model.__table__
    parts = func.unnest(bindparam("ids", type_=_LIST), bindparam("parts", type_=_LIST))
    part = parts.table_valued("id", "part").render_derived("parts")
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.tenant_id == bindparam("tenant"), table.c.id == part.c.id)
        .values({column: table.c[column] + part.c.part})
    )
    return str(statement.compile(dialect=db.engine.dialect))


class _Insert(NamedTuple):
    text: str
    defaults: Mapping[str, Any]  # of the columns a row says nothing about
    prepare: Mapping[str, Callable[[Any], Any]]  # how the driver wants the values of some columns


@functools.lru_cache(maxsize=256)
def _inserting(model: type[Base], given: tuple[str, ...], count: int, returning: tuple[str, ...]) -> _Insert:
    dialect, table = db.engine.dialect, model.__table__
    defaults = {name: default for name, default in _kind(model).defaults.items() if name not in given}
    names = list(dict.fromkeys([*given, *defaults, "tenant_id"]))
    values = [{name: bindparam(f"{name}__{n}", type_=table.c[name].type) for name in names} for n in range(count)]
    statement = insert(table).values(values).returning(*(table.c[name] for name in returning))  # type: ignore[arg-type]
    processors = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
    prepare = {name: processor for name, processor in processors.items() if processor}
    return _Insert(str(statement.compile(dialect=dialect)), defaults, prepare)


class _Kind(NamedTuple):
    """What a model's columns are filled with when a row says nothing."""

    empty: Mapping[str, None]
    defaults: Mapping[str, Any]
    by_server: tuple[str, ...]  # the id among them


@functools.cache
def _kind(model: type[Base]) -> _Kind:
    columns = [column for column in model.__table__.columns if column.computed is None]
    defaults = {column.key: column.default for column in columns if column.default is not None}
    return _Kind(
        dict.fromkeys(column.key for column in columns),
        defaults,
        tuple(column.key for column in columns if column.server_default),
    )


def _filled(defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {name: found.arg if found.is_scalar else found.arg(None) for name, found in defaults.items()}
