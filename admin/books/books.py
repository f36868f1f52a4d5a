"""账本: 应收, 实收, 退款, 手续费 and 差异 per day, the journals behind a day, and what is late."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.books import span
from admin.context import admin_page
from commerce.books import exports, files, report
from commerce.ledger import queries as ledger
from commerce.ledger.accounts import ACCOUNTS
from kernel import clock
from kernel.db import reading
from kernel.errors import NotFound
from kernel.money import format_money
from web.paging import cursor, size, turns

bp = Blueprint("admin_books", __name__, url_prefix="/admin/books")
GROUP_WORDS = {"": "全部", "in": "收款", "refund": "退款", "fee": "手续费", "bill": "账单对账"}
BILL_BADGES = {
    "waiting": ("等待下载", "info"),
    "late": ("下载不到", "bad"),
    "loaded": ("已核对", "ok"),
    "none": ("当日无交易", "done"),
}


@bp.get("")
@allow("money.view")
def index() -> str:
    """Day by day, with the sum of all on top."""
    asked = span.read(request.args)
    with reading():
        days = report.days(asked.since_on, asked.until_on)
        late = ledger.late(clock.now(), limit=50)
        balances = ledger.balances()
        made = files.recent(exports.SUBJECT, by=by())
    total = report.total(days, asked.until_on)
    return admin_page(
        "admin/books/books.html", active="books.days", asked=asked, presets=span.presets(asked), days=days,
        figures=_figures(total), late=late, accounts=ACCOUNTS, balances=balances, bill_badges=BILL_BADGES,
        files=made, at=clock.now(), today=clock.today_on(),
    )  # fmt: skip


def _figures(total: report.Day) -> list[dict[str, Any]]:
    rows = [
        ("应收", total.due_fen, "订单货款、运费减优惠"), ("实收", total.received_fen, "微信支付收到的钱"),
        ("退款", total.refunded_fen, "已退到账"), ("手续费", total.fee_fen, "按账单记账"),
        ("净入", total.net_fen, "实收减退款和手续费"),
    ]  # fmt: skip
    figures: list[dict[str, Any]] = [{"label": a, "value": format_money(fen), "note": c} for a, fen, c in rows]
    count = {"label": "未处理差异", "value": total.open_count, "url": "/admin/books/differences"}
    return [*figures, count | ({"delta": "需要处理", "trend": "down"} if total.open_count else {})]


@bp.get("/days/<day>")
@allow("money.view")
def show_day(day: str) -> str:
    """One day's journals, newest first, with both sides of each."""
    on, group = span.day(day), request.args.get("group", "")
    if on is None or group not in report.GROUPS:
        raise NotFound()
    with reading():
        [figures] = report.days(on, on)
        page = report.journals(on, on, group, before=cursor("before"), after=cursor("after"), limit=size())
        count = report.count_journals(on, on, group)
    path = f"/admin/books/days/{day}"
    tabs = [
        {"label": label, "url": f"{path}?group={key}" if key else path, "current": key == group}
        for key, label in GROUP_WORDS.items()
    ]
    return admin_page(
        "admin/books/day.html", active="books.days", on=on, figures=_figures(figures), day=figures,
        journals=page.rows, journal_count=count, tabs=tabs, accounts=ACCOUNTS, label=report.purpose_label,
        bill_badges=BILL_BADGES,
        **turns(path, {"group": group} if group else {}, page.before, page.after),
    )  # fmt: skip
