"""People at a desk: staff of a shop, operators, and browsers signed in as them over HTTP."""

import itertools
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants import actions, passwords
from tenants.models import Membership, Operator, Staff

ADMIN = "http://admin.localhost"
CONSOLE = "http://console.localhost"
PASSWORD = "correct horse 9"
_count = itertools.count(1)


def a_staff(
    tenant_id: int, role: str = "operations", *, login: str | None = None, totp_secret: str | None = None
) -> Staff:
    """A person with a role in a shop; owners get a second factor unless given one."""
    login = login or f"{role}{next(_count)}@example.com"
    if role == "owner" and totp_secret is None:
        totp_secret = passwords.new_totp_secret()
    with tenant_scope(None):
        person = actions.add_staff(tenant_id, login, f"{role} 小王", role, password=PASSWORD, totp_secret=totp_secret)
        db.session.commit()
    person.secret = totp_secret
    return person


def an_operator(login: str | None = None) -> Operator:
    """A person who runs the platform."""
    secret = passwords.new_totp_secret()
    with tenant_scope(None):
        row = actions.add_operator(
            login or f"op{next(_count)}@example.com", "平台小李", password=PASSWORD, totp_secret=secret
        )
        db.session.commit()
    row.secret = secret
    return row


def code(person: Staff | Operator) -> str:
    """What the person's phone shows now."""
    return pyotp.TOTP(person.secret).now()


def sign_in(client: FlaskClient, person: Staff) -> FlaskClient:
    """A browser signed in to the merchant admin as this person."""
    answer = client.post("/admin/login", data={"login": person.login, "password": PASSWORD}, base_url=ADMIN)
    if answer.location.endswith("/login/code"):
        answer = client.post("/admin/login/code", data={"code": code(person)}, base_url=ADMIN)
    assert answer.status_code == 303, answer.text
    assert answer.location == "/admin/", answer.location
    return client


class DeskBrowser(FlaskClient):
    """A browser whose addresses are of the admin's host unless said otherwise."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("base_url", ADMIN)
        return super().open(*args, **kwargs)


def staff_browser(app: Flask, tenant_id: int, role: str = "owner") -> FlaskClient:
    """A new browser signed in to a shop's admin with a role; requests go to the admin's host by themselves."""
    return sign_in(DeskBrowser(app, app.response_class), a_staff(tenant_id, role))


def promote(tenant_id: int, staff_id: int, role: str = "owner") -> None:
    """Another role for somebody, behind the admin's back."""
    place = db.session.scalars(
        select(Membership).where(Membership.tenant_id == tenant_id, Membership.staff_id == staff_id)
    ).one()
    place.role = role
    db.session.commit()
