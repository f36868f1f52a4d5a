"""Statements of the shopper's pages: put together once, then sent as text that the driver has prepared.

A statement costs PostgreSQL 0.1 ms and SQLAlchemy's mapper three times as much, each time anew; this way round it costs
the mapper once. All three rings hold: the text names the tenant as the session would have it (ring 1), the transaction
is begun like any other (ring 2).
"""

from typing import Any, NamedTuple

from sqlalchemy import CursorResult, Select, TextClause, bindparam
from sqlalchemy.orm import with_loader_criteria

from kernel.db import TenantModel, db
from kernel.tenancy import current_tenant_id

_OF_ONE_SHOP = with_loader_criteria(TenantModel, lambda cls: cls.tenant_id == bindparam("tenant"), include_aliases=True)


class _Words(NamedTuple):
    text: str
    fixed: dict[str, Any]


class Prepared:
    """A reading statement of columns (not of entities), asked with the values of its bindparams.

    In a text() the tenant is :tenant, which is filled in here, as it is for a select(). Lists are given as arrays:
    `Sku.id == func.any(bindparam("ids", type_=ARRAY(BigInteger)))`.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | TextClause) -> None:
        self._statement = statement
        self._words: _Words | None = None

    def rows(self, **values: Any) -> list[Any]:
        """All rows. Raises NoTenantScope outside a shop."""
        return list(self._ask(values).all())

    def row(self, **values: Any) -> Any:
        """The one row, or None."""
        return self._ask(values).one_or_none()

    def _ask(self, values: dict[str, Any]) -> CursorResult[Any]:
        tenant_id, session = current_tenant_id(), db.session()
        if not session.info.get("read_only"):
            session.flush()  # what this unit has written is there to be read
        if self._words is None:
            self._words = self._put_together()
        words = self._words
        return session.connection().exec_driver_sql(words.text, {**words.fixed, **values, "tenant": tenant_id})

    def _put_together(self) -> _Words:
        statement = self._statement
        if isinstance(statement, Select):
            statement = statement.options(_OF_ONE_SHOP)
        compiled = statement.compile(dialect=db.engine.dialect)
        return _Words(str(compiled), {name: value for name, value in compiled.params.items() if value is not None})
