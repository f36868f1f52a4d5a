"""People at a desk: staff of a shop, operators, and browsers signed in as them over HTTP."""

import functools
import itertools
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants import actions, logins, passwords, secrets
from tenants.models import Membership, Operator, Staff

ADMIN = "http://admin.localhost"
CONSOLE = "http://console.localhost"
PASSWORD = "correct horse 9"
_count = itertools.count(1)


@functools.cache
def _hash() -> str:
    return passwords.hash_password(PASSWORD)


def a_staff(
    tenant_id: int, role: str = "operations", *, login: str | None = None, totp_secret: str | None = None
) -> Staff:
    """A person with a role in a shop; owners get a second factor unless given one."""
    login = login or f"{role}{next(_count)}@example.com"
    if role == "owner" and totp_secret is None:
        totp_secret = passwords.new_totp_secret()
    with tenant_scope(None):
        person = Staff(login=login, name=f"{role} 小王", password_hash=_hash())
        if totp_secret is not None:
            person.totp_sealed = secrets.seal_for_platform(totp_secret, f"totp:{login}")
        known = db.session.scalar(select(Staff).where(Staff.login == login))
        person = known or person
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(tenant_id=tenant_id, staff_id=person.id, role=role))
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


def staff_browser(app: Flask, tenant_id: int, role: str = "owner", person: Staff | None = None) -> FlaskClient:
    """A new browser already signed in to a shop's admin with a role; requests go to the admin's host by themselves.

    The way through the login form is tests/admin/test_login.py; here it would only cost time.
    """
    with tenant_scope(None):
        person = person or a_staff(tenant_id, role)
        token = logins.open_for_staff(person.id, logins.Browser("127.0.0.1", "test"))
        db.session.commit()
    browser = DeskBrowser(app, app.response_class)
    with browser.session_transaction(base_url=ADMIN) as kept:
        kept["staff_token"] = token
    return browser


def promote(tenant_id: int, staff_id: int, role: str = "owner") -> None:
    """Another role for somebody, behind the admin's back."""
    place = db.session.scalars(
        select(Membership).where(Membership.tenant_id == tenant_id, Membership.staff_id == staff_id)
    ).one()
    place.role = role
    db.session.commit()
