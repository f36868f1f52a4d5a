"""对账差异: our side and theirs, who looks into it, and what became of it."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.books import span
from admin.context import admin_page
from admin.orders import replies
from commerce.books import actions, queries, words
from commerce.ledger.accounts import ACCOUNTS
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound
from kernel.money import format_money
from tenants import audit
from tenants import queries as tenants
from web.forms import text
from web.paging import cursor, size, turns

bp = Blueprint("admin_differences", __name__, url_prefix="/admin/books/differences")
HERE = "/admin/books/differences"
FORM = "admin/books/_resolution_form.html"
TABS = {"open": "待处理", "resolved": "已处理"}


@bp.get("")
@allow("money.view")
def index() -> str:
    """What differs, newest first; `day` keeps to one business day."""
    tab, on = request.args.get("tab", "open"), span.day(request.args.get("day", ""))
    if tab not in TABS:
        raise NotFound()
    with reading():
        page = queries.differences(
            tab, since_on=on, until_on=on, before=cursor("before"), after=cursor("after"), limit=size()
        )
        names = tenants.staff_names([row.owner for row in page.rows] + [row.resolved_by or "" for row in page.rows])
    given = f"&day={on}" if on else ""
    tabs = [{"label": label, "url": f"{HERE}?tab={key}{given}", "current": key == tab} for key, label in TABS.items()]
    return admin_page(
        "admin/books/differences.html", active="books.differences", rows=page.rows, total=page.total, tabs=tabs,
        tab=tab, on=on, kinds=words.KINDS, states=words.STATES, sources=words.SOURCES, names=names, at=clock.now(),
        **turns(HERE, {"tab": tab} | ({"day": str(on)} if on else {}), page.before, page.after),
    )  # fmt: skip


@bp.post("/<int:difference_id>/owner")
@allow("money.edit")
def take(difference_id: int) -> Any:
    """Mine to look into."""
    with transaction():
        actions.take(difference_id, by=by())
        audit.note("money.difference", f"difference:{difference_id}", "认领对账差异")
    return replies.done("已由你跟进", otherwise=HERE)


@bp.get("/<int:difference_id>/resolution")
@allow("money.edit")
def resolution_form(difference_id: int) -> Any:
    """What became of it."""
    with reading():
        row = queries.difference(difference_id)
        still_open = _still_open(row)
    return replies.form(FORM, row=row, still_open=still_open, values={}, errors={})


@bp.post("/<int:difference_id>/resolution")
@allow("money.edit")
def resolve(difference_id: int) -> Any:
    """It is settled. Safe to repeat: the second one is told that it is done already."""
    try:
        told = text(request.form, "resolution", label="处理结果", max_length=300)
    except Invalid as error:
        with reading():
            row = queries.difference(difference_id)
            still_open = _still_open(row)
        return replies.wrong(FORM, error, row=row, still_open=still_open, values=request.form)
    with transaction():
        is_adjusted = request.form.get("adjust") == "1"
        row = actions.resolve(difference_id, told, is_adjusted=is_adjusted, by=by())
        how = "并调整账目" if is_adjusted else ""
        audit.note("money.difference", f"difference:{row.id}", f"处理对账差异 {row.number}{how}：{told}")
    return replies.done("差异已处理", otherwise=HERE)


def _still_open(row: Any) -> str:
    """In words: what the books still hold of it, shown like the balances of the book; empty when nothing is left."""
    sums = [(ACCOUNTS[account], fen) for account, _, fen in queries.still_open(row)]
    return "、".join(f"{account.label} {format_money(fen * account.sign)}" for account, fen in sums)
