"""Signing in to the merchant admin: what is slowed, what works once, what is replaced."""

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kernel.tenancy import tenant_scope
from tenants import logins, passwords
from tests.support.desk import ADMIN, PASSWORD, a_staff, code, promote, sign_in, staff_browser


def try_password(client: FlaskClient, login: str, password: str = "wrong password 1", **fields: str) -> object:
    return client.post("/admin/login", data={"login": login, "password": password, **fields}, base_url=ADMIN)


def test_a_person_signs_in_with_a_password_and_sees_the_shop(client: FlaskClient, shop: int) -> None:
    sign_in(client, a_staff(shop, "operations"))

    page = client.get("/admin/", base_url=ADMIN)

    assert page.status_code == 200
    assert "山岚生活" in page.text


def test_an_owner_needs_the_second_factor(client: FlaskClient, shop: int) -> None:
    owner = a_staff(shop, "owner")
    answer = try_password(client, owner.login, PASSWORD)

    assert answer.location == "/admin/login/code"
    assert client.get("/admin/", base_url=ADMIN).status_code == 302
    assert client.post("/admin/login/code", data={"code": code(owner)}, base_url=ADMIN).location == "/admin/"


def test_a_code_works_once_also_within_its_half_minute(app: Flask, shop: int) -> None:
    owner = a_staff(shop, "owner")
    spent = code(owner)
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        try_password(browser, owner.login, PASSWORD)

    assert first.post("/admin/login/code", data={"code": spent}, base_url=ADMIN).status_code == 303
    refused = second.post("/admin/login/code", data={"code": spent}, base_url=ADMIN)

    assert refused.status_code == 422
    assert second.get("/admin/", base_url=ADMIN).status_code == 302


def test_an_owner_without_a_second_factor_sets_it_up_before_anything_else(client: FlaskClient, shop: int) -> None:
    owner = a_staff(shop, "operations")
    with tenant_scope(None):
        promote(shop, owner.id)
    assert try_password(client, owner.login, PASSWORD).location == "/admin/login/setup"
    page = client.get("/admin/login/setup", base_url=ADMIN).text
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")

    wrong = client.post("/admin/login/setup", data={"code": "000000"}, base_url=ADMIN)
    right = client.post("/admin/login/setup", data={"code": pyotp.TOTP(secret).now()}, base_url=ADMIN)

    assert wrong.status_code == 422
    assert right.location == "/admin/"
    assert client.get("/admin/", base_url=ADMIN).status_code == 200


@pytest.mark.parametrize("is_known", [True, False])
def test_the_sixth_try_is_slowed_for_known_and_unknown_accounts_alike(
    client: FlaskClient, shop: int, is_known: bool
) -> None:
    login = a_staff(shop, "operations").login if is_known else "nobody@example.com"
    answers = [try_password(client, login) for _ in range(logins.FREE_TRIES)]
    slowed = try_password(client, login, PASSWORD)

    assert {answer.status_code for answer in answers} == {422}
    assert all(logins.WRONG in answer.text for answer in answers)
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) >= 1
    assert client.get("/admin/", base_url=ADMIN).status_code == 302


def test_an_unknown_account_costs_a_hash_as_well(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    really = passwords.is_password
    monkeypatch.setattr(passwords, "is_password", lambda stored, typed: asked.append(stored) or really(stored, typed))

    try_password(client, "nobody@example.com")

    assert asked == [passwords.NOBODY]


@pytest.mark.parametrize("login", ["admin", "root", "demo"])
def test_there_are_no_default_accounts(client: FlaskClient, app: Flask, login: str) -> None:
    answers = [try_password(client, login, password) for password in ("admin", "123456", "password")]

    assert {answer.status_code for answer in answers} == {422}


def test_what_was_in_the_session_before_the_login_does_not_survive_it(client: FlaskClient, shop: int) -> None:
    with client.session_transaction(base_url=ADMIN) as planted:
        planted["staff_token"] = "planted"
        planted["csrf_token"] = "planted"
    sign_in(client, a_staff(shop, "operations"))

    with client.session_transaction(base_url=ADMIN) as after:
        assert after["staff_token"] != "planted"
        assert after.get("csrf_token") != "planted"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https:evil", "/\\evil", "/%0d%0aX: y", "https://evil.example/admin"]
)
def test_the_way_back_stays_on_this_host(client: FlaskClient, shop: int, target: str) -> None:
    answer = try_password(client, a_staff(shop, "operations").login, PASSWORD, next=target)

    assert answer.location == "/admin/"


def test_the_way_back_is_taken(client: FlaskClient, shop: int) -> None:
    answer = try_password(client, a_staff(shop, "operations").login, PASSWORD, next="/admin/shop/trade?x=1")

    assert answer.location == "/admin/shop/trade?x=1"


def test_a_lost_session_sends_htmx_to_the_login_with_the_way_back(client: FlaskClient, app: Flask) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/admin/staff?x=1"}
    answer = client.get("/admin/live", headers=headers, base_url=ADMIN)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/admin/login?next=/admin/staff"


def test_signing_out_ends_the_login_itself(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop, "operations")
    stolen = app.test_client()
    with browser.session_transaction(base_url=ADMIN) as kept, stolen.session_transaction(base_url=ADMIN) as copy:
        copy.update(kept)
    assert stolen.get("/admin/", base_url=ADMIN).status_code == 200

    browser.post("/admin/logout", base_url=ADMIN)

    assert stolen.get("/admin/", base_url=ADMIN).status_code == 302


def test_another_browser_is_signed_out_from_the_list(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    one, other = sign_in(app.test_client(), person), sign_in(app.test_client(), person)
    page = one.get("/admin/account", base_url=ADMIN).text
    address = page.split('action="/admin/account/logins/')[1].split('"')[0]

    one.post(f"/admin/account/logins/{address}", base_url=ADMIN)

    assert one.get("/admin/", base_url=ADMIN).status_code == 200
    assert other.get("/admin/", base_url=ADMIN).status_code == 302


def test_a_new_password_signs_the_other_browsers_out(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    one, other = sign_in(app.test_client(), person), sign_in(app.test_client(), person)

    wrong = one.post(
        "/admin/account/password", data={"old_password": "no", "password": "another horse 7"}, base_url=ADMIN
    )
    right = one.post(
        "/admin/account/password", data={"old_password": PASSWORD, "password": "another horse 7"}, base_url=ADMIN
    )

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert other.get("/admin/", base_url=ADMIN).status_code == 302
    assert try_password(app.test_client(), person.login, "another horse 7").status_code == 303


def test_all_other_browsers_are_signed_out_at_once(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    one, second, third = (sign_in(app.test_client(), person) for _ in range(3))

    one.post("/admin/account/other-logins/end", base_url=ADMIN)

    assert [browser.get("/admin/", base_url=ADMIN).status_code for browser in (one, second, third)] == [200, 302, 302]


def test_the_authenticator_is_replaced_with_password_and_a_code_of_the_old_one(app: Flask, shop: int) -> None:
    person = a_staff(shop, "owner")
    browser = staff_browser(app, shop, person=person)
    page = browser.get("/admin/account?setup=1").text
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    right = {"factor_password": PASSWORD, "old_code": code(person), "code": pyotp.TOTP(secret).now()}

    refused = [
        browser.post("/admin/account/second-factor", data=right | wrong)
        for wrong in ({"factor_password": "no"}, {"old_code": "000000"}, {"code": "000000"})
    ]
    done = browser.post("/admin/account/second-factor", data=right)

    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert "密码不对" in refused[0].text
    assert done.location == "/admin/account?done=code"
    person.secret = secret
    assert try_password(app.test_client(), person.login, PASSWORD).location == "/admin/login/code"
    assert "更换二次验证" in browser.get("/admin/audit").text


def test_a_post_without_the_page_token_is_refused_also_with_a_forged_htmx_header(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop, "operations")
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        plain = browser.post("/admin/shop/theme", data={"theme": "red"})
        forged = browser.post("/admin/shop/theme", data={"theme": "red"}, headers={"HX-Request": "true"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (plain.status_code, forged.status_code) == (403, 403)
