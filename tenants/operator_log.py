"""What operators do: in the platform's own log, and in the shop's log when a shop is concerned."""

from typing import Any

from sqlalchemy import select

from kernel import clock, keyset
from kernel.db import db
from kernel.keyset import Slice
from tenants import audit
from tenants.models import AuditEntry, OperatorEntry, Tenant


def note(
    verb: str,
    subject: str,
    summary: str,
    *,
    tenant_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add the lines in the present transaction, in the operator's scope. The merchant reads the shop's line."""
    who = audit.actor()
    values: dict[str, Any] = {
        "at": clock.now(), "by": who.by, "by_name": who.name, "verb": verb, "subject": subject, "summary": summary,
        "before": before, "after": after, "address": who.address,
    }  # fmt: skip
    db.session.add(OperatorEntry(tenant_id=tenant_id, **values))
    if tenant_id is not None:
        db.session.add(AuditEntry(tenant_id=tenant_id, **values | {"address": None}))


def entries(
    *, before: str = "", after: str = "", tenant_id: int | None = None, limit: int = 50
) -> Slice[tuple[OperatorEntry, str | None]]:
    """A page of the platform's log, newest first, with the shop's name."""
    statement = select(OperatorEntry, Tenant.name).outerjoin(Tenant, Tenant.id == OperatorEntry.tenant_id)
    if tenant_id is not None:
        statement = statement.where(OperatorEntry.tenant_id == tenant_id)
    return keyset.newest_first(
        statement, OperatorEntry.id, lambda page: [(row[0], row[1]) for row in db.session.execute(page)],
        lambda row: row[0].id, before=before, after=after, limit=limit,
    )  # fmt: skip
