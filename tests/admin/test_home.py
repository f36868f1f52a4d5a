"""概况: figures from real rows, few queries, only for this shop; and the search over everything."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from admin import home_figures
from commerce.analytics import queries as analytics
from commerce.orders.models import OrderLine
from kernel import clock
from kernel.db import db
from kernel.tenancy import tenant_scope
from tests.support import factories
from tests.support.desk import staff_browser

MOST_QUERIES = 12


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "ROLLBACK", "RELEASE", "SET LOCAL")):
            asked.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def paid(hours_ago: int, *, shipped_after: int | None = None, **values: object) -> int:
    order = factories.an_order(at=clock.now() - timedelta(hours=hours_ago), **values)
    paid_at = clock.now() - timedelta(hours=hours_ago)
    shipped_at = paid_at + timedelta(hours=shipped_after) if shipped_after is not None else None
    db.session.execute(
        text(
            "UPDATE orders SET state = :state, paid_at = :paid_at, ship_by = :ship_by, shipped_at = :shipped_at"
            " WHERE id = :id"
        ),
        {"state": "shipped" if shipped_at else "paid", "paid_at": paid_at, "ship_by": paid_at + timedelta(hours=48),
         "shipped_at": shipped_at, "id": order.id},
    )  # fmt: skip
    db.session.commit()
    return order.id


@pytest.mark.parametrize("role", ["operations", "helpdesk", "warehouse", "finance"])
def test_no_link_of_the_desk_leads_a_role_to_a_closed_door(app: Flask, shop: int, role: str) -> None:
    sku = factories.a_product()
    activity = factories.a_group_activity(sku)
    order = factories.an_order(sku=sku, at=clock.now())
    db.session.commit()
    desk = staff_browser(app, shop, role)
    pages = [desk.get(path).text for path in ("/admin/", f"/admin/orders/{order.id}")]
    assert activity.title in pages[0]
    assert "新手任务" in pages[0]
    links = {link for page in pages for link in re.findall(r'<a [^>]*href="(/admin/[^"#]*)"', page.split("<main")[1])}
    assert {link: status for link in links if (status := desk.get(link).status_code) != 200} == {}


def test_the_newest_orders_name_the_product_the_list_names(app: Flask, shop: int) -> None:
    order = factories.an_order(sku=factories.a_product(), at=clock.now())
    line = db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).one()
    values = {name: getattr(line, name) for name in OrderLine.__table__.columns.keys() if name != "id"}  # noqa: SIM118
    line.title = "紫砂壶"
    db.session.add(OrderLine(**values | {"title": "保温杯", "sku_id": factories.a_product().id}))
    db.session.commit()
    desk = staff_browser(app, shop)
    for path in ("/admin/live", "/admin/orders"):
        page = desk.get(path).text
        assert "紫砂壶" in page
        assert "保温杯" not in page


def test_the_figures_are_those_of_the_rows(app: Flask, shop: int) -> None:
    with tenant_scope(None):
        neighbour = factories.a_shop("zhufeng", "竹风茶铺")
    with tenant_scope(neighbour):
        paid(1)
    with tenant_scope(shop):
        paid(30)
        paid(60, shipped_after=10)
        paid(60, shipped_after=50)
        factories.an_order(at=clock.now())
        db.session.commit()
        waiting = analytics.waiting()

    assert (waiting.to_ship, waiting.late, waiting.to_pay) == (1, 1, 1)
    assert (waiting.shipped_in_time, waiting.ship_due) == (1, 2)
    assert waiting.ship_rate_bp == 5000


def test_days_without_orders_are_there_with_zeros(app: Flask, shop: int) -> None:
    with tenant_scope(shop):
        paid(0)
        days = analytics.days()

    assert len(days) == analytics.CHART_DAYS
    assert days[-1].on == clock.today_on()
    assert (days[-1].orders, days[0].orders) == (1, 0)
    assert days[-1].average_fen == days[-1].paid_fen


def test_the_page_stays_within_its_queries(app: Flask, shop: int) -> None:
    with tenant_scope(shop):
        paid(3)
    browser = staff_browser(app, shop)
    browser.get("/admin/")

    with counted() as asked:
        page = browser.get("/admin/")

    assert page.status_code == 200
    assert "新手任务" in page.text
    assert 0 < len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_the_live_part_is_a_fragment(app: Flask, shop: int) -> None:
    part = staff_browser(app, shop).get("/admin/live", headers={"HX-Request": "true"}).text

    assert part.startswith('<div id="live"')


def test_the_first_steps_tick_themselves(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    before = browser.get("/admin/").text.count("（已完成）")
    with tenant_scope(shop):
        for _ in range(3):
            factories.a_product()
        paid(2)
    after = browser.get("/admin/").text.count("（已完成）")
    browser.post("/admin/guide/dismissal")

    assert (before, after) == (0, 2)
    assert "新手任务" not in browser.get("/admin/").text


def test_the_search_finds_orders_by_the_last_four_digits_and_by_number(app: Flask, shop: int) -> None:
    with tenant_scope(None):
        neighbour = factories.a_shop("zhufeng", "竹风茶铺")
    with tenant_scope(neighbour):
        theirs = factories.an_order()
        theirs_number = theirs.number
        db.session.commit()
    with tenant_scope(shop):
        order = factories.an_order()
        number, digits, order_id = order.number, order.recipient["phone"][-4:], order.id
        db.session.commit()
    browser = staff_browser(app, shop)
    page = browser.get(f"/admin/search?q={digits}").text

    assert number in page
    assert theirs_number not in page
    assert browser.get(f"/admin/search?q={number}").location == f"/admin/orders/{order_id}"
    assert theirs_number not in browser.get(f"/admin/search?q={theirs_number}").text.split("<main")[1].replace(
        f"“{theirs_number}”", ""
    )


def test_the_search_shows_a_role_only_what_it_may_see(app: Flask, shop: int) -> None:
    with tenant_scope(shop):
        factories.a_product()
        member_id = factories.a_member(nickname="保温迷").id
        db.session.commit()
    finance, operations = staff_browser(app, shop, "finance"), staff_browser(app, shop, "operations")

    assert "保温杯" in operations.get("/admin/search?q=保温").text.split("<main")[1].split("</h1>")[1]
    assert f'href="/admin/members/{member_id}"' in operations.get("/admin/search?q=保温").text
    assert "山岚保温杯" not in finance.get("/admin/search?q=保温").text
    assert "/admin/shop/trade" in operations.get("/admin/search?q=运费").text
    assert "/admin/shop/trade" not in finance.get("/admin/search?q=运费").text


@pytest.mark.parametrize(("count", "columns"), [(9, 5), (8, 4), (7, 4), (6, 3), (5, 3), (4, 4), (3, 4), (2, 2), (1, 2)])
def test_no_tile_stands_alone(count: int, columns: int) -> None:
    assert home_figures.columns(count) == columns
    assert (count + count % 2) % columns == 0
