"""Invoices of people who are forgotten: what was issued says what it says, as the tax law asks; the rest goes."""

from datetime import datetime

from sqlalchemy import delete, select, update

from commerce.events.members import MemberErased
from commerce.invoices.models import Invoice, InvoiceTitle
from commerce.members.erasure import NOBODY
from commerce.members.models import Member
from jobs import outbox
from kernel.db import db, lock, transaction

UNDECIDED = "requested"
NEVER_ISSUED = ("rejected", "withdrawn")


def erase(member_id: int) -> None:
    """The account is closed: the title book goes, and of invoices whatever the law does not ask for. Safe to repeat.

    One that is still to be issued keeps its title and where to send it until that is decided.
    """
    db.session.execute(delete(InvoiceTitle).where(InvoiceTitle.member_id == member_id))
    mine = update(Invoice).where(Invoice.member_id == member_id)
    db.session.execute(mine.where(Invoice.state != UNDECIDED).values(email=""))
    db.session.execute(mine.where(Invoice.state.in_(NEVER_ISSUED)).values(title=NOBODY, tax_number=""))


def erase_titles(member_id: int, *, by: str, at: datetime) -> None:
    """Consent is withdrawn: empty the title book, also of what was taken out of it before. Safe to repeat."""
    lock(Member, member_id)
    db.session.execute(delete(InvoiceTitle).where(InvoiceTitle.member_id == member_id))
    outbox.record(MemberErased(member_id, "titles"), by=by, at=at)


def forget_erased() -> None:
    """What was still to be decided when its member closed the account, and is by now. Safe to repeat."""
    with transaction():
        left = (
            select(Invoice.member_id)
            .join(Member, (Member.tenant_id == Invoice.tenant_id) & (Member.id == Invoice.member_id))
            .where(Member.erased_at.is_not(None), Invoice.state != UNDECIDED)
            .where((Invoice.email != "") | (Invoice.state.in_(NEVER_ISSUED) & (Invoice.title != NOBODY)))
        )
        for member_id in sorted(set(db.session.scalars(left))):
            erase(member_id)
