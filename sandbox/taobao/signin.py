"""Sellers authorise an app: the page, the token, and its refresh."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.clock import now_s
from sandbox.here import here
from sandbox.store import Record
from sandbox.taobao.gateway import api, invalid, missing

bp = Blueprint("taobao_signin", __name__)

CODE_LIFE_S, TOKEN_LIFE_S, REFRESH_LIFE_S = 600, 30 * 86400, 60 * 86400


@bp.get("/authorize")
@bp.get("/taobao/authorize")
def authorize() -> AnyResponse:
    """The seller's page; its button leads back with a code."""
    args = request.args
    shop = here().store.get("taobao_shop", args.get("client_id", ""))
    if shop is None or args.get("response_type") != "code" or not args.get("redirect_uri"):
        return make_response(
            render_template("wechat_error.html", text="client_id 或 redirect_uri 不正确", code=""),
            400,
        )
    if args.get("sandbox_answer") not in ("yes", "no"):
        again = f"{request.path}?{request.query_string.decode('latin-1')}"
        shown = {"vendor": "淘宝 / 天猫", "shop": shop["nick"], "again": again}
        return make_response(render_template("authorize_shop.html", **shown))
    return redirect(_back(args, shop))


def _back(args: Mapping[str, str], shop: Record) -> str:
    values = {"state": args["state"]} if args.get("state") else {}
    if args["sandbox_answer"] == "no":
        values |= {"error": "access_denied", "error_description": "authorize reject"}
    else:
        values["code"] = secrets.token_urlsafe(24)
        here().store.put(
            "oauth_code",
            values["code"],
            {"app_key": shop["app_key"], "at_s": now_s(), "used": False},
        )
    uri = args["redirect_uri"]
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(values)}"


def _new_token(shop: Record) -> Record:
    store, session = here().store, "6200" + secrets.token_hex(28)
    refresh = "6201" + secrets.token_hex(28)
    store.put(
        "taobao_shop_session",
        session,
        {"app_key": shop["app_key"], "expires_s": now_s() + TOKEN_LIFE_S},
    )
    kept = {
        "app_key": shop["app_key"],
        "expires_s": now_s() + REFRESH_LIFE_S,
        "session": session,
    }
    store.put("taobao_refresh", refresh, kept)
    return {
        "access_token": session,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE_S,
        "refresh_token": refresh,
        "re_expires_in": REFRESH_LIFE_S if shop["refreshable"] else 0,
        "r1_expires_in": TOKEN_LIFE_S,
        "r2_expires_in": TOKEN_LIFE_S,
        "w1_expires_in": TOKEN_LIFE_S,
        "w2_expires_in": 1800,
        "taobao_user_id": str(shop["seller_id"]),
        "taobao_user_nick": quote(shop["nick"]),
    }


def _redeem(code: str, app_key: str) -> bool:
    with here().store.transaction():
        kept = here().store.get("oauth_code", code)
        if kept is None or kept.get("app_key") != app_key or kept["used"] or now_s() - kept["at_s"] > CODE_LIFE_S:
            return False
        here().store.put("oauth_code", code, kept | {"used": True})
    return True


@bp.post("/token")
@bp.post("/taobao/token")
def token() -> Record | tuple[Record, int]:
    """Exchange a code; errors are OAuth's own, with HTTP 400."""
    values = request.values
    shop = here().store.get("taobao_shop", values.get("client_id", ""))
    if shop is None or values.get("client_secret") != shop["secret"]:
        return {
            "error": "invalid_client",
            "error_description": "client_id or client_secret is wrong",
        }, 400
    if values.get("grant_type") != "authorization_code":
        return {
            "error": "unsupported_grant_type",
            "error_description": "grant_type is wrong",
        }, 400
    if not _redeem(values.get("code", ""), shop["app_key"]):
        return {
            "error": "invalid_grant",
            "error_description": "code is invalid or used",
        }, 400
    return _new_token(shop)


@api("taobao.top.auth.token.create", session=False)
def token_create(values: Mapping[str, str]) -> Record:
    """The newer way: the answer is a JSON text."""
    if not values.get("code"):
        raise missing("code")
    if not _redeem(values["code"], g.taobao_shop["app_key"]):
        raise invalid("code", "授权码无效或已使用")
    return {"token_result": json.dumps(_new_token(g.taobao_shop))}


@api("taobao.top.auth.token.refresh", session=False)
def token_refresh(values: Mapping[str, str]) -> Record:
    """Only for apps bought on the service market; the answer is a JSON text."""
    if not values.get("refresh_token"):
        raise missing("refresh_token")
    kept = here().store.get("taobao_refresh", values["refresh_token"])
    shop = g.taobao_shop
    if kept is None or kept["app_key"] != shop["app_key"] or now_s() > kept["expires_s"] or not shop["refreshable"]:
        raise invalid("refresh_token", "refresh_token 无效或应用不支持刷新，请重新授权")
    here().store.delete("taobao_shop_session", kept["session"])
    here().store.delete("taobao_refresh", values["refresh_token"])
    return {"token_result": json.dumps(_new_token(shop))}
