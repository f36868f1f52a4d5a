"""客户: the list, and one customer. Phones and addresses are covered until somebody with the right asks."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow
from admin.context import admin_page
from admin.orders import rows
from commerce.members import queries as members
from commerce.orders import buyers
from commerce.orders import queries as orders
from kernel.db import reading, transaction
from kernel.errors import NotFound
from tenants import audit
from web import paging
from web.render import fragment, is_htmx

bp = Blueprint("admin_members", __name__, url_prefix="/admin/members")
ORDERS_SHOWN = 10


@bp.get("")
@allow("members.view")
def show() -> str:
    """Customers, the latest purchase first."""
    words = request.args.get("q", "").strip()[:50]
    with reading():
        page = buyers.page(words, before=paging.cursor("before"), after=paging.cursor("after"), limit=paging.size())
    given = {"q": words} if words else {}
    return admin_page(
        "admin/members/members.html", active="members", rows=page.rows, total=page.total, words=words,
        size=paging.size(), **paging.turns("/admin/members", given, page.before, page.after),
    )  # fmt: skip


@bp.get("/<int:member_id>")
@allow("members.view")
def one(member_id: int) -> str:
    """One customer."""
    return admin_page("admin/members/member.html", active="members", **_gather(member_id))


@bp.post("/<int:member_id>/contact")
@allow("orders.unmask")
def unmask(member_id: int) -> Any:
    """Show phone and addresses once; that they were shown is noted."""
    with transaction():
        member = members.member(member_id)
        audit.note("members.unmask", f"member:{member.id}", "查看客户的完整手机号和地址")
    context = _gather(member_id) | {"is_full": True}
    if is_htmx():
        return fragment(
            "admin/members/_contact.html", member=context["buyer"].member, addresses=context["addresses"], is_full=True
        )
    return admin_page("admin/members/member.html", active="members", **context)


def _gather(member_id: int) -> dict[str, Any]:
    with reading():
        buyer = buyers.one(member_id)
        if buyer is None:
            raise NotFound("没有找到这位客户")
        shown = rows.rows(orders.newest_of_member(member_id, ORDERS_SHOWN))
        addresses = members.addresses(member_id)
    return {"buyer": buyer, "rows": shown, "addresses": addresses, "is_full": False}
