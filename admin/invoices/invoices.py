"""发票: the queue by state, issuing with number, day and file, rejecting, flushing, and the files."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from admin.access import allow, by, can
from admin.context import admin_page
from admin.orders import replies
from commerce.invoices import actions, queries, rules
from commerce.invoices.actions import Paper
from commerce.invoices.states import INVOICE, LABELS
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from tenants import audit
from web import forms, paging
from web.files import pdf

bp = Blueprint("admin_invoices", __name__, url_prefix="/admin/invoices")
FORM = "admin/invoices/_form.html"
WORDS_MAX = 60
TAB_WORDS = {
    "": "全部", "requested": "待开票", "issued": "已开票", "to_flush": "待冲红", "flushed": "已冲红", "over": "未开具",
}  # fmt: skip
BADGES = {
    "requested": "warn", "issued": "ok", "rejected": "done", "withdrawn": "done", "to_flush": "bad", "flushed": "done",
}  # fmt: skip
MOVES = {"issue": ("开具发票", "已登记，买家可以查看"), "reject": ("驳回申请", "已驳回，买家会看到原因"),
         "flush": ("冲红", "已冲红，买家可以按剩余金额重新申请")}  # fmt: skip


@bp.get("")
@allow("orders.view")
def show() -> str:
    """The queue."""
    tab = request.args.get("state", "")
    tab = tab if tab in TAB_WORDS else ""
    words = request.args.get("q", "").strip()[:WORDS_MAX]
    given = {name: value for name, value in (("state", tab), ("q", words)) if value}
    with reading():
        found = queries.page(
            tab, words=words, before=paging.cursor("before"), after=paging.cursor("after"), limit=paging.size()
        )
        counts = queries.counts()
        kept = queries.files([row.id for row, _ in found.rows])
    shown = [(row, number, kept[row.id]) for row, number in found.rows]
    tabs = [
        {"label": label, "url": f"/admin/invoices?state={key}" if key else "/admin/invoices", "current": key == tab,
         "count": f"{counts[key]:,}" if counts[key] else None}
        for key, label in TAB_WORDS.items()
    ]  # fmt: skip
    turns = paging.turns("/admin/invoices", given, found.before, found.after)
    return admin_page(
        "admin/invoices/list.html", active="orders.invoices", rows=shown, tabs=tabs, tab=TAB_WORDS[tab], state=tab,
        here=request.full_path.rstrip("?"), words=words, export_url=f"/admin/invoices/export?{urlencode(given)}",
        total=found.total, labels=LABELS, badges=BADGES, moves=_moves, size=paging.size(), kinds=rules.KINDS, **turns,
    )  # fmt: skip


def _moves(row: Any) -> list[tuple[str, str]]:
    if not can("invoices.handle"):
        return []
    return [(move, words) for move, (words, _) in MOVES.items() if INVOICE.can(row, move)]


@bp.get("/<int:invoice_id>/<any(issue, reject, flush):move>")
@allow("invoices.handle")
def ask(invoice_id: int, move: str) -> Any:
    """The form of a move."""
    return replies.form(FORM, values={}, errors={}, **_shown(invoice_id, move))


@bp.post("/<int:invoice_id>/<any(issue, reject, flush):move>")
@allow("invoices.handle")
def make(invoice_id: int, move: str) -> Any:
    """One move, with who and why."""
    shown = _shown(invoice_id, move)
    try:
        with transaction():
            _make(invoice_id, move)
            audit.note("invoices.handle", f"order:{shown['invoice'].order_id}", f"{MOVES[move][0]}（{shown['title']}）")
    except Invalid as error:
        return replies.wrong(FORM, error, values=request.form, **shown)
    return replies.done(MOVES[move][1], otherwise="/admin/invoices")


@bp.get("/<int:invoice_id>/<any(blue, red):kind>")
@allow("orders.view")
def download(invoice_id: int, kind: str) -> Response:
    """The PDF of an invoice of this shop."""
    with reading():
        row = queries.invoice(invoice_id)
        name, content = queries.file(row.id, kind)
    return pdf(name, content)


def _shown(invoice_id: int, move: str) -> dict[str, Any]:
    with reading():
        row = queries.invoice(invoice_id)
    if not INVOICE.can(row, move):
        raise Refused(f"{LABELS[row.state]}的发票不能这样操作，请刷新后再看")
    return {"invoice": row, "move": move, "label": MOVES[move][0], "title": row.title, "today": clock.today_on()}


def _make(invoice_id: int, move: str) -> None:
    at = clock.now()
    if move == "issue":
        actions.issue(invoice_id, _paper(), by=by(), at=at)
        return
    reason = forms.text(request.form, "reason", label="原因", max_length=100)
    if move == "reject":
        actions.reject(invoice_id, reason, by=by(), at=at)
    else:
        actions.flush(invoice_id, _paper(), reason, by=by(), at=at)


def _paper() -> Paper:
    try:
        on = date.fromisoformat(request.form.get("on", ""))
    except ValueError as error:
        raise Invalid("on", "请选择开票日期") from error
    sent = request.files.get("file")
    content = sent.read(rules.MOST_BYTES + 1) if sent is not None and sent.filename else None
    seen = request.form.get("sum_fen", "")
    sum_fen = int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 12 else None
    return Paper(request.form.get("number", "")[:40], on, content, sum_fen)
