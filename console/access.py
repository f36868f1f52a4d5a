"""Who may enter the console: operators only, with their second factor. Fails closed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, request, session

from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Forbidden
from tenants import audit, doorkeeper, logins
from tenants.doorkeeper import OperatorHere
from web.render import is_htmx

TOKEN = "operator_token"
OPERATOR = "operator"
ANYONE = "anyone"
TOUCH_EVERY = timedelta(minutes=5)
View = TypeVar("View", bound=Callable[..., Any])


def operator_only(view: View) -> View:
    """A view for signed-in operators; house tests read view.permission."""
    view.permission = OPERATOR  # type: ignore[attr-defined]
    return view


def anyone(view: View) -> View:
    """A view before the login."""
    view.permission = ANYONE  # type: ignore[attr-defined]
    return view


def protect(app: Flask) -> None:
    """Stand before every view of the console's host."""
    app.before_request(_enter)


def current_operator() -> OperatorHere:
    """Who is asking."""
    here: OperatorHere = g.operator
    return here


def by() -> str:
    """As actions take it: "operator:1"."""
    return current_operator().by


def browser() -> logins.Browser:
    """Where the request comes from."""
    return logins.Browser(request.remote_addr or "?", request.user_agent.string)


def _enter() -> Response | None:
    if request.environ.get("jishi.door") != "console" or request.endpoint is None:
        return None
    permission = getattr(current_app.view_functions[request.endpoint], "permission", None)
    if permission == ANYONE:
        return None
    here = _signed_in()
    if here is None:
        if is_htmx():
            return Response(status=401, headers={"HX-Redirect": "/console/login"})
        return redirect("/console/login")  # type: ignore[return-value]
    if permission != OPERATOR:
        raise Forbidden()
    g.operator = here
    audit.set_actor(audit.Actor(here.by, f"平台 {here.name}", request.remote_addr))
    return None


def _signed_in() -> OperatorHere | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    with reading():
        here = doorkeeper.operator_of(token)
    if here is None:
        session.clear()
    elif clock.now() - here.last_seen_at > TOUCH_EVERY:
        with transaction():
            logins.touch(here.login_id)
    return here
