"""Who comes by, and with what in the basket: what every page of a signed-in shopper asks first, in one statement."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from commerce.checkout.models import CartLine
from commerce.members.models import Member
from kernel.errors import NotFound
from kernel.prepared import Prepared

_PIECES = (
    select(func.coalesce(func.sum(CartLine.quantity), 0))
    .where(CartLine.tenant_id == Member.tenant_id, CartLine.member_id == Member.id)
    .correlate(Member)
    .scalar_subquery()
)
VISIT = Prepared(select(Member.session_epoch, _PIECES.label("pieces")).where(Member.id == bindparam("member_id")))


BUYER = Prepared(
    select(Member.id, Member.openid, Member.is_blocked, Member.merged_into_id)
    .where(Member.id == bindparam("member_id"))
    .with_for_update(key_share=True)
)


@dataclass(frozen=True)
class Buyer:
    """Who buys. openid: WeChat's name for them; is_barred: may not buy."""

    openid: str | None
    is_barred: bool


@dataclass(frozen=True)
class Visit:
    """epoch: what a living session must carry; pieces: in the basket."""

    epoch: int
    pieces: int


def visit(member_id: int) -> Visit | None:
    """A member who comes by; None when they are gone."""
    row = VISIT.row(member_id=member_id)
    return Visit(row.session_epoch, int(row.pieces)) if row is not None else None


def lock_buyer(member_id: int) -> Buyer:
    """The member who is about to buy, locked until the end of the transaction. Raises NotFound."""
    row = BUYER.row(member_id=member_id)
    if row is None:
        raise NotFound()
    return Buyer(row.openid, row.is_blocked or row.merged_into_id is not None)
