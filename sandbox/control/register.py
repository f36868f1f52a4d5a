"""Accounts at the vendors: WeChat apps and merchants, Taobao and JD shops, SMS and carrier keys, test people."""

from __future__ import annotations

import secrets

from flask import Blueprint

from sandbox.control.asking import asked, refuse, truth
from sandbox.here import here
from sandbox.pay.platform import public_key
from sandbox.people import all_people, openid_of, person
from sandbox.store import Record

bp = Blueprint("register", __name__)

MODES = ("public_key", "certificate", "both")


@bp.post("/apps")
def put_app() -> Record:
    """{appid, secret, name?, redirect_hosts?, platform?, templates?: [{template_id, title, fields}],
    push?: {url, token, encoding_aes_key?}}"""
    body = asked("appid", "secret")
    app = {
        "appid": body["appid"],
        "secret": body["secret"],
        "name": body.get("name") or body["appid"],
        "redirect_hosts": body.get("redirect_hosts") or [],
        "platform": body.get("platform", "sandbox"),
        "templates": body.get("templates") or [],
        "push": body.get("push") or {},
    }
    here().store.put("app", app["appid"], app)
    return app


@bp.post("/merchants")
def put_merchant() -> Record:
    """{mchid, public_key (PEM or certificate), serial_no, apiv3_key, mode?, name?, appids?, partner?, sub_mchids?}"""
    body = asked("mchid", "public_key", "serial_no", "apiv3_key")
    try:
        public_key(body["public_key"])
    except (ValueError, TypeError):
        refuse("public_key must be a PEM RSA public key or certificate")
    if len(body["apiv3_key"].encode()) != 32:
        refuse("apiv3_key must have 32 bytes")
    if body.get("mode", "public_key") not in MODES:
        refuse(f"mode must be one of {', '.join(MODES)}")
    merchant = {name: body[name] for name in ("mchid", "public_key", "serial_no", "apiv3_key")}
    merchant |= {
        "mode": body.get("mode", "public_key"),
        "name": body.get("name") or body["mchid"],
    }
    merchant |= {
        "appids": body.get("appids") or [],
        "sub_mchids": body.get("sub_mchids") or [],
    }
    merchant["partner"] = truth(body.get("partner"), False)
    here().store.put("merchant", merchant["mchid"], merchant)
    return _platform() | {"mchid": merchant["mchid"], "mode": merchant["mode"]}


def _platform() -> Record:
    keys = here().platform
    return {
        "public_key": keys.public_key_pem,
        "public_key_id": keys.public_key_id,
        "certificate": keys.certificate_pem,
        "certificate_serial_no": keys.certificate_serial_no,
    }


@bp.get("/platform")
def platform() -> Record:
    """The payment platform's public key, its id, and the platform certificate."""
    return _platform()


def _keep_shop(kind: str, shop: Record) -> Record:
    here().store.put(kind, shop["app_key"], shop)
    here().store.put(
        f"{kind}_session",
        shop["session"],
        {"app_key": shop["app_key"], "expires_s": shop["expires_s"]},
    )
    return shop


@bp.post("/taobao/shops")
def put_taobao_shop() -> Record:
    """{app_key, secret, session, nick?, seller_id?, expires_s?, refreshable?}; session = the OAuth access token"""
    body = asked("app_key", "secret")
    shop = {
        "app_key": body["app_key"],
        "secret": body["secret"],
        "nick": body.get("nick") or body["app_key"],
    }
    shop |= {
        "session": body.get("session") or secrets.token_hex(28),
        "expires_s": body.get("expires_s"),
    }
    shop |= {"seller_id": int(body.get("seller_id") or 2200000000000 + secrets.randbelow(10**9))}
    shop["refreshable"] = truth(body.get("refreshable"), True)
    return _keep_shop("taobao_shop", shop)


@bp.post("/jd/shops")
def put_jd_shop() -> Record:
    """{app_key, secret, token, name?, vender_id?, expires_s?}; token = the OAuth access token"""
    body = asked("app_key", "secret")
    shop = {
        "app_key": body["app_key"],
        "secret": body["secret"],
        "name": body.get("name") or body["app_key"],
    }
    shop |= {
        "session": body.get("token") or secrets.token_hex(28),
        "expires_s": body.get("expires_s"),
    }
    shop["vender_id"] = int(body.get("vender_id") or 10000000 + secrets.randbelow(10**6))
    return _keep_shop("jd_shop", shop) | {"token": shop["session"]}


@bp.post("/sms/accounts")
def put_sms_account() -> Record:
    """{access_key_id, access_key_secret, signs?: [], templates?: {code: text}}"""
    body = asked("access_key_id", "access_key_secret")
    account = {
        "access_key_id": body["access_key_id"],
        "access_key_secret": body["access_key_secret"],
    }
    account |= {
        "signs": body.get("signs") or [],
        "templates": body.get("templates") or {},
    }
    here().store.put("sms_account", account["access_key_id"], account)
    return account


@bp.post("/carrier/accounts")
def put_carrier_account() -> Record:
    """{customer, key} of kuaidi100"""
    body = asked("customer", "key")
    account = {"customer": body["customer"], "key": body["key"]}
    here().store.put("carrier_account", account["customer"], account)
    return account


@bp.post("/people")
def put_person() -> Record:
    """{id, nickname?, subscribed?, snapshot?}"""
    body = asked("id")
    someone = person(here().store, body["id"]) or refuse("id: 1 to 40 letters, digits, _ and -")
    someone |= {name: body[name] for name in ("nickname", "subscribed", "snapshot") if name in body}
    here().store.put("person", someone["id"], someone)
    return someone


@bp.get("/people")
def people() -> Record:
    """All test people."""
    return {"people": all_people(here().store)}


@bp.get("/people/<person_id>/openid/<appid>")
def openid(person_id: str, appid: str) -> Record:
    """The openid of a person at an app, without signing in."""
    someone = person(here().store, person_id) or refuse("no such person", 404)
    return {"openid": openid_of(here().store, appid, someone["id"])}
