"""Figures of 概况 as words and drawings: tiles, strip of figures, ticker."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from admin.orders.words import held_words
from commerce.analytics.queries import SHIP_RATE_TARGET_BP, Day, Waiting
from commerce.orders.states import LABELS
from kernel import clock
from kernel.money import format_yuan

SOURCES = {"wechat": "公众号", "tmall": "天猫", "jd": "京东"}
KINDS = {
    "placed": "info", "paid": "warn", "part_shipped": "warn", "shipped": "ok",
    "completed": "done", "closed": "done", "refunded": "bad",
}  # fmt: skip


def tiles(waiting: Waiting, sync_troubles: int | None) -> list[dict[str, Any]]:
    """What waits, each with its list. sync_troubles: None for those who may not see the platforms."""
    oldest = f"最久等了 {_hours(waiting.oldest_paid_at)} 小时" if waiting.oldest_paid_at else ""
    shown = [
        {"n": waiting.to_ship, "label": "待发货", "note": oldest, "url": "/admin/orders?state=paid"},
        {"n": waiting.late, "label": "超 24 小时未发", "url": "/admin/orders?state=paid&late=1", "is_bad": True},
        {"n": waiting.held, "label": "拼团中", "url": "/admin/orders?state=held"},
        {
            "n": waiting.cases, "label": "售后", "note": _due(waiting.cases_due_at), "url": "/admin/aftersale",
            "is_bad": waiting.cases_due_at is not None and waiting.cases_due_at < clock.now(),
            "needs": "aftersale.view",
        },
        {
            "n": waiting.cases_unread, "label": "售后新留言", "url": "/admin/aftersale?tab=all&unread=1",
            "needs": "aftersale.handle",
        },
        {"n": waiting.to_pay, "label": "待付款", "url": "/admin/orders?state=placed"},
        {"n": waiting.low_stock, "label": "低库存", "url": "/admin/inventory?level=low", "needs": "inventory.view"},
        *_money_tiles(waiting),
    ]  # fmt: skip
    if sync_troubles is not None:
        shown.append({"n": sync_troubles, "label": "同步失败", "url": "/admin/channels", "is_bad": True})
    return shown


def _money_tiles(waiting: Waiting) -> list[dict[str, Any]]:
    failed = "/admin/orders/refunds?tab=failed"
    shown = [("异常资金", waiting.anomalies, "/admin/orders/anomalies"), ("退款失败", waiting.refunds_failed, failed)]
    return [{"n": n, "label": label, "url": url, "is_bad": True, "needs": "money.view"} for label, n, url in shown]


def columns(count: int) -> int:
    """How many tiles stand in a row so that no tile stands alone; of an odd number the first takes two places."""
    places = count + count % 2
    return next(per_row for per_row in (4, 5, 3, 2) if places % per_row == 0)


def _due(at: datetime | None) -> str:
    """When the first case runs out."""
    if at is None:
        return ""
    hours = int((at - clock.now()).total_seconds() // 3600)
    return f"最快 {hours} 小时后超时" if hours >= 1 else "即将超时" if hours == 0 else "有售后已超时"


def _hours(since: datetime) -> int:
    return int((clock.now() - since).total_seconds() // 3600)


def kpi(days: Sequence[Day], waiting: Waiting) -> list[dict[str, Any]]:
    """Paid today against yesterday, orders, average, shipping promise."""
    today, yesterday = days[-1], days[-2]
    paid = {
        "label": "今日支付金额", "value": f"¥{format_yuan(today.paid_fen)}",
        "note": f"昨日 ¥{format_yuan(yesterday.paid_fen)}",
        "points": points([day.paid_fen for day in days]),
    }  # fmt: skip
    orders = {
        "label": "支付订单", "value": f"{today.orders:,}", "note": f"昨日 {yesterday.orders:,} 单",
        "points": points([day.orders for day in days]),
    }  # fmt: skip
    average = {
        "label": "客单价", "value": f"¥{format_yuan(today.average_fen)}",
        "note": f"昨日 ¥{format_yuan(yesterday.average_fen)}",
    }  # fmt: skip
    return [
        paid | change(today.paid_fen, yesterday.paid_fen),
        orders | change(today.orders, yesterday.orders),
        average | change(today.average_fen, yesterday.average_fen),
        ship_rate(waiting),
    ]


def ship_rate(waiting: Waiting) -> dict[str, Any]:
    """The 48 hour promise against its target."""
    rate_bp = waiting.ship_rate_bp
    if rate_bp is None:
        return {"label": "48 小时发货率", "value": "–", "note": "还没有到期的订单"}
    is_good = rate_bp >= SHIP_RATE_TARGET_BP
    return {
        "label": "48 小时发货率", "value": f"{rate_bp / 100:.1f}%", "delta": f"{'达标' if is_good else '未达标'} ≥98%",
        "trend": "up" if is_good else "down", "note": f"近 30 天 {waiting.ship_due:,} 单",
    }  # fmt: skip


def change(now: int, before: int) -> dict[str, str]:
    """The difference in words; nothing when yesterday was empty."""
    if not before or now == before:
        return {}
    percent = (now - before) * 100 / before
    return {"delta": f"{'↑' if percent > 0 else '↓'} {abs(percent):.1f}%", "trend": "up" if percent > 0 else "down"}


def points(values: Sequence[int]) -> str:
    """A line in an 84×28 box, highest value on top."""
    top = max(values) or 1
    step = 84 / (len(values) - 1)
    return " ".join(f"{n * step:.0f},{26 - value * 24 / top:.0f}" for n, value in enumerate(values))


def ticker(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The newest orders, ready to show."""
    return [
        {
            "url": f"/admin/orders/{row.id}", "number": row.number, "title": row.title or "", "pieces": row.pieces or 0,
            "total_fen": row.total_fen, "placed_at": row.placed_at, "source": SOURCES.get(row.source, row.source),
            "is_group": row.kind == "groupbuy", **_badge(row),
        }
        for row in rows
    ]  # fmt: skip


def _badge(row: Any) -> dict[str, str]:
    """What an order waits for; a running group's order is not one to be shipped."""
    if row.is_blocked and row.state in ("paid", "part_shipped"):
        label, kind, _note = held_words(row.kind)
        return {"state": label, "kind": kind}
    return {"state": LABELS[row.state], "kind": KINDS[row.state]}
