"""What an order's state reads like in the admin: badge, what runs out when, where it came from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commerce.orders.states import LABELS

SOURCES = {"wechat": "公众号", "tmall": "天猫", "jd": "京东"}
KINDS = {"plain": "普通", "groupbuy": "拼团"}
BADGES = {
    "placed": "info", "paid": "warn", "part_shipped": "warn", "shipped": "ok", "completed": "done", "closed": "done",
    "refunded": "done",
}  # fmt: skip
REFUND_WORDS = {
    "requested": ("退款中", "bad", "等待微信支付受理"), "sent": ("退款中", "bad", "微信支付处理中"),
    "settled": ("已退款", "done", "已原路退回"), "failed": ("退款失败", "bad", "请到退款记录重试"),
}  # fmt: skip


@dataclass(frozen=True)
class Status:
    """A badge and the line under it. is_late: the line is red and bold."""

    label: str
    kind: str
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Promise:
    """The shop's own deadlines, hours after payment."""

    late_after_hours: int
    ship_hours: int


def status(order: Any, promise: Promise, at: datetime, *, refund_state: str | None = None, parcel: str = "") -> Status:
    """The state of an order at a moment. refund_state: of its newest refund. parcel: the newest word of its parcel."""
    state = str(order.state)
    if refund_state is not None and state == "refunded":
        return Status(*REFUND_WORDS[refund_state], is_late=refund_state == "failed")
    if state == "placed":
        return Status(LABELS[state], "info", _closing(order.hold_until, at))
    if state in ("paid", "part_shipped"):
        return _to_ship(order, promise, at)
    if state == "closed":
        return Status(LABELS[state], "done", order.close_reason or "")
    return Status(LABELS[state], BADGES[state], parcel if state == "shipped" else "")


def held_words(kind: str) -> tuple[str, str, str]:
    """A paid order that may not be shipped yet: badge, its colour, what is waited for."""
    return ("拼团中", "info", "成团后发货") if kind == "groupbuy" else ("平台锁定", "info", "平台解锁后发货")


def _to_ship(order: Any, promise: Promise, at: datetime) -> Status:
    state, paid_at = str(order.state), order.paid_at
    if order.is_blocked:
        return Status(*held_words(order.kind))
    waited = at - paid_at if paid_at else timedelta()
    hours = int(waited.total_seconds() // 3600)
    ship_by = order.ship_by or (paid_at and paid_at + timedelta(hours=promise.ship_hours))
    if ship_by and at > ship_by:
        over = f"已超 {hours // 24} 天" if hours >= 96 else f"已超 {promise.ship_hours} 小时"
        return Status(LABELS[state], "bad", over, is_late=True)
    if hours >= promise.late_after_hours:
        return Status(LABELS[state], "bad", f"已超 {promise.late_after_hours} 小时", is_late=True)
    left_s = (ship_by - at).total_seconds() if ship_by else 0
    return Status(
        LABELS[state], "warn", f"剩 {int(left_s // 3600)} 小时" if left_s >= 3600 else f"剩 {int(left_s // 60)} 分钟"
    )


def _closing(hold_until: datetime | None, at: datetime) -> str:
    left_s = int((hold_until - at).total_seconds()) if hold_until else 0
    if left_s <= 0:
        return "即将关闭"
    if left_s >= 3600:
        return f"{left_s // 3600} 小时后关闭"
    return f"{left_s // 60}:{left_s % 60:02d} 后关闭"
