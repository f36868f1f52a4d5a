"""Who may ask for what, and until when; each refusal says why in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from commerce.aftersale import rules
from commerce.aftersale.errors import NotEligible
from commerce.aftersale.worth import Worth
from commerce.catalog import returns
from commerce.catalog.models import Sku
from commerce.orders.models import Order, OrderLine
from kernel.db import db
from kernel.errors import Invalid
from kernel.money import format_yuan
from tenants import settings

IN_HAND = ("paid", "part_shipped", "shipped", "completed")


class Wish(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def quantities(self) -> Mapping[int, int]: ...
    @property
    def is_unshipped(self) -> bool: ...
    @property
    def goods_received(self) -> bool: ...
    @property
    def exchange_skus(self) -> Mapping[int, int]: ...


def refuse_order(order: Order) -> None:
    """Raises NotEligible when no case may begin on this order at all."""
    if order.source != "wechat":
        raise NotEligible("这个订单的钱款在平台上，请到平台申请售后")
    if order.kind == "groupbuy" and order.is_blocked:
        raise NotEligible("正在拼团，成团后才能申请售后；到时没有成团会自动原路退款")
    if order.state not in IN_HAND:
        words = {"placed": "订单还没有付款，可以直接取消", "closed": "订单已关闭，没有可退的款项"}
        raise NotEligible(words.get(order.state, "这个订单已经全部退款"))


def is_open_for(order: Order, at: datetime) -> bool:
    """Whether the shopper may still begin something; for the button."""
    try:
        refuse_order(order)
    except NotEligible:
        return False
    return rules.is_in_time(order.completed_at, settings.AFTERSALE_DAYS.get(), at)


def open_until(order: Order) -> datetime | None:
    """Until when the shopper may begin something; none before the receipt, when no time runs."""
    return order.completed_at + timedelta(days=settings.AFTERSALE_DAYS.get()) if order.completed_at else None


def refuse_unfit(order: Order, lines: Sequence[OrderLine], wish: Wish, *, at: datetime) -> None:
    """Raises NotEligible or Invalid when the shopper may not ask for this."""
    refuse_order(order)
    if not rules.is_in_time(order.completed_at, settings.AFTERSALE_DAYS.get(), at):
        raise NotEligible(f"确认收货已超过 {settings.AFTERSALE_DAYS.get()} 天，不能再申请售后；有问题请联系客服")
    if wish.kind not in rules.SHOPPER_KINDS:
        raise Invalid("kind", "请选择售后类型")
    if wish.is_unshipped and wish.kind != "refund_only":
        raise Invalid("kind", "商品还没有发出，直接申请仅退款就可以")
    if wish.kind != "refund_only" and not wish.goods_received:
        raise Invalid("kind", "收到商品后才能申请退货或换货")
    if wish.reason not in dict(rules.reasons("shopper", is_unshipped=wish.is_unshipped)):
        raise Invalid("reason", "请选择申请原因")
    if not wish.quantities:
        raise Invalid("lines", "请选择要申请售后的商品")
    if wish.reason == "no_reason":
        _refuse_no_reason(order, [line for line in lines if line.id in wish.quantities], wish.kind, at)
    _refuse_other_goods(lines, wish)


def _refuse_no_reason(order: Order, lines: Sequence[OrderLine], kind: str, at: datetime) -> None:
    days = settings.NO_REASON_DAYS.get()
    if kind != "return_refund":
        raise Invalid("reason", "七天无理由只适用于退货退款")
    if not rules.is_in_time(order.completed_at, days, at):
        raise Invalid("reason", f"确认收货已超过 {days} 天，不能再无理由退货；质量问题请选择对应的原因")
    for line in lines:
        if line.returns_excluded_for is not None:
            raise Invalid("reason", f"「{line.title}」{returns.words(line.returns_excluded_for)}，下单时已确认")


def _refuse_other_goods(lines: Sequence[OrderLine], wish: Wish) -> None:
    """A replacement is a variant of the same product at the same price."""
    by_id = {line.id: line for line in lines}
    for order_line_id, sku_id in wish.exchange_skus.items():
        line = by_id.get(order_line_id)
        if line is None or sku_id not in {sku.id for sku in replacements(line)}:
            raise Invalid(f"exchange-{order_line_id}", "请选择同款同价的规格")


def replacements(line: OrderLine) -> list[Sku]:
    """What a piece of this line may be exchanged for: the same variant first, then others of the same price."""
    own = db.session.scalar(select(Sku).where(Sku.id == line.sku_id)) if line.sku_id else None
    if own is None:
        return []
    others = select(Sku).where(
        Sku.product_id == own.product_id, Sku.is_active, Sku.price_fen == own.price_fen, Sku.id != own.id
    )
    return [own, *db.session.scalars(others.order_by(Sku.position, Sku.id))]


def refuse_other_sum(expected_fen: int, asked_fen: int) -> None:
    """The page is old: something has changed since the shopper saw the sum."""
    if expected_fen != asked_fen:
        raise NotEligible(f"可退金额已更新为 ¥{format_yuan(asked_fen)}，请确认后重新提交")


def refuse_sum(refund_fen: int, asked: Worth, *, is_whole: bool) -> None:
    """Raises Invalid for a sum the merchant may not give back."""
    if not 1 <= refund_fen <= asked.total_fen:
        raise Invalid("refund", f"退款金额应在 ¥0.01–¥{format_yuan(asked.total_fen)} 之间")
    if is_whole and refund_fen != asked.total_fen:
        raise Invalid("refund", f"没有发出的商品要全额退款，应为 ¥{format_yuan(asked.total_fen)}")
