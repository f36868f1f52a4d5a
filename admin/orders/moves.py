"""What a person does with one order: ship, change its price, close, note, star. All of it is in the log."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.orders import replies
from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment import carriers
from commerce.orders import actions, jobs
from commerce.orders import queries as orders
from commerce.orders.states import LABELS, ORDER
from commerce.payments.ports import GatewayAway, GatewayRefused
from kernel import clock, money
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from tenants import audit
from tenants.settings import CARRIERS
from web.forms import text, whole
from web.render import answer, fragment

bp = Blueprint("admin_order_moves", __name__, url_prefix="/admin/orders")
CLOSE_REASONS = [
    (words, words) for words in ("买家不想要了", "缺货", "信息填写错误", "重复下单", "联系不上买家", "其他原因")
]


@bp.get("/<int:order_id>/ship")
@allow("orders.ship")
def ship_form(order_id: int) -> Any:
    """Carrier, number, pieces."""
    return replies.form("admin/orders/_ship_form.html", values={}, errors={}, **_to_ship(order_id))


@bp.post("/<int:order_id>/ship")
@allow("orders.ship")
def ship(order_id: int) -> Any:
    """A parcel leaves. Safe to repeat: the same parcel is one parcel."""
    try:
        with transaction():
            pieces = {
                int(name.removeprefix("line-")): whole(request.form, name, label="发货件数", most=9999)
                for name in request.form
                if name.startswith("line-") and name.removeprefix("line-").isdecimal()
            }
            parcel = fulfilment.ship(
                order_id,
                carrier=request.form.get("carrier", ""),
                tracking_number=request.form.get("tracking_number", "")[:64],
                line_quantities=pieces or None,
                by=by(),
                at=clock.now(),
            )
            what = f"{carriers.name_of(parcel.carrier)} {parcel.tracking_number}"
            audit.note("orders.ship", f"order:{order_id}", f"发货，{what}")
    except Invalid as error:
        return replies.wrong("admin/orders/_ship_form.html", error, values=request.form, **_to_ship(order_id))
    return replies.done("已发货，已通知买家", otherwise=_page(order_id))


@bp.get("/<int:order_id>/reprice")
@allow("orders.reprice")
def reprice_form(order_id: int) -> Any:
    """Another price before the payment."""
    return replies.form("admin/orders/_reprice_form.html", order=_order(order_id, "placed"), values={}, errors={})


@bp.post("/<int:order_id>/reprice")
@allow("orders.reprice")
def reprice(order_id: int) -> Any:
    """The unpaid order costs something else now. The same sums again change nothing."""
    order = _order(order_id, None)
    try:
        goods_fen = money.parse_yuan(request.form.get("goods", ""), "goods")
        freight_fen = money.parse_yuan(request.form.get("freight", ""), "freight")
        reason = text(request.form, "reason", label="原因", max_length=100, required=False)
        before_fen = order.total_fen
        if (goods_fen, freight_fen) != (
            order.goods_fen - order.discount_fen,
            order.freight_fen,
        ) or order.state != "placed":
            with transaction():
                order = actions.reprice(order_id, goods_fen, freight_fen, reason=reason, by=by())
                sums = {
                    "before": {"应付": money.format_yuan(before_fen)},
                    "after": {"应付": money.format_yuan(order.total_fen)},
                }
                audit.note("orders.reprice", f"order:{order_id}", f"订单 {order.number} 改价", **sums)
    except Invalid as error:
        return replies.wrong("admin/orders/_reprice_form.html", error, order=order, values=request.form)
    words = f"已改价 ¥{money.format_yuan(before_fen)} → ¥{money.format_yuan(order.total_fen)}，买家刷新后按新价付款"
    return replies.done(words, otherwise=_page(order_id))


@bp.get("/<int:order_id>/close")
@allow("orders.close")
def close_form(order_id: int) -> Any:
    """Why it is closed."""
    order = _order(order_id, "placed")
    return replies.form("admin/orders/_close_form.html", order=order, reasons=CLOSE_REASONS, values={}, errors={})


@bp.post("/<int:order_id>/close")
@allow("orders.close")
def close(order_id: int) -> Any:
    """Close at WeChat first, then here; money that came in just now wins."""
    order = _order(order_id, None)
    if order.state == "closed":
        return replies.done("订单已经关闭", otherwise=_page(order_id))
    if not ORDER.can(order, "close"):
        raise Refused(f"{LABELS[order.state]}的订单不能关闭，请刷新后再看")
    try:
        reason = text(request.form, "reason", label="关闭原因", max_length=100)
    except Invalid as error:
        return replies.wrong(
            "admin/orders/_close_form.html", error, order=order, reasons=CLOSE_REASONS, values=request.form
        )
    _close(order, reason)
    return replies.done("订单已关闭，库存已退回", otherwise=_page(order_id))


@bp.get("/<int:order_id>/note")
@allow("orders.note")
def note_form(order_id: int) -> Any:
    """The staff's own remark."""
    return replies.form("admin/orders/_note_form.html", order=_order(order_id, None), values={}, errors={})


@bp.post("/<int:order_id>/note")
@allow("orders.note")
def note(order_id: int) -> Any:
    """Keep the remark; the same one again changes nothing."""
    order = _order(order_id, None)
    try:
        words = text(request.form, "note", label="备注", max_length=200, required=False)
    except Invalid as error:
        return replies.wrong("admin/orders/_note_form.html", error, order=order, values=request.form)
    if words != order.staff_note:
        with transaction():
            actions.note(order_id, words, by=by())
            audit.note("orders.note", f"order:{order_id}", f"修改订单 {order.number} 的备注")
    return replies.done("备注已保存", otherwise=_page(order_id))


@bp.post("/<int:order_id>/star")
@allow("orders.note")
def star(order_id: int) -> Any:
    """Mark it or take the mark away; says which, so a double click is one change."""
    is_starred = request.form.get("on") == "1"
    with transaction():
        order = orders.order(order_id)
        if order.is_starred != is_starred:
            order = actions.star(order_id, is_starred)
            audit.note("orders.star", f"order:{order_id}", f"{'给' if is_starred else '取消'}订单 {order.number} 加星")
    return answer(fragment("admin/orders/_star.html", order=order), otherwise="/admin/orders")


def _order(order_id: int, state: str | None) -> Any:
    with reading():
        order = orders.order(order_id)
    if state is not None and order.state != state:
        raise Refused(f"{LABELS[order.state]}的订单不能这样操作，请刷新后再看")
    return order


def _to_ship(order_id: int) -> dict[str, Any]:
    with reading():
        order = orders.order(order_id)
        lines = orders.lines_of([order_id])[order_id]
        options = carriers.choices(CARRIERS.get())
    if not ORDER.can(order, "ship"):
        raise Refused(f"{LABELS[order.state]}的订单不能发货，请刷新后再看")
    left = [(line, line.shippable) for line in lines]
    return {"order": order, "lines": [(line, pieces) for line, pieces in left if pieces > 0], "carriers": options}


def _close(order: Any, reason: str) -> None:
    def note() -> None:
        audit.note("orders.close", f"order:{order.id}", f"关闭订单 {order.number}，{reason}")

    try:
        is_closed = jobs.close_unpaid(order.id, reason, by=by(), also=note)
    except (GatewayAway, GatewayRefused) as error:
        raise Refused("微信支付暂时没有回应，订单没有关闭，请稍后再试") from error
    if not is_closed and _order(order.id, None).state != "closed":
        raise Refused("买家刚刚付款成功，订单没有关闭，请按待发货处理")


def _page(order_id: int) -> str:
    return f"/admin/orders/{order_id}"
