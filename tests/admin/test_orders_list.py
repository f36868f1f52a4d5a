"""The list of orders: what it shows, how it narrows, how it turns its pages."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update

from commerce.orders.models import Order
from commerce.orders.settlement import settle
from kernel import clock
from kernel.db import db, reading
from kernel.tenancy import tenant_scope
from tests.support.desk import staff_browser
from tests.support.factories import a_member, a_product, a_settlement, a_shop, an_order


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def placed(**values: object) -> Order:
    order = an_order(at=clock.now())
    for name, value in values.items():
        setattr(order, name, value)
    db.session.commit()
    return order


def paid(hours_ago: float = 1, **values: object) -> Order:
    order = placed(**values)
    at = clock.now() - timedelta(hours=hours_ago)
    settle(a_settlement(order, at=at))
    db.session.commit()
    return order


def test_a_row_says_what_waits_and_for_how_long(desk: FlaskClient) -> None:
    fresh, late, broken, unpaid = paid(1), paid(30), paid(60), placed()

    page = desk.get("/admin/orders").text

    assert all(order.number in page for order in (fresh, late, broken, unpaid))
    assert "剩 46 小时" in page
    assert "已超 24 小时" in page
    assert "已超 48 小时" in page
    assert "后关闭" in page
    assert "张**" in page
    assert "138****6621" in page
    assert "13800006621" not in page


def test_late_are_only_orders_that_still_have_to_be_shipped(desk: FlaskClient) -> None:
    late, parted = paid(30), paid(31)
    others = [paid(30) for _ in range(3)]
    states = {parted: "part_shipped"} | dict(zip(others, ("shipped", "completed", "closed"), strict=True))
    for order, state in states.items():
        db.session.execute(update(Order).where(Order.id == order.id).values(state=state))
    db.session.commit()

    assert set(numbers(desk.get("/admin/orders?mark=late").text)) == {late.number[1:], parted.number[1:]}


def test_an_order_is_found_by_the_number_of_its_parcel(desk: FlaskClient) -> None:
    order, other = paid(), paid()
    form = {"carrier": "SF", "tracking_number": "SF1390221700481"}
    assert desk.post(f"/admin/orders/{order.id}/ship", data=form).status_code == 303
    for words in ("SF1390221700481", "sf 1390221700481"):
        assert numbers(desk.get("/admin/orders", query_string={"q": words}).text) == [order.number[1:]]
    assert numbers(desk.get("/admin/orders", query_string={"q": other.number}).text) == [other.number[1:]]
    assert order.number not in desk.get("/admin/orders?q=SF139022170048").text


def test_the_search_for_a_parcel_uses_its_index(shop: int) -> None:
    plan = "EXPLAIN SELECT order_id FROM shipments WHERE tracking_number = 'SF1390221700481'"
    with reading():
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        steps = "\n".join(db.session.scalars(text(plan)))
    assert "tracking_number" in steps.split("Index Cond", 1)[1].splitlines()[0]


def test_tabs_count_the_whole_shop(desk: FlaskClient) -> None:
    paid()
    paid()
    placed()

    page = desk.get("/admin/orders?state=paid").text

    assert '待发货 <span class="c">2</span>' in page
    assert '待付款 <span class="c">1</span>' in page
    assert '共 <b class="num">2</b> 单' in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q={number}", True), ("q=6621", True), ("q=13800006621", True),
        ("q=张晓", True), ("q=张", True), ("q=保温杯", True),
        ("q=6622", False), ("q=%25", False), ("q=" + "长" * 500, False),
        ("source=wechat", True), ("source=jd", False),
        ("kind=groupbuy", False), ("days=1", True), ("mark=starred", False),
        ("mark=note", True), ("mark=urged", False), ("amount=100-300", True), ("amount=500-", False),
        ("from=2020-01-01&to=2020-01-02", False),
        ("state=nonsense&sort=drop&days=x&amount=x&from=y&after=zz", True),
        ("mark=late", False), ("late=1", False),
    ],
)  # fmt: skip
def test_filters_narrow_and_nonsense_is_ignored(desk: FlaskClient, query: str, is_found: bool) -> None:
    order = placed(buyer_note="请用礼盒")

    answer = desk.get("/admin/orders?" + query.format(number=order.number))

    assert answer.status_code == 200
    assert (f'/admin/orders/{order.id}"' in answer.text) is is_found


@pytest.mark.parametrize("sort", ["", "oldest", "largest", "smallest"])
def test_pages_turn_forth_and_back_without_loss_or_repeat(desk: FlaskClient, sort: str) -> None:
    member, sku = a_member(), a_product(stock=100)
    at = clock.now()
    for n in range(45):
        an_order(member=member, sku=sku, quantity=1 + n % 2, at=at - timedelta(minutes=n // 3))
    db.session.commit()

    seen, url, pages = [], f"/admin/orders?sort={sort}", []
    while url:
        page = desk.get(url).text
        pages.append(numbers(page))
        seen += pages[-1]
        url = link(page, "next")
    assert len(seen) == len(set(seen)) == 45

    back = desk.get(link(desk.get(link(desk.get(f"/admin/orders?sort={sort}").text, "next")).text, "prev")).text
    assert numbers(back) == pages[0]
    assert link(back, "prev") is None


def test_a_neighbours_orders_are_not_there(desk: FlaskClient, app: Flask) -> None:
    with tenant_scope(a_shop()):
        other = placed()
        db.session.commit()

    assert other.number not in desk.get("/admin/orders").text
    assert f"/admin/orders/{other.id}" not in desk.get(f"/admin/orders?q={other.number}").text


def test_actions_follow_state_and_rights(app: Flask, shop: int, desk: FlaskClient) -> None:
    order, unpaid = paid(), placed()
    warehouse, helpdesk = staff_browser(app, shop, "warehouse"), staff_browser(app, shop, "helpdesk")

    def moves(browser: FlaskClient, row: Order) -> set[str]:
        page = browser.get("/admin/orders").text
        return {
            move for move in ("ship", "reprice", "close", "note", "refund") if f"/admin/orders/{row.id}/{move}" in page
        }

    assert moves(desk, order) == {"ship", "note", "refund"}
    assert moves(desk, unpaid) == {"reprice", "close", "note"}
    assert moves(warehouse, order) == {"ship"}
    assert moves(helpdesk, order) == {"note"}


def test_a_list_reads_the_same_number_of_statements_for_one_and_twenty(
    desk: FlaskClient, statements: list[str]
) -> None:
    paid()
    desk.get("/admin/orders")
    statements.clear()
    desk.get("/admin/orders")
    for_one = len(statements)
    for _ in range(15):
        paid()
    statements.clear()
    desk.get("/admin/orders")

    assert len(statements) == for_one
    assert 5 < for_one <= 30


def numbers(page: str) -> list[str]:
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    return [part.split("<")[0] for part in table.split('class="num">E')[1:]]


def link(page: str, rel: str) -> str | None:
    for part in page.split('<a href="')[1:]:
        if part.split(">")[0].find(f'rel="{rel}"') >= 0:
            return part.split('"')[0].replace("&amp;", "&")
    return None


@pytest.fixture
def statements(app: Flask) -> list[str]:
    from sqlalchemy import event

    seen: list[str] = []
    connection = db.engine
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen
