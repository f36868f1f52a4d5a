"""Message pushes of a 公众号 to its shop, genuine and forged."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint

from sandbox import pushes
from sandbox.control.asking import asked, refuse
from sandbox.here import here
from sandbox.people import openid_of, person
from sandbox.store import Record

bp = Blueprint("pushes", __name__, url_prefix="/pushes")

ACCOUNT = "gh_0000000000ab"
PLATFORM = "oPlatformPushService00000000"
ABOUT_A_PERSON = ("user_info_modified", "user_authorization_revoke", "user_authorization_cancellation")


@bp.post("/verify")
def verify() -> Record:
    """{appid}: what 提交 does in WeChat's console."""
    return pushes.verify(here(), _app(asked("appid")["appid"]))


@bp.post("")
def tell() -> Record:
    """{appid, person, event or type, fields?, spoil?, at_s?, nonce?}"""
    body = asked("appid", "person")
    app = _app(body["appid"])
    someone = person(here().store, body["person"]) or refuse("no such person", 404)
    if body.get("spoil", "") not in ("", *pushes.SPOILS):
        refuse(f"spoil must be one of {', '.join(pushes.SPOILS)}")
    given = {name: body[name] for name in ("at_s", "nonce") if name in body}
    push = pushes.Push({}, body.get("spoil", ""), **given)
    push.fields = _fields(body, openid_of(here().store, app["appid"], someone["id"]), push.at_s)
    told = pushes.tell(here(), app, push)
    if body.get("event") in ("subscribe", "unsubscribe") and not push.spoil:
        here().store.put("person", someone["id"], someone | {"subscribed": body["event"] == "subscribe"})
    return told | {"fields": push.fields}


def _app(appid: str) -> Record:
    app = here().store.get("app", appid) or refuse("no such app", 404)
    if not {"url", "token"} <= set(app.get("push") or {}):
        refuse("the app has no push address and token: POST apps {…, push: {url, token}}")
    return app


def _fields(body: Record, openid: str, at_s: int) -> dict[str, Any]:
    """The fields in WeChat's order; those given win."""
    event = body.get("event")
    fields: dict[str, Any] = {
        "ToUserName": ACCOUNT,
        "FromUserName": PLATFORM if event in ABOUT_A_PERSON else openid,
        "CreateTime": at_s,
        "MsgType": "event" if event else body.get("type", "text"),
    }
    if event:
        fields["Event"] = event
    else:
        fields |= {"Content": "在吗", "MsgId": 2 * 10**16 + secrets.randbelow(10**15)}
    if event in ABOUT_A_PERSON:
        fields |= {"OpenID": openid, "AppID": body["appid"]}
    return fields | (body.get("fields") or {})
