"""The console on a database of its own with the real roles: what is committed stays until the module is done."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants import logins, plans
from tenants.models import Operator
from tests.support import database, desk


@pytest.fixture(scope="module")
def platform(environment: dict[str, str]) -> Iterator[Flask]:
    """The application, committed, with plans and one operator in platform.operator."""
    from app import create_app

    cloned = database.clone(environment, "console")
    before = dict(os.environ)
    os.environ.update(cloned)
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        with tenant_scope(None):
            plans.seed()
            db.session.commit()
        app.operator = desk.an_operator("op@example.com")
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    os.environ.clear()
    os.environ.update(before)
    database.drop(cloned)


class ConsoleBrowser(FlaskClient):
    """Asks the console's host unless told otherwise."""

    def open(self, *arguments: object, **options: object) -> object:
        options.setdefault("base_url", desk.CONSOLE)
        return super().open(*arguments, **options)


@pytest.fixture
def console(platform: Flask) -> FlaskClient:
    """A browser signed in as the operator."""
    person: Operator = platform.operator
    with tenant_scope(None):
        token = logins.open_for_operator(person.id, logins.Browser("127.0.0.1", "test"))
        db.session.commit()
    browser = ConsoleBrowser(platform, platform.response_class)
    with browser.session_transaction(base_url=desk.CONSOLE) as kept:
        kept["operator_token"] = token
    return browser
