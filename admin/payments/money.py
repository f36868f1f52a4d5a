"""异常资金 and 退款: what waits for a person, with a note when it is done and a retry for refunds that failed."""

from typing import Any

from flask import Blueprint, redirect, request

from admin.access import allow, by
from admin.context import admin_page
from admin.orders import replies
from admin.orders.words import REFUND_WORDS
from commerce.orders import listing as order_listing
from commerce.orders import queries as order_queries
from commerce.payments import actions as payments
from commerce.payments import listing
from commerce.payments import queries as payment_queries
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound
from kernel.money import format_yuan
from tenants import audit, stops
from web.forms import text
from web.paging import cursor, size, turns

bp = Blueprint("admin_money", __name__, url_prefix="/admin/orders")
FORM = "admin/payments/_resolution_form.html"
KINDS = {
    "amount_differs": "金额不符",
    "unknown_trade": "找不到订单",
    "wrong_merchant": "商户号不符",
    "second_transaction": "重复付款",
    "second_capture": "重复付款",
    "transaction_reused": "交易号重复",
    "stale_price": "改价前付款",
    "late_payment": "关闭后付款",
    "refund_failed": "退款失败",
    "unknown_refund": "找不到退款",
    "refund_differs": "退款金额不符",
    "bill_late": "账单缺失",
}
REFUND_TABS = {"": "全部", "open": "退款中", "failed": "失败", "settled": "已到账"}


@bp.get("/anomalies")
@allow("money.view")
def anomalies() -> str:
    """What a person still has to look at, and what was dealt with."""
    is_resolved = request.args.get("done") == "1"
    with reading():
        page = listing.anomalies(is_resolved=is_resolved, before=cursor("before"), after=cursor("after"), limit=size())
    given = {"done": "1"} if is_resolved else {}
    return admin_page(
        "admin/payments/anomalies.html",
        active="orders.anomalies",
        rows=page.rows,
        total=page.total,
        kinds=KINDS,
        is_resolved=is_resolved,
        **turns("/admin/orders/anomalies", given, page.before, page.after),
    )


@bp.get("/anomalies/<int:anomaly_id>/resolution")
@allow("orders.refund")
def resolution_form(anomaly_id: int) -> Any:
    """What was done about it."""
    return replies.form(FORM, anomaly_id=anomaly_id, values={}, errors={}, parked_fen=_parked_fen(anomaly_id))


@bp.post("/anomalies/<int:anomaly_id>/resolution")
@allow("orders.refund")
def resolve(anomaly_id: int) -> Any:
    """Somebody has dealt with it. Safe to repeat: the last word counts."""
    try:
        words = text(request.form, "resolution", label="处理说明", max_length=300)
        with transaction():
            payments.resolve_anomaly(anomaly_id, words, went=request.form.get("went", ""))
            audit.note("orders.anomaly", f"anomaly:{anomaly_id}", f"标记异常资金已处理：{words}")
    except Invalid as error:
        parked_fen = _parked_fen(anomaly_id)
        return replies.wrong(FORM, error, anomaly_id=anomaly_id, values=request.form, parked_fen=parked_fen)
    return replies.done("已标记为处理完成", otherwise="/admin/orders/anomalies")


def _parked_fen(anomaly_id: int) -> int:
    """What of its money still stands in suspense; then the form asks where it has gone."""
    with reading():
        return payment_queries.parked_fen(anomaly_id)


@bp.get("/refunds")
@allow("money.view")
def refunds() -> str:
    """All refunds with their state."""
    tab = request.args.get("tab", "")
    if tab not in listing.TABS:
        raise NotFound()
    words = request.args.get("q", "").strip()[:60]
    with reading():
        page = listing.refunds(
            tab, words=words, order_id=_order_id(words), before=cursor("before"), after=cursor("after"), limit=size()
        )
        counts, stop = listing.refund_counts(), stops.stop_of(stops.REFUNDS)
        orders = {order.id: order for order in order_listing.some([refund.order_id for refund in page.rows])}
    tabs = [
        {
            "label": label,
            "url": f"/admin/orders/refunds?tab={key}" if key else "/admin/orders/refunds",
            "current": key == tab,
            "count": f"{counts[key]:,}" if counts[key] else None,
        }
        for key, label in REFUND_TABS.items()
    ]
    return admin_page(
        "admin/payments/refunds.html",
        active="orders.refunds",
        rows=page.rows,
        total=page.total,
        orders=orders,
        tabs=tabs,
        tab=tab,
        words=words,
        states=REFUND_WORDS,
        stop=stop,
        by_platform=stops.by_platform,
        **turns("/admin/orders/refunds", {k: v for k, v in (("tab", tab), ("q", words)) if v}, page.before, page.after),
    )


def _order_id(number: str) -> int | None:
    """The order with the number that was typed into the search, if it is one."""
    try:
        return order_queries.order_by_number(number).id if number else None
    except NotFound:
        return None


@bp.post("/refunds/<int:refund_id>/retry")
@allow("orders.refund")
def retry(refund_id: int) -> Any:
    """Try a failed refund again under the same number, so that nothing is paid twice."""
    with transaction():
        refund = payments.retry_refund(refund_id, by=by())
        audit.note(
            "orders.refund", f"order:{refund.order_id}", f"重试退款 {refund.number} ¥{format_yuan(refund.refund_fen)}"
        )
    return redirect("/admin/orders/refunds", code=303)
