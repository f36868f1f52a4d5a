"""Who may enter the merchant admin and do what. Fails closed: a view without a permission answers nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import structlog
from flask import Flask, Response, current_app, g, redirect, request, session

from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Forbidden
from kernel.tenancy import enter_scope
from tenants import audit, doorkeeper, logins
from tenants.doorkeeper import Here
from tenants.permissions import PERMISSIONS, granted
from web.forms import own_path
from web.render import is_htmx

TOKEN = "staff_token"
ANYONE = "anyone"
TOUCH_EVERY = timedelta(minutes=10)
NEVER_FOR_VISITORS = {"orders.unmask"}
"""What an operator inside a shop may not do, also with the right to write: shoppers' full data stay covered."""
View = TypeVar("View", bound=Callable[..., Any])
log = structlog.get_logger()


def allow(permission: str, *, also_read_only: bool = False) -> Callable[[View], View]:
    """What a person must be granted to reach this view: "area.verb" of tenants/permissions.py.

    also_read_only: a POST that changes nothing of the shop (signing out), open to a read-only visitor.
    """
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return _mark(permission, also_read_only)


def anyone(view: View) -> View:
    """A view before the login: sign-in, invitation, handover. House tests list them by name."""
    return _mark(ANYONE, False)(view)


def _mark(permission: str, also_read_only: bool) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        view.also_read_only = also_read_only  # type: ignore[attr-defined]
        return view

    return mark


def protect(app: Flask) -> None:
    """Stand before every view of the admin's host."""
    app.before_request(_enter)
    app.teardown_request(lambda _error: audit.set_actor(audit.SYSTEM))
    app.jinja_env.globals["can"] = can


def current_staff() -> Here:
    """Who is asking: name, role, tenant_id, by."""
    here: Here = g.here
    return here


def by() -> str:
    """The same as actions take it: "staff:3", or "operator:1" for a visitor of the platform."""
    return current_staff().by


def can(permission: str) -> bool:
    """Whether the person asking may do this; False where nobody is signed in."""
    here: Here | None = g.get("here")
    if here is None or here.role is None or (here.visit is not None and permission in NEVER_FOR_VISITORS):
        return False
    return granted(here.role, permission)


def browser() -> logins.Browser:
    """Where the request comes from, for the session list and the slowing of guesses."""
    return logins.Browser(request.remote_addr or "?", request.user_agent.string)


def _enter() -> Response | None:
    if request.environ.get("jishi.door") != "admin" or request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    permission = getattr(view, "permission", None)
    if permission == ANYONE:
        return None
    here = _signed_in()
    if here is None:
        return to_login()
    g.here = here
    audit.set_actor(audit.Actor(here.by, here.name, request.remote_addr))
    if here.tenant_id is None or here.role is None:
        raise Forbidden("你已不在这家店铺，请在右上角切换到其他店铺，或联系店长")
    enter_scope(here.tenant_id)
    _check(view, permission, here)
    if here.role == "owner" and not here.has_second_factor and not request.path.startswith("/admin/account"):
        return redirect("/admin/account")  # type: ignore[return-value]
    return None


def _check(view: Callable[..., Any], permission: str | None, here: Here) -> None:
    if permission is None or not can(permission):
        log.warning("admin.denied", by=here.by, endpoint=request.endpoint, permission=permission)
        raise Forbidden()
    is_change = request.method not in ("GET", "HEAD", "OPTIONS")
    is_read_only = here.visit is not None and not here.visit.may_write
    if is_change and is_read_only and not getattr(view, "also_read_only", False):
        raise Forbidden("平台代登录是只读的，不能修改店铺内容")


def _signed_in() -> Here | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    with reading():
        here = doorkeeper.merchant_of(token)
    if here is None:
        session.clear()
    elif clock.now() - here.last_seen_at > TOUCH_EVERY:
        with transaction():
            logins.touch(here.login_id)
    return here


def to_login() -> Response:
    """Send a browser to the login and bring it back afterwards; only ever to a page of this host."""
    if is_htmx():
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path
        target = f"/admin/login?next={quote(own_path(page, '/admin/'))}"
        return Response(status=401, headers={"HX-Redirect": target})
    back = request.full_path.rstrip("?") if request.method == "GET" else "/admin/"
    return redirect(f"/admin/login?next={quote(own_path(back, '/admin/'))}")  # type: ignore[return-value]
