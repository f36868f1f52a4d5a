"""Reads about invoices and titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from commerce.invoices.models import Invoice, InvoiceFile, InvoiceTitle
from commerce.orders.models import Order
from kernel import keyset
from kernel.db import db, find
from kernel.errors import NotFound

TABS = {
    "": (), "requested": ("requested",), "issued": ("issued",), "to_flush": ("to_flush",), "flushed": ("flushed",),
    "over": ("rejected", "withdrawn"),
}  # fmt: skip


@dataclass(frozen=True)
class InvoicePage:
    """One page of (invoice, order number); before, after: cursors of the pages on either side."""

    rows: Sequence[tuple[Invoice, str]]
    total: int
    before: str | None
    after: str | None


def titles(member_id: int) -> list[InvoiceTitle]:
    """A member's title book, the newest first."""
    statement = select(InvoiceTitle).where(InvoiceTitle.member_id == member_id, InvoiceTitle.deleted_at.is_(None))
    return list(db.session.scalars(statement.order_by(InvoiceTitle.id.desc())))


def own_title(title_id: int, member_id: int) -> InvoiceTitle:
    """One title of this very member. Raises NotFound."""
    row = find(InvoiceTitle, title_id)
    if row.member_id != member_id or row.deleted_at is not None:
        raise NotFound("没有找到这个抬头")
    return row


def invoice(invoice_id: int) -> Invoice:
    """One invoice of the shop, for its staff."""
    return find(Invoice, invoice_id)


def own_invoice(invoice_id: int, member_id: int) -> Invoice:
    """One invoice of this very member; another's is not found."""
    row = find(Invoice, invoice_id)
    if row.member_id != member_id:
        raise NotFound("没有找到这张发票")
    return row


def of_order(order_id: int) -> list[Invoice]:
    """An order's invoices, the newest first."""
    return list(db.session.scalars(select(Invoice).where(Invoice.order_id == order_id).order_by(Invoice.id.desc())))


def files(invoice_ids: Sequence[int]) -> dict[int, set[str]]:
    """Which files several invoices have, blue and red, by invoice id; one statement."""
    found: dict[int, set[str]] = {invoice_id: set() for invoice_id in invoice_ids}
    statement = select(InvoiceFile.invoice_id, InvoiceFile.kind).where(InvoiceFile.invoice_id.in_(invoice_ids))
    for invoice_id, kind in db.session.execute(statement):
        found[invoice_id].add(kind)
    return found


def file(invoice_id: int, kind: str) -> tuple[str, bytes]:
    """A file's name and content. The caller has asked whether the person may read the invoice. Raises NotFound."""
    statement = select(InvoiceFile.name, InvoiceFile.content).where(
        InvoiceFile.invoice_id == invoice_id, InvoiceFile.kind == kind
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("还没有上传发票文件")
    return row.name, row.content


def counts() -> dict[str, int]:
    """How many invoices each tab holds."""
    rows = db.session.execute(select(Invoice.state, func.count()).group_by(Invoice.state))
    by_state = {state: found for state, found in rows}
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()} | {
        "": sum(by_state.values())
    }


def page(tab: str, *, words: str = "", before: str = "", after: str = "", limit: int = 20) -> InvoicePage:
    """The queue, the newest first. words: part of an order's number, a title, a tax number, an invoice's number."""
    states = TABS.get(tab, ())
    where: list[Any] = [Invoice.state.in_(states)] if states else []
    if words:
        theirs = select(Order.id).where(Order.number.icontains(words, autoescape=True))
        own = (Invoice.title, Invoice.tax_number, Invoice.number, Invoice.red_number)
        where.append(or_(Invoice.order_id.in_(theirs), *(column.icontains(words, autoescape=True) for column in own)))
    total = int(db.session.scalar(select(func.count()).select_from(Invoice).where(*where)) or 0)
    asked = keyset.turn(keyset.row_id, before=before, after=after)
    columns: tuple[Any, ...] = (Invoice, Order.number)
    statement: Select[Any] = (
        select(*columns)
        .join(Order, (Order.tenant_id == Invoice.tenant_id) & (Order.id == Invoice.order_id))
        .where(*where)
    )
    found = [
        (row[0], row[1]) for row in db.session.execute(keyset.ordered(statement, (Invoice.id,), asked).limit(limit + 1))
    ]
    cut = keyset.cut(found, asked, limit, lambda row: str(row[0].id))
    return InvoicePage(cut.rows, total, cut.before, cut.after)
