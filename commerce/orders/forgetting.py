"""Orders of people who have closed their account: the deal is kept for the years the law asks, who it was is not."""

from sqlalchemy import select

from commerce.members.erasure import NOBODY
from commerce.members.models import Member
from commerce.orders.models import Order
from commerce.payments import actions as payments
from kernel.db import db, transaction

BATCH = 200
OVER = ("completed", "closed", "refunded")
KEPT = ("province", "city", "district")
"""Enough for figures by region; name, phone and street go."""


def forget_erased() -> None:
    """Take name, phone and street off the finished orders of erased members, and who paid them. Safe to repeat.

    An order on its way, or with an open after-sale case, keeps them until that is over.
    """
    while True:
        with transaction():
            found = _identified()
            for order in found:
                order.recipient = {name: order.recipient.get(name, "") for name in KEPT} | {
                    "name": NOBODY, "phone": "", "detail": "",
                }  # fmt: skip
                order.buyer_note = ""
            payments.forget_payers([order.id for order in found])
        if len(found) < BATCH:
            return


def _identified() -> list[Order]:
    statement = (
        select(Order)
        .join(Member, (Member.tenant_id == Order.tenant_id) & (Member.id == Order.member_id))
        .where(
            Member.erased_at.is_not(None), Order.state.in_(OVER), Order.open_cases == 0,
            Order.recipient["name"].astext != NOBODY,
        )
    )  # fmt: skip
    locked = statement.order_by(Order.id).limit(BATCH).with_for_update(of=Order, key_share=True, skip_locked=True)
    return list(db.session.scalars(locked))
