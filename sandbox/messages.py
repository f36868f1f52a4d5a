"""Template and customer-service messages, template management, and what an account knows about its followers."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Blueprint, request

from sandbox.clock import now_s, rfc3339
from sandbox.here import here
from sandbox.oauth import error
from sandbox.people import person, unionid_of
from sandbox.store import Record
from sandbox.tokens import app_of_token

bp = Blueprint("messages", __name__, url_prefix="/cgi-bin")

ONCE_S = 600
# What a keyword of each type may hold; the type is the keyword's name without its number.
KEYWORDS = {
    "thing": r".{1,20}",
    "short_thing": r".{1,20}",
    "character_string": r"[\x21-\x7e]{1,32}",
    "number": r"-?[0-9.]{1,32}",
    "amount": r"[¥￥$€£]?[0-9]{1,10}(\.[0-9]{1,2})?元?",
    "time": r".{1,40}",
    "date": r".{1,40}",
    "phone_number": r"[0-9+\-]{1,17}",
    "car_number": r".{1,8}",
    "const": r".{1,20}",
    "name": r".{1,20}",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
}
# Messages allowed after something a person did: how many, for how long.
ALLOWANCES = {
    "message": (5, 48 * 3600),
    "menu": (3, 60),
    "follow": (3, 60),
    "scan": (3, 60),
    "pay": (10**9, 48 * 3600),
}


def _body() -> Record:
    found = request.get_json(force=True, silent=True)
    return found if isinstance(found, dict) else error(47001, "data format error")


def _receiver(app: Record, openid: Any) -> Record:
    """The person behind an openid of this app, or an error body."""
    known = here().store.get("openid", str(openid or ""))
    if known is None or known["appid"] != app["appid"]:
        return error(40003, "invalid openid")
    return person(here().store, known["person"]) or error(40003, "invalid openid")


def _keep(app: Record, someone: Record, kind: str, openid: str, content: Record) -> int:
    msgid = 3_000_000_000_000_000_000 + secrets.randbelow(10**17)
    body = {
        "id": str(msgid),
        "kind": kind,
        "appid": app["appid"],
        "app_name": app["name"],
        "openid": openid,
    }
    body |= {
        "person": someone["id"],
        "nickname": someone["nickname"],
        "at": rfc3339(now_s()),
        **content,
    }
    here().store.put("message", str(msgid), body, owner=app["appid"])
    return msgid


def _template(app: Record, template_id: Any) -> Record | None:
    """The template; an app without any registered ones may use every id."""
    if not app["templates"]:
        return {"template_id": template_id, "title": "", "fields": None} if template_id else None
    return next((one for one in app["templates"] if one["template_id"] == template_id), None)


def _wrong_data(template: Record, data: Any) -> str:
    """The first keyword that does not fit; empty when all do."""
    if not isinstance(data, dict):
        return "data"
    for name in template.get("fields") or []:
        if name not in data:
            return str(name)
    for name, entry in data.items():
        pattern = KEYWORDS.get(re.sub(r"\d+$", "", name))
        value = entry.get("value") if isinstance(entry, dict) else None
        if pattern is None or not isinstance(value, str) or not re.fullmatch(pattern, value):
            return str(name)
    return ""


def _refused(app: Record, body: Record) -> Record | None:
    someone = _receiver(app, body.get("touser"))
    if "errcode" in someone:
        return someone
    if not someone["subscribed"]:
        return error(43004, "require subscribe")
    template = _template(app, body.get("template_id"))
    if template is None:
        return error(40037, "invalid template_id")
    wrong = _wrong_data(template, body.get("data"))
    return error(47003, f"argument invalid! data.{wrong}.value invalid") if wrong else None


@bp.post("/message/template/send")
def send_template() -> Record:
    """client_msg_id makes a send safe to repeat for ten minutes."""
    app, body = app_of_token(), _body()
    if "errcode" in app:
        return app
    if "errcode" in body:
        return body
    refused = _refused(app, body)
    if refused is not None:
        return refused
    store, once = here().store, body.get("client_msg_id")
    key = f"{app['appid']}|{body['touser']}|{once}"
    with store.transaction():
        earlier = store.get("message_once", key) if once else None
        if earlier is not None and now_s() - earlier["at_s"] < ONCE_S:
            return {"errcode": 0, "errmsg": "ok", "msgid": earlier["msgid"]}
        template = _template(app, body["template_id"]) or {}
        content = {
            "template_id": body["template_id"],
            "title": template.get("title", ""),
            "data": body["data"],
        }
        content |= {"url": body.get("url", ""), "miniprogram": body.get("miniprogram")}
        msgid = _keep(app, _receiver(app, body["touser"]), "template", body["touser"], content)
        if once:
            store.put("message_once", key, {"at_s": now_s(), "msgid": msgid})
    return {"errcode": 0, "errmsg": "ok", "msgid": msgid}


def _use_allowance(app: Record, someone: Record) -> Record | None:
    """Take one message off what the person's last actions allow."""
    store = here().store
    with store.transaction():
        used_up = False
        for key, one in store.keyed("interaction"):
            if one["appid"] != app["appid"] or one["person"] != someone["id"]:
                continue
            most, life_s = ALLOWANCES[one["action"]]
            if now_s() - one["at_s"] > life_s:
                continue
            if one["sent"] < most:
                store.put("interaction", key, one | {"sent": one["sent"] + 1})
                return None
            used_up = True
    if used_up:
        return error(45047, "out of response count limit")
    return error(45015, "response out of time limit or subscription is canceled")


@bp.post("/message/custom/send")
def send_custom() -> Record:
    """Only after the person did something, and only so many."""
    app, body = app_of_token(), _body()
    if "errcode" in app or "errcode" in body:
        return app if "errcode" in app else body
    someone = _receiver(app, body.get("touser"))
    if "errcode" in someone:
        return someone
    kind = body.get("msgtype")
    if kind not in (
        "text",
        "image",
        "voice",
        "video",
        "music",
        "news",
        "mpnews",
        "msgmenu",
        "miniprogrampage",
    ):
        return error(40008, "invalid message type")
    if not isinstance(body.get(kind), dict):
        return error(44004, "empty content")
    refused = _use_allowance(app, someone)
    if refused is not None:
        return refused
    _keep(app, someone, "custom", body["touser"], {"msgtype": kind, "content": body[kind]})
    return {"errcode": 0, "errmsg": "ok"}


@bp.post("/message/custom/typing")
def typing() -> Record:
    app = app_of_token()
    return app if "errcode" in app else {"errcode": 0, "errmsg": "ok"}


@bp.post("/template/api_add_template")
def add_template() -> Record:
    """A template of the library becomes one of the account; at most 25."""
    app, body = app_of_token(), _body()
    if "errcode" in app:
        return app
    if not body.get("template_id_short"):
        return error(40037, "invalid template_id")
    if len(app["templates"]) >= 25:
        return error(45026, "template num exceeds limit")
    template: Record = {
        "template_id": secrets.token_urlsafe(32)[:43],
        "title": str(body["template_id_short"]),
    }
    template["fields"] = None
    here().store.put("app", app["appid"], {**app, "templates": [*app["templates"], template]})
    return {"errcode": 0, "errmsg": "ok", "template_id": template["template_id"]}


@bp.get("/template/get_all_private_template")
def all_templates() -> Record:
    app = app_of_token()
    if "errcode" in app:
        return app
    rows = [{"template_id": one["template_id"], "title": one.get("title", "")} for one in app["templates"]]
    return {"template_list": [row | {"primary_industry": "", "content": "", "example": ""} for row in rows]}


@bp.get("/user/info")
def user_info() -> Record:
    """Followers only; since 2021 without nickname and picture."""
    app = app_of_token()
    if "errcode" in app:
        return app
    openid = request.args.get("openid", "")
    someone = _receiver(app, openid)
    if "errcode" in someone:
        return someone
    body: Record = {"subscribe": 1 if someone["subscribed"] else 0, "openid": openid}
    if app["platform"]:
        body["unionid"] = unionid_of(app["platform"], someone["id"])
    if not someone["subscribed"]:
        return body
    body |= {
        "language": "zh_CN",
        "subscribe_time": int(now_s()) - 86400,
        "remark": "",
        "groupid": 0,
    }
    return body | {
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE",
        "qr_scene": 0,
        "qr_scene_str": "",
    }
