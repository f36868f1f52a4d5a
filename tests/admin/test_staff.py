"""Who works in a shop: links that work once, roles that count at once, and who may decide."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kernel import clock
from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants.models import AuditEntry, Membership
from tests.support import factories
from tests.support.desk import ADMIN, PASSWORD, a_staff, promote, sign_in, staff_browser

JOINING = {"login": "new@example.com", "name": "小陈", "password": "a long pass 42"}


def invite(owner: FlaskClient, role: str = "warehouse") -> str:
    page = owner.post("/admin/staff/invitations", data={"invitee": "小陈", "role": role}).text
    return re.search(r"http://admin\.localhost[^\"]*(/admin/join/[\w-]+)", page)[1]


def role_of(tenant_id: int, staff_id: int) -> str:
    with tenant_scope(None):
        statement = select(Membership.role).where(Membership.tenant_id == tenant_id, Membership.staff_id == staff_id)
        return db.session.scalars(statement).one()


def test_a_link_lets_one_person_in_once(app: Flask, shop: int) -> None:
    path = invite(staff_browser(app, shop))
    browser = app.test_client()

    assert "仓库" in browser.get(path, base_url=ADMIN).text
    assert browser.post(path, data=JOINING, base_url=ADMIN).status_code == 303
    again = browser.post(path, data=JOINING | {"login": "thief@example.com"}, base_url=ADMIN)

    assert again.status_code == 404
    answer = browser.post("/admin/login", data=JOINING, base_url=ADMIN)
    assert answer.location == "/admin/"


def test_a_link_ends_after_three_days_and_when_withdrawn(app: Flask, shop: int) -> None:
    owner = staff_browser(app, shop)
    old, withdrawn = invite(owner), invite(owner)
    number = re.search(r"invitations/(\d+)/withdrawal", owner.get("/admin/staff").text)[1]

    owner.post(f"/admin/staff/invitations/{number}/withdrawal")
    assert app.test_client().get(withdrawn, base_url=ADMIN).status_code == 404
    with time_machine.travel(clock.now() + timedelta(hours=73), tick=True):
        assert app.test_client().get(old, base_url=ADMIN).status_code == 404


def test_the_link_names_the_configured_host_whatever_the_request_claims(app: Flask, shop: int) -> None:
    owner = staff_browser(app, shop)
    headers = {"X-Forwarded-Host": "evil.example"}
    page = owner.post("/admin/staff/invitations", data={"invitee": "小陈", "role": "helpdesk"}, headers=headers).text

    assert "http://admin.localhost" in page
    assert "evil.example" not in page


def test_a_known_account_joins_only_with_its_own_password(app: Flask, shop: int) -> None:
    with tenant_scope(None):
        elsewhere = factories.a_shop("zhufeng", "竹风茶铺")
    person = a_staff(elsewhere, "operations")
    path = invite(staff_browser(app, shop))

    stranger = app.test_client().post(path, data=JOINING | {"login": person.login}, base_url=ADMIN)
    oneself = app.test_client().post(path, data=JOINING | {"login": person.login, "password": PASSWORD}, base_url=ADMIN)

    assert (stranger.status_code, oneself.status_code) == (422, 303)
    assert role_of(shop, person.id) == "warehouse"


def test_a_new_role_counts_from_the_next_click(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    browser = sign_in(app.test_client(), person)
    assert browser.get("/admin/shop/trade", base_url=ADMIN).status_code == 200

    staff_browser(app, shop).post(f"/admin/staff/{person.id}/role", data={"role": "finance"})

    assert browser.get("/admin/shop/trade", base_url=ADMIN).status_code == 403
    assert browser.get("/admin/audit", base_url=ADMIN).status_code == 200


def test_a_stopped_colleague_is_out_at_once(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    browser = sign_in(app.test_client(), person)

    staff_browser(app, shop).post(f"/admin/staff/{person.id}/suspension")

    assert browser.get("/admin/", base_url=ADMIN).status_code == 403


@pytest.mark.parametrize("role", ["operations", "helpdesk", "warehouse", "finance"])
def test_only_owners_decide_about_staff(app: Flask, shop: int, role: str) -> None:
    person = a_staff(shop, "operations")
    browser = staff_browser(app, shop, role)
    headers = {"HX-Request": "true"}

    answers = [
        browser.post("/admin/staff/invitations", data={"invitee": "我", "role": "owner"}),
        browser.post(f"/admin/staff/{person.id}/role", data={"role": "owner"}, headers=headers),
        browser.post(f"/admin/staff/{person.id}/suspension"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert role_of(shop, person.id) == "operations"


def test_a_role_smuggled_into_ones_own_forms_is_ignored(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    browser = sign_in(app.test_client(), person)
    smuggled = {"old_password": PASSWORD, "password": "another horse 7", "role": "owner", "tenant_id": "1"}

    assert browser.post("/admin/account/password", data=smuggled, base_url=ADMIN).status_code == 303
    assert role_of(shop, person.id) == "operations"


def test_a_neighbours_colleague_is_not_found(app: Flask, shop: int) -> None:
    with tenant_scope(None):
        neighbour = factories.a_shop("zhufeng", "竹风茶铺")
    person = a_staff(neighbour, "operations")
    owner = staff_browser(app, shop)

    paths = [f"/admin/staff/{person.id}/{verb}" for verb in ("role", "suspension", "reinstatement", "password")]
    answers = [owner.post(path, data={"role": "owner"}) for path in paths]
    missing = owner.post("/admin/staff/999999/suspension")

    assert {answer.status_code for answer in answers} == {404}
    assert answers[1].data == missing.data
    assert role_of(neighbour, person.id) == "operations"


def test_a_shop_keeps_an_owner_and_nobody_changes_themselves(app: Flask, shop: int) -> None:
    first, second = a_staff(shop, "owner"), a_staff(shop, "owner")
    browser = sign_in(app.test_client(), first)

    assert browser.post(f"/admin/staff/{first.id}/suspension", base_url=ADMIN).status_code == 409
    assert browser.post(f"/admin/staff/{second.id}/suspension", base_url=ADMIN).status_code == 303
    assert role_of(shop, first.id) == "owner"


def test_someone_promoted_while_signed_in_sets_up_the_second_factor_first(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    browser = sign_in(app.test_client(), person)
    with tenant_scope(None):
        promote(shop, person.id)

    assert browser.get("/admin/staff", base_url=ADMIN).location == "/admin/account"


def test_the_log_tells_before_and_after(app: Flask, shop: int) -> None:
    person = a_staff(shop, "operations")
    owner = staff_browser(app, shop)

    owner.post(f"/admin/staff/{person.id}/role", data={"role": "finance"})

    with tenant_scope(shop):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "staff.role")).one()
    assert (entry.before, entry.after) == ({"role": "运营"}, {"role": "财务"})
    assert entry.by.startswith("staff:")
    assert "财务" in owner.get("/admin/audit?area=staff").text
