"""Invoices and the title book when two members turn out to be one person."""

from sqlalchemy import update

from commerce.invoices import queries
from commerce.invoices.models import Invoice, InvoiceTitle
from kernel import clock
from kernel.db import db


def move(member_id: int, into_id: int) -> None:
    """Invoices go over with the orders they are for; both title books become one, the same title is kept once."""
    db.session.execute(update(Invoice).where(Invoice.member_id == member_id).values(member_id=into_id))
    known = {_written(row) for row in queries.titles(into_id)}
    for row in queries.titles(member_id):
        if _written(row) in known:
            row.deleted_at = clock.now()
    db.session.flush()
    db.session.execute(update(InvoiceTitle).where(InvoiceTitle.member_id == member_id).values(member_id=into_id))


def _written(row: InvoiceTitle) -> tuple[str, ...]:
    return row.kind, row.title, row.tax_number
