"""Goods on their way: back to the shop, and the replacement to the shopper."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from commerce.aftersale import evidence, queries, variants
from commerce.aftersale.actions.moving import Held, make, moment, take
from commerce.aftersale.actions.paying import pay, pay_or_ask
from commerce.aftersale.models import Case, CaseParcel
from commerce.fulfilment import carriers
from commerce.inventory import returns as stock
from kernel.db import db
from kernel.errors import IllegalMove, Invalid


def fill_return(case_id: int, *, carrier: str, tracking_number: str, member_id: int) -> Case:
    """The shopper has sent the goods back. Filling it in again corrects the number."""
    number = carriers.read_number(carrier, tracking_number)
    held = take(case_id, member_id=member_id)
    if held.case.state not in ("to_return", "returned"):
        raise IllegalMove("现在不用填写退货物流，请刷新后再看")
    by = f"member:{member_id}"
    _parcel(held.case.id, "back", carrier, number, by=by)
    make(held, "fill_return", by=by, reason="", detail={"carrier": carrier, "number": number})
    return held.case


def _parcel(case_id: int, direction: str, carrier: str, number: str, *, by: str) -> None:
    at = moment()
    known = select(CaseParcel).where(CaseParcel.case_id == case_id, CaseParcel.direction == direction)
    parcel = db.session.scalar(known) or CaseParcel(case_id=case_id, direction=direction)
    parcel.carrier, parcel.tracking_number, parcel.sent_at, parcel.by = carrier, number, at, by
    db.session.add(parcel)


def receive(case_id: int, *, is_sellable: bool, by: str, note: str = "") -> Case:
    """The goods are here: sellable ones go back into stock, others are written off. Then money or replacement."""
    held = take(case_id)
    case = held.case
    if case.state != "returned":
        raise IllegalMove("买家还没有寄回，或者已经验收过了，请刷新后再看")
    case.received_at, case.is_put_back = moment(), is_sellable
    pieces, words = _pieces(held), note or ("验收入库，可再销售" if is_sellable else "验收后报损")
    if case.kind == "exchange":
        make(held, "await_exchange", by=by, reason=words)
    else:
        _pay(held, by=by, reason=words)
    stock.take_in(  # last: payment and counts are locked before stock
        case.order_id, pieces, cause=f"aftersale:{case.number}:back", reason="售后退货入库", by=by,
        is_sellable=is_sellable,
    )  # fmt: skip
    return case


def _pay(held: Held, *, by: str, reason: str) -> None:
    """The sum was agreed to before the goods came: to receive them is no second opinion. What the operator has ordered
    needs none.
    """
    case, ruled = held.case, queries.arbitration_of(held.case.id)
    if ruled is not None and ruled.ruling == "return_refund":
        pay(held, by=by, reason=reason)
        return
    is_silence = "system" in (by, case.agreed_by)
    agreed_by = None if is_silence else case.agreed_by
    pay_or_ask(held, case.agreed_fen or case.asked_fen, by=by, reason=reason, agreed_by=agreed_by)


def _pieces(held: Held, *, is_replacement: bool = False) -> dict[int, int]:
    """SKU id → pieces of the case: what came, by the variant the shopper had by now, or what goes out instead."""
    lines = held.lines
    had = variants.in_hand(lines)
    pieces: dict[int, int] = {}
    for line in lines:
        for came in had[line.id]:
            sku_id = (line.exchange_sku_id if is_replacement else None) or came
            if sku_id is not None:
                pieces[sku_id] = pieces.get(sku_id, 0) + 1
    return pieces


def refuse_receipt(case_id: int, *, reason: str, by: str, media_ids: Sequence[int] = ()) -> Case:
    """What came back is not what was agreed; the shopper may ask the operator."""
    if not reason.strip():
        raise Invalid("reason", "请写明拒收的原因，买家看得到")
    held = take(case_id)
    make(held, "refuse_receipt", by=by, reason=reason.strip())
    evidence.attach(case_id, media_ids, side="merchant")
    return held.case


def send_exchange(case_id: int, *, carrier: str, tracking_number: str, by: str) -> Case:
    """The replacement leaves; its pieces are taken from stock. Raises SoldOut: then refund_instead()."""
    number = carriers.read_number(carrier, tracking_number)
    held = take(case_id)
    case = held.case
    if case.state != "to_exchange":
        raise IllegalMove("现在不能寄出换货，请刷新后再看")
    pieces: Mapping[int, int] = _pieces(held, is_replacement=True)
    stock.take_out(pieces, cause=f"aftersale:{case.number}:out", reason="售后换货出库", by=by)
    _parcel(case.id, "out", carrier, number, by=by)
    make(held, "send_exchange", by=by, detail={"carrier": carrier, "number": number})
    return case


def refund_instead(case_id: int, *, by: str, reason: str = "") -> Case:
    """There is no replacement: the money for the goods that came back. Where nothing was paid for them, that is all."""
    held = take(case_id)
    if held.case.state != "to_exchange":
        raise IllegalMove("现在不能改为退款，请刷新后再看")
    if held.case.asked_fen < 1:
        make(held, "close", by=by, reason="没有可换的商品；这些商品没有付过钱，不用退款")
        return held.case
    held.case.kind = "return_refund"
    pay_or_ask(held, held.case.asked_fen, by=by, reason=reason.strip() or "没有可换的商品，改为退款")
    return held.case


def finish_exchange(case_id: int, *, by: str, member_id: int | None = None) -> Case:
    """The replacement has arrived."""
    held = take(case_id, member_id=member_id)
    make(held, "finish_exchange", by=by)
    return held.case
