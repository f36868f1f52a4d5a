"""An invoice from the shopper's request to the red one, through both doors."""

import io
import re

import pytest
from sqlalchemy import select, update

from commerce.events.orders import OrderPartRefunded, OrderRefunded
from commerce.invoices import actions, handlers, queries
from commerce.invoices.errors import MayNotInvoice
from commerce.invoices.rules import Title
from commerce.members import queries as people
from commerce.orders.actions import refund_whole
from commerce.orders.models import Order
from commerce.orders.settlement import settle
from jobs.models import Fact
from kernel import clock
from kernel.db import db, transaction
from kernel.errors import Invalid
from tests.invoices.test_rules import PDF, REAL
from tests.support.desk import staff_browser
from tests.support.factories import a_member, a_settlement, an_order
from tests.support.shopper import SHOP, sign_in

NUMBER, RED = "24312000000012345678", "24312000000087654321"
COMPANY = {"kind": "company", "title": "腾讯计算机系统有限公司", "tax_number": REAL, "email": "a@example.com"}


@pytest.fixture
def order(shop):
    with transaction():
        placed = an_order(at=clock.now())
        settle(a_settlement(placed))
    return placed


@pytest.fixture
def phone(client, order):
    return sign_in(client, people.member(order.member_id))


@pytest.fixture
def desk(app, shop):
    return staff_browser(app, shop, "finance")


def url(order, rest=""):
    return f"/orders/{order.number}/invoice{rest}"


def paper(number=NUMBER, content=PDF, **values):
    return {"number": number, "on": clock.today_on().isoformat(), "file": (io.BytesIO(content), "x.pdf")} | values


def invoice_of(order):
    return queries.of_order(order.id)[0]


def facts():
    return [(f.payload["move"], f.by) for f in db.session.scalars(select(Fact).where(Fact.name == "InvoiceMoved"))]


def test_asked_issued_downloaded_and_flushed(phone, desk, order):
    wrong = phone.post(url(order), data=COMPANY | {"tax_number": REAL[:-1] + "X"}, base_url=SHOP)
    assert wrong.status_code == 422
    assert "税号不对" in wrong.text
    assert phone.post(url(order), data=COMPANY | {"keep": "1"}, base_url=SHOP).status_code == 303
    assert phone.post(url(order), data=COMPANY, base_url=SHOP).status_code == 409  # one living at a time
    row = invoice_of(order)
    assert "待开票" in phone.get(url(order), base_url=SHOP).text
    assert [title.title for title in queries.titles(order.member_id)] == [COMPANY["title"]]

    assert COMPANY["title"] in desk.get("/admin/invoices?state=requested").text
    issue = f"/admin/invoices/{row.id}/issue"
    assert "税号" in desk.get(issue, headers={"HX-Request": "true"}).text
    refused = desk.post(issue, data=paper(content=b"MZ"))
    assert refused.status_code == 422
    assert "PDF 格式" in refused.text
    assert desk.post(issue, data=paper()).status_code == 303
    assert (invoice_of(order).state, invoice_of(order).number) == ("issued", NUMBER)
    assert desk.post(issue, data=paper()).status_code == 409

    file = phone.get(f"/me/invoices/{row.id}/blue", base_url=SHOP)
    assert (file.data, file.headers["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert "attachment" in file.headers["Content-Disposition"]
    assert desk.get(f"/admin/invoices/{row.id}/blue").data == PDF
    assert NUMBER in desk.post("/admin/invoices/export").get_data(as_text=True)

    with transaction():
        refund = refund_whole(order.id, cause="x", reason="退款", by="staff:1")
        handlers.on_order_refunded(OrderRefunded(order.id, refund.id, 1, "退款"))
    assert "待冲红" in phone.get(url(order), base_url=SHOP).text
    assert desk.post(f"/admin/invoices/{row.id}/flush", data=paper(RED, reason="全部退款")).status_code == 303
    shown = phone.get(url(order), base_url=SHOP).text
    assert RED in shown
    assert "下载红字发票" in shown
    assert [move for move, _ in facts()] == ["requested", "issued", "recalled", "flushed"]
    assert [by.split(":")[0] for _, by in facts()] == ["member", "staff", "system", "staff"]
    assert "发票已冲红" in staff_page(desk, order)


def staff_page(desk, order):
    return desk.get(f"/admin/orders/{order.id}").text


def test_rejected_with_a_reason_asked_again_and_withdrawn(phone, desk, order):
    phone.post(url(order), data={"kind": "personal"}, base_url=SHOP)
    reject = f"/admin/invoices/{invoice_of(order).id}/reject"
    assert desk.post(reject, data={"reason": ""}).status_code == 422
    assert desk.post(reject, data={"reason": "请提供企业抬头"}).status_code == 303
    assert "请提供企业抬头" in phone.get(url(order), base_url=SHOP).text
    phone.post(url(order), data={"kind": "personal"}, base_url=SHOP)
    phone.post(url(order, "/withdrawal"), base_url=SHOP)
    assert invoice_of(order).state == "withdrawn"


def test_the_queue_is_searched_by_order_title_and_number_and_so_is_its_file(phone, desk, order):
    phone.post(url(order), data=COMPANY, base_url=SHOP)
    title = COMPANY["title"]
    for words in (order.number, order.number[3:], title[:4], REAL.lower()):
        assert title in desk.get("/admin/invoices", query_string={"q": words}).text, words
    lost = desk.get("/admin/invoices?q=100%25").text
    assert "没有找到「100%」" in lost
    assert title not in lost
    assert title in desk.post("/admin/invoices/export", query_string={"q": order.number}).text
    assert title not in desk.post("/admin/invoices/export", query_string={"q": "不是这张"}).text


def give_back(order, refunded_fen):
    db.session.execute(update(Order).where(Order.id == order.id).values(refunded_fen=refunded_fen))


def test_what_went_back_is_not_invoiced(order):
    at = clock.now()
    row = actions.request(order.id, order.member_id, Title("personal", "个人"), at=at)
    give_back(order, 100)
    handlers.on_order_part_refunded(OrderPartRefunded(order.id, 1, 100, "x", False))
    assert row.sum_fen == order.total_fen - 100
    give_back(order, order.total_fen)
    handlers.on_order_refunded(OrderRefunded(order.id, 1, 1, "x"))
    assert row.state == "withdrawn"
    with pytest.raises(MayNotInvoice):
        actions.request(order.id, order.member_id, Title("personal", "个人"), at=at)
    with pytest.raises(MayNotInvoice):
        unpaid = an_order()
        actions.request(unpaid.id, unpaid.member_id, Title("personal", "个人"), at=at)


def test_a_paper_made_out_before_a_refund_is_not_registered_for_less(desk, order):
    with transaction():
        row_id = actions.request(order.id, order.member_id, Title("personal", "个人"), at=clock.now()).id
    url = f"/admin/invoices/{row_id}/issue"
    seen = re.search(r'name="sum_fen" value="(\d+)"', desk.get(url, headers={"HX-Request": "true"}).text)[1]
    with transaction():
        give_back(order, 100)
    late = desk.post(url, data=paper(sum_fen=seen))
    assert (late.status_code, "红冲后重开" in late.text, invoice_of(order).state) == (422, True, "requested")
    assert desk.post(url, data=paper(sum_fen=int(seen) - 100)).status_code == 303
    assert invoice_of(order).sum_fen == order.total_fen - 100


def test_an_order_refunded_whole_is_not_invoiced_before_the_news_are_told(desk, order):
    with transaction():
        row_id = actions.request(order.id, order.member_id, Title("personal", "个人"), at=clock.now()).id
        refund_whole(order.id, cause="x", reason="退款", by="staff:1")
    refused = desk.post(f"/admin/invoices/{row_id}/issue", data=paper())
    assert (refused.status_code, "已经全部退款" in refused.text) == (409, True)


def test_one_number_is_one_invoice(order):
    at, other = clock.now(), an_order()
    settle(a_settlement(other))
    said = actions.Paper(NUMBER, clock.today_on())
    rows = [actions.request(each.id, each.member_id, Title("personal", "个人"), at=at) for each in (order, other)]
    actions.issue(rows[0].id, said, by="staff:1", at=at)
    with pytest.raises(Invalid, match="已经登记"):
        actions.issue(rows[1].id, said, by="staff:1", at=at)


def test_files_and_titles_are_their_owners_alone(phone, desk, order, app, shop, client):
    phone.post(url(order), data=COMPANY | {"keep": "1"}, base_url=SHOP)
    row, title = invoice_of(order), queries.titles(order.member_id)[0]
    desk.post(f"/admin/invoices/{row.id}/issue", data=paper())
    with transaction():
        stranger = a_member()
    other = sign_in(app.test_client(), stranger)
    assert other.get(f"/me/invoices/{row.id}/blue", base_url=SHOP).status_code == 404
    assert other.post(f"/me/titles/{title.id}/removal", base_url=SHOP).status_code == 404
    assert other.get(url(order), base_url=SHOP).status_code == 404
    assert app.test_client().get(f"/me/invoices/{row.id}/blue", base_url=SHOP).status_code == 302
    assert staff_browser(app, shop, "warehouse").get(f"/admin/invoices/{row.id}/issue").status_code == 403


def test_the_title_book_is_kept_and_forgotten(phone, order):
    assert phone.post("/me/titles", data={"kind": "company", "title": "x"}, base_url=SHOP).status_code == 422
    phone.post("/me/titles", data=COMPANY, base_url=SHOP)
    phone.post("/me/titles", data=COMPANY, base_url=SHOP)
    assert phone.get("/me/titles", base_url=SHOP).text.count("腾讯计算机系统有限公司</b>") == 1
    phone.post(f"/me/titles/{queries.titles(order.member_id)[0].id}/removal", base_url=SHOP)
    assert queries.titles(order.member_id) == []
