"""Telling people through WeChat. Gather, call, record; a message that cannot be delivered stops nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commerce.aftersale import queries as aftersale
from commerce.catalog import queries as catalog
from commerce.fulfilment import carriers
from commerce.fulfilment import queries as fulfilment
from commerce.members import queries as members
from commerce.orders import queries as orders
from commerce.payments import queries as payments
from commerce.promotions.groupbuy import queries as groupbuy
from kernel import clock
from kernel.db import reading, transaction
from kernel.tenancy import current_tenant_id
from tenants import queries as tenants
from tenants import settings
from wechat import actions, addresses, connection, messages, queries
from wechat.connection import AppAccount
from wechat.transport import WeChatAway, WeChatRefused

KEEP_PUSHES = timedelta(days=7)
"""WeChat repeats within seconds and the clock refuses what is minutes old; a week helps to look into trouble."""


@dataclass(frozen=True)
class _Note:
    """What one message will say, and the page it opens."""

    kind: str
    subject: str
    member_id: int
    words: dict[str, str]
    path: str


def tell_paid(order_id: int) -> None:
    """支付成功. Safe to repeat: one message per order."""
    with reading():
        note = _about_order("order_paid", f"order:{order_id}", order_id)
    _tell(note)


def tell_shipped(order_id: int, shipment_id: int) -> None:
    """发货. Safe to repeat: one message per parcel."""
    with reading():
        parcel = fulfilment.shipment(shipment_id)
        words = {
            "carrier": carriers.name_of(parcel.carrier), "tracking": parcel.tracking_number,
            "at": messages.moment(parcel.shipped_at),
        }  # fmt: skip
        note = _about_order("order_shipped", f"shipment:{shipment_id}", order_id, words)
    _tell(note)


def tell_refunded(order_id: int, refund_id: int) -> None:
    """退款到账. Safe to repeat: one message per refund."""
    with reading():
        refund = next((row for row in payments.refunds_of([order_id]) if row.id == refund_id), None)
        if refund is None:
            return
        words = {
            "refund": messages.yuan(refund.refund_fen), "account": refund.account or "原支付账户",
            "reason": refund.reason, "at": messages.moment(refund.settled_at or clock.now()),
        }  # fmt: skip
        note = _about_order("refund_settled", f"refund:{refund_id}", order_id, words)
    _tell(note)


PROGRESS = {
    "to_return": "商家已同意，请寄回商品", "refused": "商家没有同意，可申请平台介入",
    "offered": "商家提出新金额，请确认", "receipt_refused": "商家拒收退货，可申请平台介入",
    "resent": "换货已经寄出，请留意收货", "refunding": "退款已提交，原路退回", "closed": "售后已关闭，请查看原因",
}  # fmt: skip
"""What a shopper is told of a move of others. The money's arrival has a message of its own."""


def tell_case(case_id: int, verb: str) -> None:
    """售后进度. Safe to repeat: one message per move; what the shopper did themselves is no news to them."""
    with reading():
        entry = aftersale.last_entry(case_id, verb)
        if entry is None or entry.by.startswith("member:") or entry.to_state not in PROGRESS:
            return
        note = _about_case(case_id, f"case-entry:{entry.id}", PROGRESS[entry.to_state], entry.at)
    _tell(note)


def tell_case_message(case_id: int, message_id: int) -> None:
    """售后留言. Safe to repeat: one message per message; none when it was read meanwhile."""
    with reading():
        case = aftersale.case(case_id)
        said = next((row for row, _ in aftersale.messages(case_id) if row.id == message_id), None)
        if said is None or not case.unread_shopper:
            return
        words = f"{'平台' if said.side == 'operator' else '商家'}留言：{said.words or '图片'}"
        note = _about_case(case_id, f"case-message:{message_id}", words, said.at)
    _tell(note)


def _about_case(case_id: int, subject: str, progress: str, at: datetime) -> _Note | None:
    case = aftersale.case(case_id)
    words = {"progress": progress, "at": messages.moment(at)}
    note = _about_order("case_progress", subject, case.order_id, words)
    return None if note is None else replace(note, path=f"/refunds/{case.number}")


def tell_group(group_id: int, kind: str, reason: str = "") -> None:
    """拼团成功 or 失败, to everybody in the group. Safe to repeat: one message per member and group.

    Everybody is tried before a WeChat that is away makes the job come again.
    """
    with reading():
        group = groupbuy.group(group_id)
        seats = (
            groupbuy.seats_of([group_id])[group_id] if kind == "group_succeeded" else groupbuy.refunded_seats(group_id)
        )
        words = {"people": str(group.size), "reason": reason or "未在时限内成团，款项原路退回"}
        notes = [_about_order(kind, f"group:{group_id}", seat.order_id, words) for seat in seats]
    away: WeChatAway | None = None
    for note in notes:
        try:
            _tell(note)
        except WeChatAway as error:
            away = error
    if away is not None:
        raise away


def tell_restocked(sku_id: int, member_id: int, request_id: int) -> None:
    """到货. Safe to repeat: one message per request. Goods taken off the shelf meanwhile are not told."""
    with reading():
        sku = catalog.sku(sku_id)
        product = catalog.product(sku.product_id)
        if not sku.is_active or product.state != "shelved":
            return
        words = {
            "goods": product.title, "option": sku.label, "price": messages.yuan(sku.price_fen),
            "at": messages.moment(clock.now()),
        }  # fmt: skip
    _tell(_Note("restocked", f"restock:{request_id}", member_id, words, f"/p/{product.id}"))


def _about_order(kind: str, subject: str, order_id: int, words: dict[str, str] | None = None) -> _Note | None:
    order = orders.order(order_id)
    if order.member_id is None:
        return None
    titles = [line.title for line in orders.lines_of([order_id]).get(order_id, [])]
    common = {
        "number": order.number, "goods": titles[0] if titles else "", "total": messages.yuan(order.total_fen),
        "at": messages.moment(order.paid_at or order.placed_at),
    }  # fmt: skip
    return _Note(kind, subject, order.member_id, common | (words or {}), f"/orders/{order.number}")


def _tell(note: _Note | None) -> None:
    if note is None:
        return
    with reading():
        account, openid, template_id, fields, url = _how(note)
        known = queries.message_of(note.subject, note.kind, note.member_id)
    if not (account.is_complete and openid and template_id) or (known is not None and known.state != "waiting"):
        return
    with transaction():
        actions.open_message(note.kind, note.subject, note.member_id)
    once = f"{note.kind}-{note.subject}-{note.member_id}".replace(":", "-")
    try:
        content = messages.data(fields, note.words)
        vendor_id = messages.send(account, openid, template_id, content, url=url, once=once)
    except WeChatRefused as refusal:
        with transaction():
            actions.record_failed(note.kind, note.subject, note.member_id, refusal.message)
        return
    with transaction():
        actions.record_sent(note.kind, note.subject, note.member_id, vendor_id, at=clock.now())


def _how(note: _Note) -> tuple[AppAccount, str, str, dict[str, str], str]:
    account = connection.app_account()
    member = members.member(note.member_id)
    openid = member.openid if member.appid == account.appid else None
    template_id = settings.WECHAT_TEMPLATES.get().get(note.kind, "")
    fields = settings.WECHAT_TEMPLATE_FIELDS.get().get(note.kind) or settings.WECHAT_TEMPLATE_FIELDS.default[note.kind]
    host = tenants.primary_host(current_tenant_id())
    return account, openid or "", template_id, fields, addresses.current().shop_page(host, note.path)


def forget_pushes() -> None:
    """Remove the marks of pushes that cannot come again. Safe to repeat."""
    with transaction():
        actions.forget_pushes(clock.now() - KEEP_PUSHES)
