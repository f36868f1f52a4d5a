"""The global access_token in both kinds, and the tickets of the JS-SDK."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, request

from sandbox.clock import now_s
from sandbox.here import here
from sandbox.oauth import error
from sandbox.store import Record

bp = Blueprint("tokens", __name__, url_prefix="/cgi-bin")

LIFE_S, OVERLAP_S, FORCE_GAP_S, FORCE_PER_DAY = 7200, 300, 30, 20


def _app(values: Any) -> Record:
    app = here().store.get("app", str(values.get("appid", "")))
    if app is None:
        return error(40013, "invalid appid")
    if values.get("secret") != app["secret"]:
        return error(40125, "invalid appsecret")
    if values.get("grant_type") != "client_credential":
        return error(40002, "invalid grant_type")
    return app


def _issue(appid: str, channel: str) -> Record:
    token = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(100)}"
    kept = {
        "token": token,
        "appid": appid,
        "channel": channel,
        "expires_s": now_s() + LIFE_S,
    }
    here().store.put("access_token", token, kept)
    return kept


def _retire(token: str, left_s: float) -> None:
    kept = here().store.get("access_token", token)
    if kept is not None:
        kept["expires_s"] = min(kept["expires_s"], now_s() + left_s)
        here().store.put("access_token", token, kept)


def _current(appid: str, channel: str) -> Record | None:
    link = here().store.get("current_token", f"{channel}|{appid}")
    return here().store.get("access_token", link["token"]) if link else None


def _given(kept: Record) -> Record:
    return {
        "access_token": kept["token"],
        "expires_in": int(kept["expires_s"] - now_s() + 0.5),
    }


def _make_current(kept: Record) -> Record:
    here().store.put("current_token", f"{kept['channel']}|{kept['appid']}", {"token": kept["token"]})
    return _given(kept)


@bp.get("/token")
def token() -> Record:
    """Each call gives a new token; the one before lives on for five minutes at most."""
    app = _app(request.args)
    if "errcode" in app:
        return app
    with here().store.transaction():
        before = _current(app["appid"], "token")
        if before is not None:
            _retire(before["token"], OVERLAP_S)
        return _make_current(_issue(app["appid"], "token"))


@bp.post("/stable_token")
def stable_token() -> Record:
    """The same token until less than five minutes are left; `force_refresh` kills it at once."""
    values = request.get_json(force=True, silent=True)
    if not isinstance(values, dict):
        return error(47001, "data format error")
    app = _app(values)
    if "errcode" in app:
        return app
    with here().store.transaction():
        before = _current(app["appid"], "stable")
        if values.get("force_refresh"):
            return _forced(app["appid"], before)
        if before is not None and before["expires_s"] - now_s() >= OVERLAP_S:
            return _given(before)
        return _make_current(_issue(app["appid"], "stable"))


def _forced(appid: str, before: Record | None) -> Record:
    kept = here().store.get("forced", appid) or {"at_s": []}
    recent = [at_s for at_s in kept["at_s"] if now_s() - at_s < 86400]
    if recent and now_s() - recent[-1] < FORCE_GAP_S:
        return error(45011, "api minute-quota reach limit, must slower, retry next minute")
    if len(recent) >= FORCE_PER_DAY:
        return error(45009, "reach max api daily quota limit")
    here().store.put("forced", appid, {"at_s": [*recent, now_s()]})
    if before is not None:
        _retire(before["token"], 0)
    return _make_current(_issue(appid, "stable"))


def app_of_token() -> Record:
    """The app whose access_token this request carries, or an error body."""
    asked = request.args.get("access_token", "")
    if not asked:
        return error(41001, "access_token missing")
    kept = here().store.get("access_token", asked)
    if kept is None:
        return error(40001, "invalid credential, access_token is invalid or not latest")
    if now_s() >= kept["expires_s"]:
        return error(42001, "access_token expired")
    return here().store.get("app", kept["appid"]) or error(40013, "invalid appid")


@bp.get("/ticket/getticket")
def getticket() -> Record:
    app = app_of_token()
    if "errcode" in app:
        return app
    kind = request.args.get("type", "jsapi")
    if kind not in ("jsapi", "wx_card"):
        return error(40097, "invalid args")
    with here().store.transaction():
        kept = here().store.get("ticket", f"{kind}|{app['appid']}")
        if kept is None or kept["expires_s"] - now_s() < OVERLAP_S:
            kept = {"ticket": secrets.token_urlsafe(64), "expires_s": now_s() + LIFE_S}
            here().store.put("ticket", f"{kind}|{app['appid']}", kept)
    left_s = int(kept["expires_s"] - now_s() + 0.5)
    return {
        "errcode": 0,
        "errmsg": "ok",
        "ticket": kept["ticket"],
        "expires_in": left_s,
    }
