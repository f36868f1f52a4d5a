"""Who gets into the console: operators with both factors, nobody else, and no merchant."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kernel.tenancy import tenant_scope
from tests.support import factories
from tests.support.desk import ADMIN, CONSOLE, PASSWORD, a_staff, an_operator, code, staff_browser

PAGES = [
    "/console/",
    "/console/shops",
    "/console/shops/new",
    "/console/jobs",
    "/console/outbox",
    "/console/health",
    "/console/audit",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_wants_a_login_and_answers_an_operator(platform: Flask, console: FlaskClient, path: str) -> None:
    stranger = platform.test_client().get(path, base_url=CONSOLE)

    assert stranger.location == "/console/login"
    assert console.get(path).status_code == 200


def test_password_and_code_are_both_needed_and_the_code_works_once(platform: Flask) -> None:
    person = an_operator()
    spent = code(person)
    first, second = platform.test_client(), platform.test_client()
    for browser in (first, second):
        browser.post("/console/login", data={"login": person.login, "password": PASSWORD}, base_url=CONSOLE)
        assert browser.get("/console/", base_url=CONSOLE).status_code == 302

    assert first.post("/console/login/code", data={"code": spent}, base_url=CONSOLE).location == "/console/"
    assert second.post("/console/login/code", data={"code": spent}, base_url=CONSOLE).status_code == 422
    assert first.get("/console/", base_url=CONSOLE).status_code == 200


def test_guesses_are_slowed(platform: Flask) -> None:
    browser = platform.test_client()
    form = {"login": "guess@example.com", "password": "wrong"}
    answers = [browser.post("/console/login", data=form, base_url=CONSOLE).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


def test_a_merchants_login_opens_no_console_and_an_operators_no_admin(platform: Flask, console: FlaskClient) -> None:
    with tenant_scope(None):
        tenant_id = factories.a_shop()
    owner = a_staff(tenant_id, "owner")
    browser = platform.test_client()
    answer = browser.post("/console/login", data={"login": owner.login, "password": PASSWORD}, base_url=CONSOLE)
    merchant = staff_browser(platform, tenant_id)
    with merchant.session_transaction(base_url=ADMIN) as kept:
        token = kept["staff_token"]
    with browser.session_transaction(base_url=CONSOLE) as planted:
        planted["operator_token"] = token

    assert answer.status_code == 422
    assert browser.get("/console/", base_url=CONSOLE).status_code == 302
    assert merchant.get("/console/", base_url=ADMIN).status_code == 404
    assert console.get("/admin/", base_url=CONSOLE).status_code == 404
