"""The queue: tabs by whose turn it is, the shortest time left on top; and one case's page."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, by, can
from admin.aftersale import filters, words
from admin.context import admin_page
from admin.orders.timeline import actor
from commerce.aftersale import exports, listing, queries, rules, variants
from commerce.aftersale.actions import bulk, talking
from commerce.books import files
from commerce.fulfilment import carriers
from commerce.members import queries as members
from commerce.orders import queries as orders
from commerce.payments import queries as payments
from kernel import clock, ids
from kernel.db import reading, transaction
from kernel.tenancy import current_tenant_id
from tenants import queries as tenants
from tenants import stops
from web.paging import cursor, size, turns
from web.render import ago, evidence, masked_name, masked_phone, media_url, shop_time

bp = Blueprint("admin_aftersale", __name__, url_prefix="/admin/aftersale")


@bp.get("")
@allow("aftersale.view")
def index() -> str:
    """The list."""
    asked = filters.read(request.args)
    with reading():
        page = listing.page(asked.filter, before=cursor("before"), after=cursor("after"), limit=size())
        counts = listing.counts()
        lines = queries.lines_of([case.id for case, _ in page.rows])
        known = queries.order_lines([line for some in lines.values() for line in some])
        made = files.recent(exports.SUBJECT, by=by())
    return admin_page(
        "admin/aftersale/cases.html", active="orders.aftersale", total=page.total, tab=asked.tab, asked=asked,
        rows=[_row(case, number, lines[case.id], known) for case, number in page.rows], tabs=_tabs(asked.tab, counts),
        unread=counts.unread, files=made, limit_fen=bulk.limit_fen(), here=request.full_path,
        **turns("/admin/aftersale", asked.all, page.before, page.after),
    )  # fmt: skip


def _tabs(tab: str, counts: listing.Counts) -> list[dict[str, Any]]:
    return [
        {
            "label": label, "url": f"/admin/aftersale?tab={key}", "current": key == tab,
            "count": f"{n:,}" if (n := getattr(counts, key, 0)) and key != "ended" else None,
        }
        for key, label in filters.TABS.items()
    ]  # fmt: skip


def _row(case: Any, order_number: str, lines: Any, known: Any) -> dict[str, Any]:
    first = known[lines[0].order_line_id]
    more = f" · 等 {sum(line.quantity for line in lines)} 件" if len(lines) > 1 else ""
    return {
        "case": case, "order_number": order_number, "title": first.title,
        "spec": f"{first.sku_label} ×{lines[0].quantity}{more}".strip(),
        "image_url": media_url(first.media_key, 150) if first.media_key else "",
        "kind": rules.KINDS[case.kind], "reason": rules.REASONS[case.reason].label, "sum": words.sum_of(case),
        "badge": words.badge(case), "left": words.left(case, clock.now()),
    }  # fmt: skip


@bp.get("/<int:case_id>")
@allow("aftersale.view")
def show(case_id: int) -> str:
    """Everything about one case. Looking at it as the shop is having read what was said."""
    with reading():
        context = gather(case_id)
    if context["case"].unread_merchant and by().startswith("staff:") and can("aftersale.handle"):
        with transaction():
            talking.read(case_id, side="merchant")
    return admin_page("admin/aftersale/case.html", active="orders.aftersale", **context)


def gather(case_id: int) -> dict[str, Any]:
    """What one case's page shows. Inside reading()."""
    case = queries.case(case_id)
    lines = queries.lines_of([case.id])[case.id]
    known = queries.order_lines(lines)
    people = {f"staff:{person.id}": person.name for person, _ in tenants.staff_of(current_tenant_id())}
    refund, order = payments.refund(case.refund_id) if case.refund_id else None, orders.order(case.order_id)
    pictures, notes = queries.pictures_of(case.id), variants.notes(lines)
    return {
        "case": case, "order": order, "kind": rules.KINDS[case.kind],
        "reason": rules.REASONS[case.reason], "badge_words": words.badge(case),
        "next_step": words.NEXT[case.state], "rulings": words.RULINGS, "left": words.left(case, clock.now()),
        "sum": words.sum_of(case), "moves": words.moves(case),
        "lines": [(known[line.order_line_id], line, notes[line.id]) for line in lines],
        "member": members.member(case.member_id) if case.member_id else None, "refund": refund,
        "recipient": f"{masked_name(order.recipient.get('name'))} {masked_phone(order.recipient.get('phone'))}".strip(),
        "stop": stops.stop_of(stops.REFUNDS) if case.state == "refunding" else None, "by_platform": stops.by_platform,
        "attempts": payments.attempts_of(refund.id) if refund else [],
        "may_retry": refund is not None and refund.state == "failed" and can("orders.refund"),
        "parcels": [
            (label, carriers.name_of(parcel.carrier), parcel.tracking_number, shop_time(parcel.sent_at))
            for direction, label in (("back", "退货物流"), ("out", "换货物流"))
            if (parcel := queries.parcels_of(case.id).get(direction))
        ],
        "pictures": [evidence(key) for side, key in pictures if side == "shopper"],
        "ours": [evidence(key) for side, key in pictures if side == "merchant"],
        "arbitration": queries.arbitration_of(case.id),
        "events": _events(case.id, people), "may_talk": rules.may_talk(case.ended_at, clock.now()),
        "request_key": ids.new_token(16),
    }  # fmt: skip


def _events(case_id: int, people: dict[str, str]) -> list[dict[str, Any]]:
    """Moves and messages on one line of time, newest first."""
    told = [(entry.at, _event(entry, people)) for entry in queries.entries(case_id)]
    for said, keys in queries.messages(case_id):
        item = {"text": f"{actor(said.by, people)} 留言", "note": said.words, "at": shop_time(said.at)}
        images = [evidence(key) for key in keys]
        told.append((said.at, item | {"title": ago(said.at), "images": images}))
    return [item for _, item in sorted(told, key=lambda each: each[0], reverse=True)]


def _event(entry: Any, people: dict[str, str]) -> dict[str, Any]:
    detail = entry.detail or {}
    parcel = f"{carriers.name_of(detail['carrier'])} {detail['number']}" if "number" in detail else ""
    who = actor(entry.by, people)
    return {
        "text": f"{who} {words.VERBS.get(entry.verb, entry.verb)}", "note": parcel or entry.reason,
        "at": shop_time(entry.at), "title": ago(entry.at),
    }  # fmt: skip
