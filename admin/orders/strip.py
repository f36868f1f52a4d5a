"""The strip of figures above the list, in words and drawings."""

from typing import Any

from admin.home_figures import change, points
from commerce.orders.figures import Strip
from kernel import clock
from kernel.money import format_yuan

TARGET_BP = 9800
"""Source: 需求六「48小时发货率≥98%」."""


def strip_of(figures: Strip, *, late_hours: int) -> list[dict[str, Any]]:
    """今日支付, 待发货, 48 小时发货率, 退款中; each leads to its list."""
    today, yesterday = figures.days_fen[-1], figures.days_fen[-2]
    refunds = f"¥{format_yuan(figures.refunds_open_fen)}" if figures.refunds_open else "没有在途退款"
    return [
        {
            "label": "今日支付",
            "value": f"¥{format_yuan(today)}",
            "note": f"{figures.today_orders:,} 单",
            "points": points(figures.days_fen),
            "url": "/admin/orders?days=1",
        }
        | change(today, yesterday),
        {
            "label": "待发货",
            "value": f"{figures.to_ship:,} 单",
            "url": "/admin/orders?state=paid",
            "note": _oldest(figures),
        }
        | ({"delta": f"{figures.late:,} 单超 {late_hours} 小时", "trend": "down"} if figures.late else {}),
        _rate(figures),
        {
            "label": "退款中",
            "value": f"{figures.refunds_open:,} 笔",
            "note": refunds,
            "url": "/admin/orders?state=refunded",
        }
        | ({"delta": f"{figures.refunds_failed:,} 笔失败", "trend": "down"} if figures.refunds_failed else {}),
    ]


def _oldest(figures: Strip) -> str:
    if figures.oldest_paid_at is None:
        return "都发完了"
    hours = int((clock.now() - figures.oldest_paid_at).total_seconds() // 3600)
    waited = f"{hours // 24} 天" if hours >= 48 else f"{hours} 小时" if hours else "不到 1 小时"
    return f"最久等了 {waited}"


def _rate(figures: Strip) -> dict[str, Any]:
    rate_bp = figures.ship_rate_bp
    if rate_bp is None:
        return {"label": "48 小时发货率", "value": "–", "note": "还没有到期的订单"}
    is_good = rate_bp >= TARGET_BP
    return {
        "label": "48 小时发货率",
        "value": f"{rate_bp / 100:.1f}%",
        "note": f"近 30 天 {figures.ship_due:,} 单",
        "delta": f"{'达标' if is_good else '未达标'} ≥98%",
        "trend": "up" if is_good else "down",
    }
