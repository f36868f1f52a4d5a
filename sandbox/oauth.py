"""WeChat web authorization: the authorize page and the calls under /sns."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.clock import now_s
from sandbox.here import here
from sandbox.pay.fields import on_this_machine
from sandbox.people import all_people, openid_of, person, unionid_of
from sandbox.store import Record

bp = Blueprint("oauth", __name__)

# WeChat checks the order of the parameters with a regular expression; the last two are the sandbox's own.
ORDER = re.compile(
    r"appid=(?P<appid>[^&]+)&redirect_uri=(?P<uri>[^&]+)&response_type=code&scope=(?P<scope>[^&]*)"
    r"(?:&state=(?P<state>[^&]*))?(?:&forcePopup=(?P<popup>true|false))?(?:&component_appid=[^&]+)?"
    r"(?:&connect_redirect=1)?(?:&sandbox_person=(?P<person>[^&]*))?(?:&sandbox_consent=(?P<consent>yes|no))?"
)
CODE_LIFE_S, TOKEN_LIFE_S, REFRESH_LIFE_S = 300, 7200, 30 * 86400
COOKIE = "sandbox_person"


def error(errcode: int, errmsg: str) -> Record:
    """WeChat's error body; it always comes with HTTP 200."""
    return {"errcode": errcode, "errmsg": f"{errmsg}, rid: {secrets.token_hex(12)}"}


def _page(text: str, code: str = "") -> AnyResponse:
    return make_response(render_template("wechat_error.html", text=text, code=code))


def _wrong(found: re.Match[str] | None, app: Record | None) -> AnyResponse | None:
    if found is None:
        return _page("该链接无法访问")
    if app is None:
        return _page("appid参数错误", "10013")
    if found["scope"] not in ("snsapi_base", "snsapi_userinfo"):
        return _page("Scope参数错误或没有Scope权限", "10005")
    state = unquote(found["state"] or "")
    if not re.fullmatch(r"[a-zA-Z0-9]{0,128}", state):
        return _page("state参数错误：只能是字母和数字，最多128字节", "10016")
    host = urlsplit(unquote(found["uri"])).hostname or ""
    if host not in app["redirect_hosts"] and not on_this_machine(host):
        return _page("redirect_uri域名与后台配置不一致", "10003")
    return None


@bp.get("/connect/oauth2/authorize")
def authorize() -> AnyResponse:
    """302 back with a code for the person of this browser; a page to choose one when nobody is chosen."""
    query = request.query_string.decode("latin-1")
    found = ORDER.fullmatch(query)
    app = here().store.get("app", found["appid"]) if found else None
    refusal = _wrong(found, app)
    if refusal is not None or found is None:
        return refusal or _page("该链接无法访问")
    settings = here().settings
    chosen = found["person"] or request.cookies.get(COOKIE) or settings["default_person"]
    someone = person(here().store, chosen) if chosen else None
    if someone is None:
        people = all_people(here().store)[:12]
        return make_response(render_template("choose_person.html", people=people, query=query, app=app))
    if _asks_first(found, silent=settings["default_person"] is not None):
        answered = query if found["person"] else f"{query}&sandbox_person={someone['id']}"
        return make_response(render_template("consent.html", person=someone, query=answered, app=app))
    response = _back(found, someone)
    if found["person"]:
        response.set_cookie(COOKIE, someone["id"], max_age=30 * 86400, samesite="Lax", httponly=True)
    return response


def _asks_first(found: re.Match[str], *, silent: bool) -> bool:
    if found["consent"] or (silent and found["popup"] != "true"):
        return False
    return bool(found["scope"] == "snsapi_userinfo" or found["popup"] == "true")


def _back(found: re.Match[str], someone: Record) -> AnyResponse:
    uri = unquote(found["uri"])
    values = {"code": _new_code(found["appid"], someone, found["scope"])} if found["consent"] != "no" else {}
    values["state"] = unquote(found["state"] or "")
    return redirect(f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(values)}")


def _new_code(appid: str, someone: Record, scope: str) -> str:
    code = "0" + secrets.token_hex(15) + "00"
    body = {
        "appid": appid,
        "person": someone["id"],
        "scope": scope,
        "at_s": now_s(),
        "used": False,
    }
    body["snapshot"] = bool(here().settings["snapshot_user"] or someone.get("snapshot"))
    here().store.put("oauth_code", code, body)
    return code


def _app_of(args: Any) -> Record:
    app = here().store.get("app", args.get("appid", ""))
    if app is None:
        return error(40013, "invalid appid")
    if "secret" in args and args["secret"] != app["secret"]:
        return error(40125, "invalid appsecret")
    return app


@bp.get("/sns/oauth2/access_token")
def access_token() -> Record:
    args = request.args
    app = _app_of(args) if args.get("secret") else error(41004, "appsecret missing")
    if "errcode" in app:
        return app
    if not args.get("code"):
        return error(41008, "missing code")
    store = here().store
    with store.transaction():
        code = store.get("oauth_code", args["code"])
        if code is None or code["appid"] != app["appid"]:
            return error(40029, "invalid code")
        if code["used"]:
            return error(40163, "code been used")
        if now_s() - code["at_s"] > CODE_LIFE_S:
            return error(42003, "code expired")
        store.put("oauth_code", args["code"], {**code, "used": True})
    return _grant(app, code)


def _grant(app: Record, grant: Record) -> Record:
    store = here().store
    openid = openid_of(store, app["appid"], grant["person"], snapshot=grant["snapshot"])
    token, refresh = secrets.token_urlsafe(66), secrets.token_urlsafe(66)
    kept = {name: grant[name] for name in ("appid", "person", "scope", "snapshot")} | {"openid": openid}
    store.put("web_token", token, {**kept, "expires_s": now_s() + TOKEN_LIFE_S})
    store.put("web_refresh", refresh, {**kept, "expires_s": now_s() + REFRESH_LIFE_S})
    body: Record = {
        "access_token": token,
        "expires_in": TOKEN_LIFE_S,
        "refresh_token": refresh,
    }
    body |= {"openid": openid, "scope": grant["scope"]}
    if grant["scope"] == "snsapi_userinfo" and app["platform"]:
        body["unionid"] = unionid_of(app["platform"], grant["person"])
    if grant["snapshot"]:
        body["is_snapshotuser"] = 1
    return body


@bp.get("/sns/oauth2/refresh_token")
def refresh_token() -> Record:
    app = _app_of({"appid": request.args.get("appid", "")})
    if "errcode" in app:
        return app
    kept = here().store.get("web_refresh", request.args.get("refresh_token", ""))
    if kept is None or kept["appid"] != app["appid"]:
        return error(40030, "invalid refresh_token")
    if now_s() > kept["expires_s"]:
        return error(42002, "refresh_token expired")
    return _grant(app, kept)


def _web_token() -> Record:
    kept = here().store.get("web_token", request.args.get("access_token", ""))
    if kept is None:
        return error(40001, "invalid credential, access_token is invalid or not latest")
    if now_s() > kept["expires_s"]:
        return error(42001, "access_token expired")
    if request.args.get("openid") != kept["openid"]:
        return error(40003, "invalid openid")
    return kept


@bp.get("/sns/userinfo")
def userinfo() -> Response | Record:
    kept = _web_token()
    if "errcode" in kept:
        return kept
    if kept["scope"] != "snsapi_userinfo":
        return error(48001, "api unauthorized")
    someone = person(here().store, kept["person"]) or {}
    app = here().store.get("app", kept["appid"]) or {}
    body = {
        "openid": kept["openid"],
        "nickname": someone.get("nickname", ""),
        "sex": 0,
        "language": "",
    }
    body |= {"city": "", "province": "", "country": "", "privilege": []}
    body["headimgurl"] = f"{request.host_url}sandbox/avatar/{kept['person']}/132"
    if app.get("platform"):
        body["unionid"] = unionid_of(app["platform"], kept["person"])
    if kept["snapshot"]:
        body["is_snapshotuser"] = 1
    return body


@bp.get("/sns/auth")
def auth() -> Record:
    kept = _web_token()
    return kept if "errcode" in kept else {"errcode": 0, "errmsg": "ok"}
