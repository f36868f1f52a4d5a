"""Sellers authorise an app: the page, the token, and a refresh that is only taken in the last 24 hours."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.clock import now_s
from sandbox.here import here
from sandbox.store import Record

bp = Blueprint("jd_signin", __name__)

CODE_LIFE_S, TOKEN_LIFE_S, REFRESH_WINDOW_S = 600, 30 * 86400, 86400


@bp.get("/oauth2/to_login")
@bp.get("/jd/oauth2/to_login")
def to_login() -> AnyResponse:
    """The seller's page; its button leads back with a code."""
    args = request.args
    shop = here().store.get("jd_shop", args.get("app_key", ""))
    if shop is None or args.get("response_type") != "code" or not args.get("redirect_uri"):
        return make_response(
            render_template("wechat_error.html", text="app_key 或 redirect_uri 不正确", code=""),
            400,
        )
    if args.get("sandbox_answer") not in ("yes", "no"):
        again = f"{request.path}?{request.query_string.decode('latin-1')}"
        return make_response(render_template("authorize_shop.html", vendor="京东", shop=shop["name"], again=again))
    return redirect(_back(args, shop))


def _back(args: Mapping[str, str], shop: Record) -> str:
    values = {"state": args["state"]} if args.get("state") else {}
    if args["sandbox_answer"] == "no":
        values["error"] = "access_denied"
    else:
        values["code"] = secrets.token_urlsafe(5)[:6]
        here().store.put(
            "oauth_code",
            f"jd|{values['code']}",
            {"app_key": shop["app_key"], "at_s": now_s()},
        )
    uri = args["redirect_uri"]
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(values)}"


def _new_token(shop: Record) -> Record:
    token, refresh = secrets.token_hex(16) + "uymt", secrets.token_hex(16) + "rmgj"
    expires_s = now_s() + TOKEN_LIFE_S
    here().store.put("jd_shop_session", token, {"app_key": shop["app_key"], "expires_s": expires_s})
    here().store.put("jd_refresh", refresh, {"app_key": shop["app_key"], "token": token})
    body: Record = {
        "access_token": token,
        "expires_in": TOKEN_LIFE_S,
        "refresh_token": refresh,
    }
    return body | {
        "scope": "snsapi_base",
        "open_id": "jd-" + shop["app_key"],
        "xid": "o*" + shop["app_key"],
    }


def _shop_of(values: Mapping[str, str]) -> Record | None:
    shop = here().store.get("jd_shop", values.get("app_key", ""))
    return shop if shop is not None and values.get("app_secret") == shop["secret"] else None


@bp.route("/oauth2/access_token", methods=["GET", "POST"])
@bp.route("/jd/oauth2/access_token", methods=["GET", "POST"])
def access_token() -> Record:
    """Exchange a code; errors are {code, msg} with HTTP 200."""
    values = request.values
    shop = _shop_of(values)
    if shop is None:
        return {"code": 401, "msg": "app_key或app_secret错误"}
    key = f"jd|{values.get('code', '')}"
    with here().store.transaction():
        kept = here().store.get("oauth_code", key)
        if kept is None or kept["app_key"] != shop["app_key"] or now_s() - kept["at_s"] > CODE_LIFE_S:
            return {"code": 402, "msg": "code无效或已过期"}
        here().store.delete("oauth_code", key)
    return _new_token(shop)


@bp.route("/oauth2/refresh_token", methods=["GET", "POST"])
@bp.route("/jd/oauth2/refresh_token", methods=["GET", "POST"])
def refresh_token() -> Record:
    """Accepted only within the last 24 hours of the token, and not after its end."""
    values, store = request.values, here().store
    shop = _shop_of(values)
    if shop is None:
        return {"code": 401, "msg": "app_key或app_secret错误"}
    with store.transaction():
        kept = store.get("jd_refresh", values.get("refresh_token", ""))
        if kept is None or kept["app_key"] != shop["app_key"]:
            return {"code": 403, "msg": "refresh_token无效"}
        session = store.get("jd_shop_session", kept["token"])
        left_s = (session["expires_s"] if session else 0) - now_s()
        if left_s <= 0:
            return {"code": 404, "msg": "refresh_token已过期，请重新授权"}
        if left_s > REFRESH_WINDOW_S:
            return {"code": 405, "msg": "仅可在access_token到期前24小时内刷新"}
        store.delete("jd_refresh", values["refresh_token"])
        store.delete("jd_shop_session", kept["token"])
        return _new_token(shop)
