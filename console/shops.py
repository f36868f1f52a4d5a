"""商户: open a shop, stop and resume it, its plan and its host names."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from commerce.analytics import platform
from console.access import by, operator_only
from console.context import console_page
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound, ShopError
from kernel.unscoped import every_tenant
from tenants import actions, domains, invitations, operator_log, plans
from tenants import queries as tenants
from tenants.permissions import ROLES
from web.addresses import base_domain, of_door
from web.errors import status_of
from web.forms import text

bp = Blueprint("console_shops", __name__, url_prefix="/console/shops")
Answer = str | tuple[str, int] | Response


@bp.get("")
@operator_only
def index() -> Answer:
    """All shops, by name, address or domain."""
    words, state = request.args.get("q", "").strip()[:50], request.args.get("state", "")
    with every_tenant(), reading():
        rows = platform.shops(words=words, state=state)
    return console_page("console/shops/shops.html", active="shops", rows=rows, words=words, state=state)


@bp.get("/new")
@operator_only
def new() -> Answer:
    """The form."""
    return _new_page({})


@bp.post("")
@operator_only
def create() -> Answer:
    """Open a shop; the first owner's one-time link is shown once."""
    try:
        slug = text(request.form, "slug", label="店铺网址", max_length=32)
        name = text(request.form, "name", label="店铺名称", max_length=30)
        owner = text(request.form, "owner", label="店长姓名", max_length=30)
        with every_tenant(), transaction():
            shop = actions.create(
                slug, name, base_domain=base_domain(), by=by(), plan_code=request.form.get("plan", "")
            )
            token = invitations.invite(shop.id, "owner", invitee=owner, by=by())
            operator_log.note(
                "shops.create", f"tenant:{shop.id}", f"开通店铺「{name}」", tenant_id=shop.id, after={"网址": slug}
            )
    except Invalid as error:
        return _new_page({error.field: error.message}), 422
    return _link_page(shop.id, of_door("admin", f"/admin/join/{token}"), f"店长 {owner} 的邀请链接")


@bp.get("/<int:tenant_id>")
@operator_only
def show(tenant_id: int) -> Answer:
    """One shop: use against limits, people, domains, log."""
    return _page(tenant_id)


@bp.post("/<int:tenant_id>/suspension")
@operator_only
def suspend(tenant_id: int) -> Answer:
    """Close the shop's door; notices, refunds and export go on."""
    reason = request.form.get("reason", "")
    return _do(
        tenant_id,
        lambda: actions.suspend(tenant_id, reason, by=by()),
        "shops.suspend",
        f"停用店铺，原因：{reason.strip()}",
    )


@bp.post("/<int:tenant_id>/resumption")
@operator_only
def resume(tenant_id: int) -> Answer:
    """Open it again."""
    return _do(tenant_id, lambda: actions.resume(tenant_id, by=by()), "shops.resume", "恢复店铺")


@bp.post("/<int:tenant_id>/plan")
@operator_only
def change_plan(tenant_id: int) -> Answer:
    """Other limits from now on; nothing that is there already is taken away."""
    code = request.form.get("plan", "")
    return _do(tenant_id, lambda: plans.change(tenant_id, code), "shops.plan", f"更换套餐为 {code}")


@bp.post("/<int:tenant_id>/domains")
@operator_only
def add_domain(tenant_id: int) -> Answer:
    """A domain of the merchant's own."""
    name = request.form.get("name", "").strip().lower()
    return _do(
        tenant_id, lambda: domains.add(tenant_id, name, base_domain=base_domain()), "shops.domain", f"添加域名 {name}"
    )


@bp.post("/<int:tenant_id>/domains/<int:host_id>/removal")
@operator_only
def remove_domain(tenant_id: int, host_id: int) -> Answer:
    """Take one away."""
    return _do(
        tenant_id, lambda: domains.remove(tenant_id, host_id, base_domain=base_domain()), "shops.domain", "删除域名"
    )


@bp.post("/<int:tenant_id>/domains/<int:host_id>/primary")
@operator_only
def make_primary(tenant_id: int, host_id: int) -> Answer:
    """Links show this one from now on."""
    return _do(tenant_id, lambda: domains.make_primary(tenant_id, host_id), "shops.domain", "更换主域名")


@bp.post("/<int:tenant_id>/owners")
@operator_only
def invite_owner(tenant_id: int) -> Answer:
    """A further one-time link for an owner."""
    with every_tenant(), transaction():
        _known(tenant_id)
        token = invitations.invite(tenant_id, "owner", invitee="店长", by=by())
        operator_log.note("shops.invite", f"tenant:{tenant_id}", "平台发出店长邀请链接", tenant_id=tenant_id)
    return _link_page(tenant_id, of_door("admin", f"/admin/join/{token}"), "店长邀请链接")


@bp.post("/<int:tenant_id>/staff/<int:staff_id>/password")
@operator_only
def reset_password(tenant_id: int, staff_id: int) -> Answer:
    """A one-time link for someone who lost password or phone."""
    with every_tenant(), transaction():
        token = invitations.invite_back(tenant_id, staff_id, by=by(), is_operator=True)
        operator_log.note("shops.password", f"staff:{staff_id}", "平台发出重设密码链接", tenant_id=tenant_id)
    return _link_page(tenant_id, of_door("admin", f"/admin/join/{token}"), "重设密码链接")


def _do(tenant_id: int, action: Any, verb: str, summary: str) -> Answer:
    try:
        with every_tenant(), transaction():
            _known(tenant_id)
            changed = action()
            name = changed if isinstance(changed, str) else ""
            operator_log.note(verb, f"tenant:{tenant_id}", f"{summary} {name}".strip(), tenant_id=tenant_id)
    except NotFound:
        raise
    except ShopError as error:
        return _page(tenant_id, error=error), status_of(error)
    return redirect(f"/console/shops/{tenant_id}", code=303)


def _known(tenant_id: int) -> None:
    if not platform.shops(tenant_id=tenant_id):
        raise NotFound("没有这家店铺")


def _new_page(errors: dict[str, str]) -> str:
    with every_tenant(), transaction():
        plans.seed()
        choices = [(plan.code, plan.name) for plan in tenants.plans()]
    return console_page(
        "console/shops/new.html",
        active="shops",
        plans=choices,
        values=request.form,
        errors=errors,
        domain=base_domain(),
    )


def _link_page(tenant_id: int, address: str, what: str) -> str:
    link = {"address": address, "what": what}
    return _page(tenant_id, link=link)


def _page(tenant_id: int, *, error: ShopError | None = None, link: dict[str, str] | None = None) -> str:
    with every_tenant(), reading():
        _known(tenant_id)
        context: dict[str, Any] = {
            "shop_row": platform.shops(tenant_id=tenant_id)[0], "hosts": tenants.host_names(tenant_id),
            "people": tenants.staff_of(tenant_id), "plans": [(plan.code, plan.name) for plan in tenants.plans()],
            "entries": operator_log.entries(tenant_id=tenant_id, limit=10).rows,
            "invitations": invitations.open_of(tenant_id),
        }  # fmt: skip
    return console_page(
        "console/shops/shop.html", active="shops", roles=ROLES, error=error, link=link, domain=base_domain(),
        values=request.form, **context,
    )  # fmt: skip
