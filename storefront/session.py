"""Who is shopping: the signed cookie of this host, bound to the shop and to the member's epoch.

Everything the cookie says is checked again on every request; raising a member's epoch ends all of its sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flask import Flask, Response, g, redirect, request, session

from commerce.checkout import visits
from kernel.db import reading
from kernel.tenancy import current_tenant_id
from tenants import audit
from web.forms import own_path
from web.render import is_htmx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commerce.members.models import Member

WHO = "member"
PAYER = "payer"


class SignInNeeded(Exception):
    """Nobody is signed in: go to the login and come back."""


def init_app(app: Flask) -> None:
    """Look at the cookie before each page of a shop, outside any unit of reading."""
    app.before_request(_recognise)
    app.register_error_handler(SignInNeeded, _to_login)


def member_id() -> int | None:
    """The member who is shopping, or None for a guest. Costs nothing: known since the request began."""
    found: int | None = g.get("member_id")
    return found


def require_member() -> int:
    """The member who is shopping; a guest is sent to sign in and back (silently inside WeChat)."""
    found = member_id()
    if found is None:
        raise SignInNeeded
    return found


def sign_in(member: Member, *, payer: Mapping[str, str] | None = None, is_once: bool = False) -> None:
    """Begin a new session; whatever the old cookie held (also one planted by somebody else) is gone.

    payer: the appid and openid of the WeChat this browser runs in, where that is not the member's own. is_once: the
    session ends with the browser.
    """
    session.clear()
    session.permanent = not is_once
    if payer is not None:
        session[PAYER] = dict(payer)
    session[WHO] = {"shop": current_tenant_id(), "id": member.id, "epoch": member.session_epoch}
    g.member_id = member.id


def note_payer(appid: str, openid: str) -> None:
    """Whose WeChat this browser runs in: its sheet takes money from no other."""
    session[PAYER] = {"appid": appid, "openid": openid}


def payer_openid() -> str | None:
    """Who pays in this browser, where that is known to be another than the member."""
    payer = session.get(PAYER)
    return str(payer["openid"]) if payer else None


def sign_out() -> None:
    """End this browser's session."""
    session.clear()
    g.member_id = None


def _recognise() -> None:
    g.member_id = None
    if request.environ.get("jishi.door") != "storefront":
        return
    who = session.get(WHO)
    if who is None:
        return
    if not (isinstance(who, dict) and who.get("shop") == current_tenant_id()):
        session.clear()
        return
    with reading(goes_on=request.method == "GET"):  # a page reads on in the same transaction
        visit = visits.visit(who["id"])
    if visit is None or visit.epoch != who.get("epoch"):
        session.clear()
        return
    g.member_id, g.cart_count = who["id"], visit.pieces
    audit.set_actor(audit.Actor(f"member:{who['id']}", "买家", request.remote_addr))


def _to_login(_error: SignInNeeded) -> Response:
    if is_htmx():
        return Response(status=401, headers={"HX-Redirect": login_path(asked_from())})
    return redirect(login_path(asked_from()))  # type: ignore[return-value]


def asked_from() -> str:
    """The page of this shop that is in front of the shopper, to come back to; never another host's."""
    if is_htmx():
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        return own_path(_path(here.path, here.query))
    if request.method == "GET":
        return request.full_path.rstrip("?")
    here = urlsplit(request.referrer or "")
    return own_path(_path(here.path, here.query)) if here.netloc == request.host else "/"


def login_path(back: str) -> str:
    """The login, with the page to come back to."""
    return f"/login?next={quote(own_path(back), safe='/')}"


def _path(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
