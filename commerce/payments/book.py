"""Payments' side of the ledger: what happens to a payment or a refund, posted in the same transaction."""

from commerce.ledger import actions as ledger
from commerce.ledger import queries as books
from commerce.ledger import rules
from commerce.payments.models import Payment, Refund
from commerce.payments.ports import Settlement
from kernel import clock
from kernel.errors import Invalid, Refused


def captured(payment: Payment, settlement: Settlement) -> None:
    """The gateway has the money."""
    ledger.post(
        rules.capture(
            payment.number, settlement.transaction_id, payment.total_fen, order_id=payment.order_id, at=settlement.at
        )
    )


def sold(payment: Payment, content: rules.Sale) -> None:
    """The money has become an order's."""
    assert payment.settled_at is not None
    ledger.post(rules.sale(payment.number, content, order_id=payment.order_id, at=payment.settled_at))


def refund_requested(refund: Refund, payment_number: str) -> None:
    """The money is to go back; after a failure that is a new turn of the same refund."""
    turn = books.turns("refund", refund.number, "fail") + 1
    ledger.post(
        rules.refund_requested(
            refund.number, payment_number, refund.refund_fen, source=_source(payment_number), turn=turn,
            order_id=refund.order_id, at=clock.now(),
        )
    )  # fmt: skip


def refund_failed(refund: Refund, payment_number: str) -> None:
    """This turn came to nothing."""
    turn = books.turns("refund", refund.number, "fail") + 1
    ledger.post(
        rules.refund_failed(
            refund.number, payment_number, refund.refund_fen, is_sale=is_sale(payment_number), turn=turn,
            order_id=refund.order_id, at=clock.now(),
        )
    )  # fmt: skip


def refund_settled(refund: Refund) -> None:
    """The money is back with the customer."""
    assert refund.settled_at is not None
    ledger.post(rules.refund_settled(refund.number, refund.refund_fen, order_id=refund.order_id, at=refund.settled_at))


def parked(settlement: Settlement, note: str) -> None:
    """Money nobody can place. Other currencies are no fen: the anomaly alone tells of them."""
    if settlement.currency == "CNY" and settlement.total_fen > 0 and not _is_parked(settlement.transaction_id):
        ledger.post(rules.unknown_money(settlement.transaction_id, settlement.total_fen, note=note, at=settlement.at))


def found(settlement: Settlement, note: str) -> bool:
    """Parked money has found its payment, so the parking is undone. False when it was released before."""
    if not _is_parked(settlement.transaction_id):
        return True
    open_fen = -books.balance_of("suspense", settlement.transaction_id)
    if open_fen:
        ledger.post(rules.known_after_all(settlement.transaction_id, open_fen, note=note, at=settlement.at))
    return open_fen != 0


def _is_parked(transaction_id: str) -> bool:
    """Whether this money came into suspense before: by a notice, or by a bill that was read before the notice came."""
    by_bill = books.has_moved("suspense", transaction_id) and not books.has_moved("wechat_clearing", transaction_id)
    return by_bill or books.has_posted("notice", transaction_id, "suspense")


def release(subject: str, destination: str, *, note: str) -> None:
    """Somebody says what parked money was. subject: the transaction nobody could place, or the payment whose refund
    failed. Raises Invalid for an unknown destination, Refused when none is parked.
    """
    if destination not in rules.RELEASES:
        raise Invalid("went", "请选择款项去向")
    open_fen = -books.balance_of("suspense", subject)
    if not subject or open_fen == 0:
        raise Refused("这笔款项没有待查余额，不需要选择去向")
    ledger.post(rules.released(subject, open_fen, destination, note=note, at=clock.now()))


def is_sale(payment_number: str) -> bool:
    return books.has_posted("payment", payment_number, "sale")


def is_gone(payment_number: str) -> bool:
    """Whether a payment that never became a sale has no money left: somebody has said where it went."""
    return _source(payment_number) == "customer_payments" and not books.balance_of("customer_payments", payment_number)


def _source(payment_number: str) -> str:
    if is_sale(payment_number):
        return "refunds"
    return "suspense" if books.balance_of("suspense", payment_number) else "customer_payments"
