"""账本, 对账差异 and 资金开关 as finance and the owner see them."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from commerce.books import actions, exports, files, queries
from commerce.books.models import BookExport
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments import jobs as payment_jobs
from commerce.payments.models import Refund
from commerce.payments.ports import BillContent, BillEntry
from jobs import queue
from jobs.models import Job
from kernel import clock
from kernel.db import db, transaction
from kernel.tenancy import tenant_scope
from tenants import audit, stops
from tests.admin.test_orders_moves import HTMX, log
from tests.support.desk import staff_browser
from tests.support.factories import a_group_activity, a_product, a_settlement, an_order, payment_of

YESTERDAY = clock.today_on() - timedelta(days=1)
AT = clock.now() - timedelta(days=1)
DAY = clock.shop_time(AT).date()


@pytest.fixture
def desk(app, shop):
    return staff_browser(app, shop, "finance")


@pytest.fixture
def paid(shop):
    """An order paid a day ago, of which 10.00 went back, with a bill that says one fen less."""
    with transaction():
        order = an_order(at=AT)
        settle(a_settlement(order, at=AT))
        payment = payment_of(order)
        refund = payments.request_refund(payment, 1000, cause="a", reason="x", by="staff:1")
        payments.record_payout(refund.id, payments.Payout("settled", refund.number, 1000, "503", at=AT), at=AT)
        line = BillEntry("payment", payment.number, payment.transaction_id, payment.total_fen - 1, "settled", AT, 119)
        content = BillContent((line,), "", 1, line.amount_fen, 0)
        actions.load("trade", DAY, content, at=clock.now())
    return order


def test_a_day_shows_what_was_due_came_in_went_back_and_what_differs(desk, paid):
    page = desk.get("/admin/books").text
    for shown in ("199.00", "10.00", "1.19", "187.81", "1 条", "已核对", f"/admin/books/days/{DAY}"):
        assert shown in page, shown
    rows = desk.get(f"/admin/books/days/{DAY}").text
    assert all(word in rows for word in ("收款", "订单入账", "退款到账", "账单对平", "手续费", paid.number))
    assert "退款到账" not in desk.get(f"/admin/books/days/{DAY}?group=fee").text
    assert desk.get("/admin/books/days/2026-13-01").status_code == 404


@pytest.mark.parametrize("query", ["?days=7", "?from=x&to=", "?from=2020-01-01&to=2020-01-05", "?from=2026-02-30"])
def test_an_empty_book_says_what_it_will_hold(desk, query):
    answer = desk.get(f"/admin/books{query}")
    assert answer.status_code == 200
    assert "账本还是空的" in answer.text
    assert "没有超时的款项" in answer.text


def test_a_difference_is_taken_and_settled_once(desk, paid):
    [row] = queries.differences().rows
    url = f"/admin/books/differences/{row.id}"
    listed = desk.get("/admin/books/differences").text
    assert "金额不符" in listed
    assert "198.99" in listed
    assert desk.post(f"{url}/owner", headers=HTMX).status_code == 204
    assert "finance 小王" in desk.get("/admin/books/differences").text
    assert "账上还有 微信在途（待对账） ¥0.01" in desk.get(f"{url}/resolution", headers=HTMX).text
    assert desk.post(f"{url}/resolution", data={"resolution": " "}, headers=HTMX).status_code == 422
    done = {"resolution": "少结算一分，按账单入账", "adjust": "1"}
    assert desk.post(f"{url}/resolution", data=done, headers=HTMX).status_code == 204
    assert desk.post(f"{url}/resolution", data=done, headers=HTMX).status_code == 409
    assert "账单与账本完全一致" in desk.get("/admin/books/differences").text
    assert "按账单入账" in desk.get("/admin/books/differences?tab=resolved").text
    assert "差异调整" in desk.get(f"/admin/books/days/{clock.today_on()}?group=bill").text
    assert len(log("money.difference")) == 2


@pytest.mark.parametrize("format_", files.FORMATS)
def test_a_file_is_made_in_the_background_and_belongs_to_who_asked(app, shop, desk, paid, format_):
    span = {"from": str(DAY), "to": str(clock.today_on()), "format": format_}
    assert "排队中" in desk.post("/admin/books/exports", data=span, headers=HTMX).text
    row = db.session.scalars(select(BookExport).order_by(BookExport.id.desc())).first()
    url = f"/admin/books/exports/{row.id}"
    assert desk.get(f"{url}/file").status_code == 404
    exports.make(row.id)
    exports.make(row.id)
    assert "下载文件" in desk.get(url, headers=HTMX).text
    body = desk.get(f"{url}/file").data
    if format_ == "csv":
        lines = body.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("时间,凭证号,事由")
        assert (len(lines), sum("订单入账" in line for line in lines)) == (13, 2)
    else:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            assert book.read("xl/worksheets/sheet2.xml").count(b"<row>") == 13
            assert b"<v>199.00</v>" in book.read("xl/worksheets/sheet1.xml")
    assert staff_browser(app, shop, "owner").get(f"{url}/file").status_code == 404


def test_a_span_too_long_and_an_unknown_format_are_refused(desk):
    assert desk.post("/admin/books/exports", data={"format": "pdf"}).status_code == 422


@pytest.mark.parametrize("role", ["operations", "helpdesk", "warehouse"])
def test_others_do_not_see_the_books(app, shop, role):
    browser = staff_browser(app, shop, role)
    assert browser.get("/admin/books").status_code == 403
    assert browser.post("/admin/books/exports", data={"format": "csv"}).status_code == 403


def test_finance_may_not_turn_the_switch(desk):
    assert desk.get("/admin/books/switch").status_code == 403
    assert desk.post("/admin/books/stops", data={"what": "refunds", "reason": "x"}).status_code == 403


def a_job_for(refund):
    queue.later(payment_jobs.send_refund, refund.id)
    db.session.commit()
    return db.session.scalars(select(Job.id).order_by(Job.id.desc())).first()


def test_stopped_refunds_wait_and_go_on_after_the_release(app, shop, sandbox, paid):
    owner = staff_browser(app, shop, "owner")
    assert owner.post("/admin/books/stops", data={"what": "refunds", "reason": ""}).status_code == 422
    assert owner.post("/admin/books/stops", data={"what": "refunds", "reason": "退款异常增多"}).status_code == 303
    sandbox.connect()
    with transaction():
        refund = payments.request_refund(payment_of(paid), 100, cause="b", reason="x", by="staff:1")
    job_id = a_job_for(refund)
    queue.run(job_id)
    waiting = db.session.get(Job, job_id, populate_existing=True)
    assert (waiting.cause, waiting.done_at) == ("Stopped('stop:refunds')", None)
    assert waiting.run_after > clock.now()
    for page in ("/admin/books/switch", "/admin/orders/refunds", "/admin/"):  # who looks for the money reads why
        assert "退款异常增多" in owner.get(page).text, page
    [row] = stops.standing(shop)
    assert owner.post(f"/admin/books/stops/{row.id}/release").status_code == 303
    assert db.session.get(Job, job_id, populate_existing=True).run_after <= clock.now() + timedelta(seconds=1)
    assert (len(log("money.stop")), len(log("money.release"))) == (1, 1)
    assert "退款异常增多" not in owner.get("/admin/orders/refunds").text
    queue.run(job_id)
    assert db.session.get(Refund, (shop, refund.id), populate_existing=True).attempts == 1


def test_what_the_platform_has_stopped_a_shop_cannot_release(app, shop):
    owner = staff_browser(app, shop, "owner")
    audit.set_actor(audit.Actor("operator:1", "平台 小李"))
    with tenant_scope(None), transaction():
        everywhere = stops.stop(stops.Wanted(None, "refunds"), "微信支付故障").id
        here = stops.stop(stops.Wanted(shop, "refunds"), "核查中").id
    audit.set_actor(audit.SYSTEM)
    page = owner.get("/admin/books/switch").text
    assert ("微信支付故障" in page, "核查中" in page) == (True, True)
    assert "平台暂停了退款" in owner.get("/admin/orders/refunds").text
    assert owner.post(f"/admin/books/stops/{everywhere}/release").status_code == 404
    assert owner.post(f"/admin/books/stops/{here}/release").status_code == 409
    assert len(stops.standing(shop)) == 2


def test_campaigns_of_the_same_name_are_told_apart(app, shop):
    with transaction():
        for title in ("手冲壶", "保温杯"):
            a_group_activity(a_product(title=title))
    page = staff_browser(app, shop, "owner").get("/admin/books/switch").text
    assert len(re.findall(r"拼团：3人团 · (手冲壶|保温杯) · \d\d-\d\d 至 \d\d-\d\d", page)) == 2


def test_a_stopped_campaign_takes_no_more_orders(app, shop):
    owner = staff_browser(app, shop, "owner")
    asked = {"what": "campaign", "campaign": "groupbuy:7", "reason": "价格设错"}
    assert owner.post("/admin/books/stops", data=asked | {"campaign": ""}).status_code == 422
    assert owner.post("/admin/books/stops", data=asked).status_code == 303
    assert [stops.is_stopped("campaign", name) for name in ("groupbuy:7", "groupbuy:8")] == [True, False]


def test_a_sum_below_zero_has_its_sign_before_the_currency(desk, shop):
    with transaction():
        order = an_order(at=AT - timedelta(days=2))
        settle(a_settlement(order, at=AT - timedelta(days=2)))
        refund = payments.request_refund(payment_of(order), 1000, cause="a", reason="x", by="staff:1")
        payments.record_payout(refund.id, payments.Payout("settled", refund.number, 1000, "503", at=AT), at=AT)
    page = desk.get(f"/admin/books/days/{DAY}").text
    assert "-¥10.00" in page
    assert "¥-" not in page


def test_the_log_names_an_order_by_its_number(app, shop):
    with transaction():
        order = an_order(at=AT)
        audit.note("orders.note", f"order:{order.id}", "修改备注")
    page = staff_browser(app, shop, "owner").get("/admin/audit").text
    assert f'href="/admin/orders/{order.id}">订单 {order.number}</a>' in page
    assert "订单编号" not in page


def test_a_day_counts_all_its_journals_whatever_the_page_holds(desk, shop):
    with transaction():
        for _ in range(12):
            settle(a_settlement(an_order(at=AT), at=AT))
    page = desk.get(f"/admin/books/days/{DAY}?group=in").text
    assert "下一页" in page
    assert '共 <b class="num">24</b> 笔' in page
    assert '共 <b class="num">' not in desk.get(f"/admin/books/days/{DAY}?group=fee").text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "20260101", "%00"])
def test_a_day_that_is_none_is_not_found(desk, day):
    assert desk.get(f"/admin/books/days/{day}").status_code == 404
    assert desk.get(f"/admin/books/differences?day={day}").status_code == 200
    assert desk.get(f"/admin/books?from={day}&to={day}").status_code == 200
