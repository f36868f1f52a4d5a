"""Shoppers' browsers on their way through the sign-in, WeChat's and others."""

from urllib.parse import urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from commerce.members.models import Member
from kernel.db import db, reading
from kernel.tenancy import tenant_scope

HOST = "http://shanlan.localhost:8123"
WECHAT = {"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.49 NetType/WIFI"}
PHONE = "13800006621"


def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def begin(client: FlaskClient, path: str = "/login?next=/me/addresses") -> str:
    """The silent sign-in up to WeChat's answer; gives the address WeChat sends the browser back to."""
    to_wechat = client.get(path, base_url=HOST, headers=WECHAT)
    assert to_wechat.status_code == 302
    back = requests.get(to_wechat.location, allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    return str(back.headers["Location"])


def arrive(client: FlaskClient, address: str) -> tuple[int, str | None]:
    parts = urlsplit(address)
    answer = client.get(f"{parts.path}?{parts.query}", base_url=HOST, headers=WECHAT)
    return answer.status_code, answer.location


def who(client: FlaskClient) -> int | None:
    with client.session_transaction(base_url=HOST) as kept:
        return kept.get("member", {}).get("id")


def members(tenant_id: int) -> int:
    with tenant_scope(tenant_id), reading():
        return db.session.scalar(select(func.count()).select_from(Member)) or 0


def members_known(tenant_id: int) -> list[tuple[int, str | None, str | None]]:
    with tenant_scope(tenant_id), reading():
        return [
            tuple(row) for row in db.session.execute(select(Member.id, Member.phone, Member.openid).order_by(Member.id))
        ]


def choose(client: FlaskClient, choice: str) -> tuple[int, str | None]:
    answer = client.post("/login/binding", base_url=HOST, data={"choice": choice, "next": "/me"}, headers=WECHAT)
    return answer.status_code, answer.location


def ask_code(client: FlaskClient, phone: str = PHONE, **options: object) -> int:
    return client.post("/login/code", base_url=HOST, data={"phone": phone}, **options).status_code


def enter(client: FlaskClient, code: str, phone: str = PHONE) -> int:
    data = {"phone": phone, "code": code, "next": "/me"}
    return client.post("/login", base_url=HOST, data=data).status_code
