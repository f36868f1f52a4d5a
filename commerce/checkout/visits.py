"""Who comes by, and with what in the basket: what every page of a signed-in shopper asks first, in one statement."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from commerce.checkout.models import CartLine
from commerce.members.models import Member
from kernel.prepared import Prepared

_PIECES = (
    select(func.coalesce(func.sum(CartLine.quantity), 0))
    .where(CartLine.tenant_id == Member.tenant_id, CartLine.member_id == Member.id)
    .correlate(Member)
    .scalar_subquery()
)
VISIT = Prepared(select(Member.session_epoch, _PIECES).where(Member.id == bindparam("member_id")))


@dataclass(frozen=True)
class Visit:
    """epoch: what a living session must carry; pieces: in the basket."""

    epoch: int
    pieces: int


def visit(member_id: int) -> Visit | None:
    """A member who comes by; None when they are gone."""
    row = VISIT.row(member_id=member_id)
    return Visit(row[0], int(row[1])) if row is not None else None
