"""客户: the list, one customer, and what is covered."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.members.models import Member
from kernel import clock
from kernel.db import db, find, save
from kernel.tenancy import tenant_scope
from tests.admin.test_orders_list import paid
from tests.admin.test_orders_moves import HTMX, log
from tests.support.desk import staff_browser
from tests.support.factories import a_member, a_shop, an_order


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def test_the_latest_buyer_comes_first_and_those_who_never_bought_last(desk: FlaskClient) -> None:
    never = a_member(nickname="没买过", phone="13900001111")
    early, late = paid(50), paid(1)

    page = desk.get("/admin/members").text

    at = [page.index(f"/admin/members/{member_id}") for member_id in (late.member_id, early.member_id, never.id)]
    assert at == sorted(at)
    assert "¥199.00" in page
    assert "139****1111" in page
    assert "13900001111" not in page


def test_the_newest_orders_of_a_customer_are_those_placed_last(desk: FlaskClient) -> None:
    late = paid(1)
    early = an_order(member=find(Member, late.member_id), at=clock.now() - timedelta(hours=50))
    db.session.commit()
    page = desk.get(f"/admin/members/{late.member_id}").text
    assert page.index(late.number) < page.index(early.number)


@pytest.mark.parametrize(
    ("words", "is_found"), [("没买", True), ("1111", True), ("13900001111", True), ("%", False), ("2222", False)]
)
def test_a_customer_is_found_by_name_and_phone(desk: FlaskClient, words: str, is_found: bool) -> None:
    member = a_member(nickname="没买过", phone="13900001111")
    db.session.commit()

    page = desk.get("/admin/members", query_string={"q": words}).text

    assert (f"/admin/members/{member.id}" in page) is is_found


def test_pages_turn_without_loss(desk: FlaskClient) -> None:
    for _ in range(23):
        a_member()
    db.session.commit()

    first = desk.get("/admin/members").text
    url = first.split('rel="next"')[0].rsplit('<a href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = desk.get(url).text

    assert first.count('class="oid"') == 20
    assert second.count('class="oid"') == 3


def test_contact_is_covered_until_somebody_with_the_right_asks(app: Flask, shop: int, desk: FlaskClient) -> None:
    from commerce.members.models import Address

    member = a_member(nickname="<b>张晓", phone="13900001111")
    save(
        Address(
            member_id=member.id,
            name="张晓",
            phone="13900001111",
            province="上海市",
            city="上海市",
            district="静安区",
            detail="南京西路 1 号",
        )
    )
    db.session.commit()

    page = desk.get(f"/admin/members/{member.id}").text
    assert "&lt;b&gt;张晓" in page
    assert "南京西路" not in page
    assert staff_browser(app, shop, "operations").post(f"/admin/members/{member.id}/contact").status_code == 403
    assert "南京西路 1 号" in desk.post(f"/admin/members/{member.id}/contact", headers=HTMX).text
    assert len(log("members.unmask")) == 1


def test_a_neighbours_customer_is_not_found(desk: FlaskClient) -> None:
    with tenant_scope(a_shop()):
        other = a_member()
        db.session.commit()

    assert desk.get(f"/admin/members/{other.id}").status_code == 404
    assert desk.post(f"/admin/members/{other.id}/contact").status_code == 404


def test_the_warehouse_does_not_see_customers(app: Flask, shop: int) -> None:
    assert staff_browser(app, shop, "warehouse").get("/admin/members").status_code == 403
