"""Fixtures of the whole suite. Order of scopes: environment → application → one rolled-back transaction per test."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from kernel.db import db, end_session
from kernel.tenancy import tenant_scope
from sandbox.server import RunningSandbox
from tests.support import database, factories
from tests.support.sandbox import sandbox as sandbox
from tests.support.sandbox import sandbox_server as sandbox_server

# A busy machine is no mistake of the code: examples are judged by what they find, never by the clock.
settings.register_profile("jishi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jishi")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever talks to the vendors' stand-in over HTTP takes its time: not part of `bin/test fast`."""
    for item in items:
        if "sandbox" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory, sandbox_server: RunningSandbox) -> Iterator[dict[str, str]]:
    """The environment of this test process, on a database of its own."""
    from run import testenv

    base = testenv.ensure()
    base["JISHI_SANDBOX_URL"] = sandbox_server.base_url
    base["JISHI_MEDIA_DIR"] = str(tmp_path_factory.mktemp("media"))
    given = os.environ.get("TEST_DATABASE")  # made by whoever started us, who also removes it
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    cloned = database.with_database(base, given) if given else database.clone(base, worker)
    before = dict(os.environ)
    os.environ.update(cloned)
    yield cloned
    os.environ.clear()
    os.environ.update(before)
    if not given:
        database.drop(cloned)


@pytest.fixture(scope="session")
def application(environment: dict[str, str]) -> Flask:
    """The real application."""
    from app import create_app

    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False  # tests/house switches it on where the guard itself is tested
    return app


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application on one connection whose outer transaction is rolled back after the test.

    Commits inside are savepoints; the engines' slots hold the connection meanwhile. The operator's role
    shares it, so tests that need the real roles use `committed_app`.
    """
    from tenants import hosts, settings

    with application.app_context():
        engines = db._app_engines[application]
        real = dict(engines)
        connection = real[None].connect()
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        settings.forget()
        hosts.forget()
        try:
            with tenant_scope(None):
                yield application
        finally:
            end_session()
            db.session.remove()
            outer.rollback()
            connection.close()
            engines.update(real)
            settings.forget()
            hosts.forget()


@pytest.fixture
def committed_app(application: Flask) -> Iterator[Flask]:
    """The application as it runs: real roles, real commits, several connections. Emptied after the test."""
    from tenants import hosts, settings

    with application.app_context():
        settings.forget()
        hosts.forget()
        with tenant_scope(None):
            yield application
        db.session.remove()
        database.empty(os.environ)
        settings.forget()
        hosts.forget()


@pytest.fixture
def busy_shop(committed_app: Flask) -> Iterator[int]:
    """A shop in scope whose rows are really committed, for tests with several hands."""
    tenant_id = factories.a_shop()
    with tenant_scope(tenant_id):
        yield tenant_id


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the test's transaction."""
    return db.session()


@pytest.fixture
def shop(app: Flask) -> Iterator[int]:
    """A fresh shop in scope; gives its tenant id."""
    tenant_id = factories.a_shop("shanlan", "山岚生活")
    with tenant_scope(tenant_id):
        yield tenant_id


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript. Say which host: client.get("/", base_url="http://shanlan.localhost")."""
    return app.test_client()
