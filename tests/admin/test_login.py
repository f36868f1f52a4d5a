"""Signing in to the merchant admin."""

from flask.testing import FlaskClient

from tests.support.desk import ADMIN, PASSWORD, a_staff, code, sign_in


def test_a_person_signs_in_with_a_password_and_sees_the_shop(client: FlaskClient, shop: int) -> None:
    sign_in(client, a_staff(shop, "operations"))

    page = client.get("/admin/", base_url=ADMIN)

    assert page.status_code == 200
    assert "山岚生活" in page.text


def test_an_owner_needs_the_second_factor(client: FlaskClient, shop: int) -> None:
    owner = a_staff(shop, "owner")
    answer = client.post("/admin/login", data={"login": owner.login, "password": PASSWORD}, base_url=ADMIN)

    assert answer.location == "/admin/login/code"
    assert client.get("/admin/", base_url=ADMIN).status_code == 302
    assert client.post("/admin/login/code", data={"code": code(owner)}, base_url=ADMIN).location == "/admin/"
