"""批量同意退款: what will be agreed to and what not, then the batch with a word for every case."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.aftersale import filters, words
from admin.context import admin_page
from admin.orders import replies
from commerce.aftersale import jobs, listing, queries, rules
from commerce.aftersale.actions import bulk
from jobs.queue import later
from kernel import clock, ids
from kernel.db import reading, transaction
from kernel.errors import Invalid
from kernel.money import format_yuan
from tenants import audit
from web import forms
from web.render import fragment, is_htmx

bp = Blueprint("admin_aftersale_bulk", __name__, url_prefix="/admin/aftersale/bulk")
MOST = 500
IF_CUT_OFF = timedelta(minutes=2)
"""When the background looks after a batch this very request works off: it may have been killed in the middle."""
AT_ONCE = 20
"""More than this is work for the background, with its progress shown; each case takes a few locks."""


@bp.post("")
@allow("aftersale.handle")
def ask() -> Any:
    """Which of the ticked cases can be agreed to, and what that costs."""
    with reading():
        found = queries.some(_chosen())
        fit = [case for case in found if not bulk.unfit(case)]
    return replies.form(
        "admin/aftersale/_bulk_form.html", ids=[case.id for case in found], n=len(found), fit=len(fit),
        sum_fen=sum(case.asked_fen for case in fit), limit_fen=bulk.limit_fen(), request_key=ids.new_token(16),
        returns=sum(case.kind == "return_refund" for case in fit),
    )  # fmt: skip


def _chosen() -> list[int]:
    if request.form.get("all_matched") != "1":
        return forms.chosen(request.form, "ids", "售后单", most=MOST)
    found = listing.ids(filters.read(request.args).filter, MOST)
    if not found:
        raise Invalid("ids", "没有符合条件的售后单，请换个筛选条件")
    return found


@bp.post("/batches")
@allow("aftersale.handle")
def begin() -> Any:
    """Agree: a few at once, more in the background. Safe to repeat: the form carries a key."""
    chosen = forms.chosen(request.form, "ids", "售后单", most=MOST)
    key = request.form.get("request_key", "")[:64]
    if not key:
        raise Invalid("ids", "页面已经过期，请重新选择")
    is_short = len(chosen) <= AT_ONCE
    with transaction():
        row = bulk.begin(chosen, by=by(), request_key=key)
        at = clock.now() + IF_CUT_OFF if is_short else None
        later(jobs.agree_each, row.id, key=f"aftersale-batch:{row.id}", at=at)
        if row.state == "queued":
            audit.note("aftersale.bulk", f"batch:{row.id}", f"批量同意 {len(chosen)} 个售后单")
    if is_short:
        jobs.agree_each(row.id)
    return replies.gone(f"/admin/aftersale/bulk/batches/{row.id}")


@bp.get("/batches/<int:batch_id>")
@allow("aftersale.view")
def show(batch_id: int) -> str:
    """How far it is, and what became of each case; asks again every second until it is done."""
    with reading():
        row, lines = queries.batch(batch_id)
        done, total, agreed = bulk.progress(batch_id)
    shown = {
        "row": row, "done": done, "total": total, "agreed": agreed,
        "left": [_line(line, case) for line, case in lines if line.outcome == "left"],
        "others": [_line(line, case) for line, case in lines if line.outcome != "left"],
    }  # fmt: skip
    if is_htmx():
        return fragment("admin/aftersale/_batch.html", **shown)
    return admin_page("admin/aftersale/batch.html", active="orders.aftersale", at=clock.now(), **shown)


def _line(line: Any, case: Any) -> dict[str, str]:
    return {
        "number": case.number, "url": f"/admin/aftersale/{case.id}", "kind": rules.KINDS[case.kind],
        "sum": words.sum_of(case) if case.kind == "exchange" else f"¥{format_yuan(case.asked_fen)}",
        "words": line.words or "排队中",
    }  # fmt: skip
