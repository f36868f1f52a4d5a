"""What happens without a person: time that runs out, the gateway's answer, an order refunded in another way."""

from commerce.aftersale import queries
from commerce.aftersale.actions import answers, returns, rulings
from commerce.aftersale.actions.moving import make, moment, take, write
from commerce.aftersale.rules import AFTER
from commerce.aftersale.states import CASE

SYSTEM = "system"
WORDS = {
    "agree": "商家超时未处理，自动同意",
    "receive": "商家超时未验收，自动确认收货，商品不入可售库存",
    "refund": "商家超时未换货，自动改为退款",
    "finish_exchange": "超时自动确认收到换货",
}
UNANSWERED = "买家超时未答复；退货已经收到，视为不接受"
SILENT = {
    "offered": "买家超时未答复，自动关闭",
    "refused": "买家没有申请平台介入，自动关闭",
    "to_return": "买家超时未寄回，自动关闭",
    "receipt_refused": "买家没有申请平台介入，自动关闭",
}


def elapse(case_id: int) -> bool:
    """A side's time is over: what its silence means happens now. False when it is not over, or no longer matters.

    Judged by the database's clock under the lock, so it happens once and never early. Safe to repeat.
    """
    held = take(case_id)
    case = held.case
    verb = AFTER.get(case.state)
    if verb is None or case.deadline_at is None or case.deadline_at > moment():
        return False
    if verb == "agree":
        answers.agree(case_id, by=SYSTEM, reason=WORDS[verb])
    elif verb == "receive":
        returns.receive(case_id, is_sellable=False, by=SYSTEM, note=WORDS[verb])
    elif verb == "refund":
        returns.refund_instead(case_id, by=SYSTEM, reason=WORDS[verb])
    elif case.state == "offered" and case.received_at is not None:
        make(held, "decline", by=SYSTEM, reason=UNANSWERED)
    elif verb == "finish_exchange":
        make(held, "finish_exchange", by=SYSTEM, reason=WORDS[verb])
    else:
        make(held, "close", by=SYSTEM, reason=SILENT[case.state])
    return True


def settle(refund_id: int) -> None:
    """The gateway has paid a refund out. Safe to repeat; refunds of no case are nobody's here."""
    found = queries.case_by_refund(refund_id)
    if found is None:
        return
    held = take(found.id)
    if CASE.can(held.case, "settle"):
        make(held, "settle", by="wechat", reason="已原路退回")


def note_failure(refund_id: int, cause: str) -> None:
    """The gateway says no: the cause stands in the case until somebody has the refund tried again."""
    found = queries.case_by_refund(refund_id)
    if found is not None:
        held = take(found.id)
        write(held.case, "fail", held.case.state, by="wechat", at=moment(), reason=cause, detail=None)


def overtake(order_id: int, refund_id: int) -> None:
    """All of an order's money went back in another way: what was still being asked for is settled by that."""
    for found in queries.cases_of_orders([order_id])[order_id]:
        held = take(found.id)
        if held.case.refund_id != refund_id and CASE.can(held.case, "overtake"):
            make(held, "overtake", by=SYSTEM, reason="整个订单已经退款")
            rulings.withdraw(found.id, by=SYSTEM)
