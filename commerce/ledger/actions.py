"""Adding to the books, in the transaction of what happened. Nothing here changes or takes away."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from commerce.ledger.models import Entry, Journal
from commerce.ledger.rules import Posting
from kernel.db import db
from kernel.tenancy import current_tenant_id


def post(*postings: Posting) -> int:
    """Write journals with their entries; returns how many were new.

    Safe to repeat: the same effect of the same cause stands once, whoever comes second adds nothing.
    """
    return post_all(postings)


def post_all(postings: Sequence[Posting]) -> int:
    """The same for many, in two statements. Postings without sides move nothing and are left out."""
    moving = {posting.key: posting for posting in postings if posting.sides}
    if not moving:
        return 0
    tenant_id = current_tenant_id()
    rows = [
        {
            "tenant_id": tenant_id, "cause_kind": one.cause_kind, "cause_id": one.cause_id, "purpose": one.purpose,
            "order_id": one.order_id, "note": one.note, "at": one.at,
        }
        for one in moving.values()
    ]  # fmt: skip
    statement = insert(Journal).values(rows).on_conflict_do_nothing()
    fresh = db.session.execute(
        statement.returning(Journal.id, Journal.cause_kind, Journal.cause_id, Journal.purpose)
    ).all()
    sides = [
        {
            "tenant_id": tenant_id, "journal_id": journal_id, "account": side.account, "subject": side.subject,
            "amount_fen": side.amount_fen, "at": moving[kind, cause_id, purpose].at,
        }
        for journal_id, kind, cause_id, purpose in fresh
        for side in moving[kind, cause_id, purpose].sides
    ]  # fmt: skip
    if sides:
        db.session.execute(insert(Entry).values(sides))
    return len(fresh)
