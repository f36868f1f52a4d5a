"""The merchant's queue: narrowed, turned both ways, taken away as a file, and agreed to in bulk."""

import io
import re
import zipfile

import pytest
from sqlalchemy import select

from commerce.aftersale import exports, jobs
from commerce.aftersale.actions import answers, bulk, returns
from commerce.aftersale.models import Batch, BatchLine, Case
from commerce.books.models import BookExport
from commerce.payments.models import Refund
from jobs.models import Job
from kernel.db import db, lock
from tenants import settings
from tenants.models import AuditEntry
from tests.support.aftersale import a_case, a_paid_order, again, is_overdue, with_return_address
from tests.support.desk import staff_browser

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(app, shop):
    return staff_browser(app, shop, "owner")


def numbers_on(page):
    return re.findall(r'<td class="c-o"><a class="a num" href="/admin/aftersale/\d+">(A\w+)</a>', page.text)


def outcomes(batch_id):
    rows = db.session.execute(
        select(BatchLine.case_id, BatchLine.outcome, BatchLine.words).where(BatchLine.batch_id == batch_id)
    )
    return {case_id: (outcome, words) for case_id, outcome, words in rows}


def test_a_case_is_found_by_who_calls_and_by_the_parcel_that_came_in(desk, shop):
    with_return_address()
    mine, other = a_paid_order((1000, 1), completed=True), a_paid_order((1000, 1), completed=True)
    mine.recipient = mine.recipient | {"name": "林小满", "phone": "13900007788"}
    case, _ = a_case(mine, 1, kind="return_refund"), a_case(other, 1)
    answers.agree(case.id, by="staff:1")
    returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890123", member_id=mine.member_id)
    db.session.commit()
    for words in ("林小", "7788", "13900007788", "sf1234567890123", mine.number, case.number.lower()):
        assert numbers_on(desk.get("/admin/aftersale", query_string={"tab": "all", "q": words})) == [case.number], words
    assert case.number in desk.get("/admin/search?q=sf1234567890123").text  # from anywhere, with Ctrl K
    assert desk.get(f"/admin/search?q={case.number.lower()}").location == f"/admin/aftersale/{case.id}"
    for words in ("13900007789", "0123", "满", "%", "SF123"):
        assert numbers_on(desk.get("/admin/aftersale", query_string={"tab": "all", "q": words})) == [], words


def test_the_queue_is_narrowed_by_kind_reason_time_and_unread(desk, shop):
    order = a_paid_order((1000, 4), completed=True)
    broken, wrong = a_case(order, 1), a_case(order, 1, reason="wrong_goods", kind="return_refund")
    is_overdue(wrong)
    broken.unread_merchant = 2
    broken.opened_at = broken.opened_at.replace(year=2020)
    db.session.commit()
    shown = {
        query: set(numbers_on(desk.get(f"/admin/aftersale?{query}")))
        for query in ("reason=quality", "reason=wrong_goods", "kind=return_refund", "overdue=1", "unread=1", "days=7")
    }
    assert shown["reason=quality"] == shown["unread=1"] == {broken.number}
    assert shown["reason=wrong_goods"] == shown["kind=return_refund"] == shown["overdue=1"] == {wrong.number}
    assert shown["days=7"] == {wrong.number}
    assert len(numbers_on(desk.get("/admin/aftersale?reason=nonsense&kind=x&days=9&overdue=2"))) == 2
    page = desk.get("/admin/aftersale").text
    assert "2 条新留言" in page
    assert "有 1 个售后有新留言" in page


def test_pages_turn_forwards_and_back(desk, shop):
    order = a_paid_order((100, 25), completed=True)
    for _ in range(25):
        a_case(order, 1)
    db.session.commit()
    first = desk.get("/admin/aftersale")
    second = desk.get(re.search(r'href="([^"]+)" rel="next"', first.text).group(1).replace("&amp;", "&"))
    back = desk.get(re.search(r'href="([^"]+)" rel="prev"', second.text).group(1).replace("&amp;", "&"))
    assert (len(numbers_on(first)), len(numbers_on(second))) == (20, 5)
    assert set(numbers_on(first)) & set(numbers_on(second)) == set()
    assert numbers_on(back) == numbers_on(first)


def test_a_batch_agrees_to_what_fits_and_says_why_the_rest_is_left(desk, shop):
    with_return_address()
    small, large = a_paid_order((3000, 4), completed=True), a_paid_order((60000, 1), completed=True)
    plain, goods_back = a_case(small, 1), a_case(small, 1, kind="return_refund")
    swap, done, dear = a_case(small, 1, kind="exchange"), a_case(small, 1), a_case(large, 1)
    answers.refuse(done.id, reason="看不到问题", by="staff:1")
    db.session.commit()
    chosen = [case.id for case in (plain, goods_back, swap, done, dear)]
    asked = desk.post("/admin/aftersale/bulk", data={"ids": chosen}, headers=HTMX).text
    assert "同意 2 个" in asked
    assert "有 3 个不会同意" in asked
    key = re.search(r'name="request_key" value="([^"]+)"', asked).group(1)
    data = {"ids": chosen, "request_key": key}
    answers_of = [desk.post("/admin/aftersale/bulk/batches", data=data, headers=HTMX) for _ in range(2)]
    assert len({answer.headers["HX-Redirect"] for answer in answers_of}) == 1
    [batch] = db.session.scalars(select(Batch)).all()
    assert batch.state == "done"
    assert outcomes(batch.id) == {
        plain.id: ("agreed", "已同意，原路退款"), goods_back.id: ("agreed", "已同意，等买家寄回"),
        swap.id: ("left", "换货要逐个处理"), done.id: ("left", "已经处理过了"),
        dear.id: ("left", "超过 ¥500.00，要逐个确认金额"),
    }  # fmt: skip
    assert [again(case).state for case in (plain, goods_back, swap, dear)] == [
        "refunding", "to_return", "applied", "applied",
    ]  # fmt: skip
    assert db.session.scalars(select(Refund.refund_fen)).all() == [3000]
    page = desk.get(answers_of[0].headers["HX-Redirect"]).text
    assert "已同意 2 个，3 个没有同意" in page
    assert "换货要逐个处理" in page
    assert db.session.scalars(select(AuditEntry.verb)).all() == ["aftersale.bulk"]
    returns.fill_return(goods_back.id, carrier="SF", tracking_number="SF1234567890123", member_id=small.member_id)
    assert bulk.unfit(again(goods_back)) == "要先验收退货"


def test_many_are_worked_off_in_the_background_and_a_refusal_stops_nobody(desk, shop):
    order = a_paid_order((100, 21), completed=True)
    cases = [a_case(order, 1) for _ in range(20)]
    homeless = a_case(order, 1, kind="return_refund")  # the shop has no return address
    db.session.commit()
    data = {"ids": [homeless.id, *(case.id for case in cases)], "request_key": "k"}
    assert desk.post("/admin/aftersale/bulk/batches", data=data).status_code == 303
    [batch] = db.session.scalars(select(Batch)).all()
    url = f"/admin/aftersale/bulk/batches/{batch.id}"
    assert "0 / 21" in desk.get(url, headers=HTMX).text
    assert "commerce.aftersale.jobs.agree_each" in db.session.scalars(select(Job.name)).all()
    jobs.agree_each(batch.id)
    jobs.agree_each(batch.id)
    told = outcomes(batch.id)
    assert told.pop(homeless.id)[1].startswith("请先在「店铺信息」里填写退货地址")
    assert {outcome for outcome, _ in told.values()} == {"agreed"}
    assert len(db.session.scalars(select(Refund)).all()) == 20
    assert "hx-trigger" not in desk.get(url, headers=HTMX).text


def test_a_line_of_a_batch_has_one_outcome_and_the_limit_is_the_shops(shop):
    order = a_paid_order((3000, 2), completed=True)
    case = a_case(order, 1)
    batch = bulk.begin([case.id, case.id], by="staff:1", request_key="k")
    [line_id] = bulk.start(batch.id)
    settings.TYPED_ABOVE_FEN.set(2999)
    db.session.flush()
    bulk.agree(line_id)
    settings.TYPED_ABOVE_FEN.set(3000)
    db.session.flush()
    bulk.agree(line_id)
    bulk.leave(line_id, "x")
    assert outcomes(batch.id) == {case.id: ("left", "超过 ¥29.99，要逐个确认金额")}
    assert again(case).state == "applied"
    bulk.finish(batch.id)
    assert lock(Batch, batch.id).state == "done"
    assert bulk.start(batch.id) == []


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_who_may_not_handle_cases_agrees_to_none_in_bulk(app, shop, role):
    person = staff_browser(app, shop, role)
    case = a_case(a_paid_order((1000, 1)), 1)
    db.session.commit()
    assert person.post("/admin/aftersale/bulk", data={"ids": case.id}).status_code == 403
    data = {"ids": case.id, "request_key": "k"}
    assert person.post("/admin/aftersale/bulk/batches", data=data).status_code == 403
    assert "data-bulk-bar" not in person.get("/admin/aftersale").text


def test_nothing_chosen_is_told_and_all_matched_means_the_filter(desk, shop):
    order = a_paid_order((1000, 2), completed=True)
    first, other = a_case(order, 1), a_case(order, 1, reason="wrong_goods")
    db.session.commit()
    assert desk.post("/admin/aftersale/bulk", data={}).status_code == 422
    asked = desk.post("/admin/aftersale/bulk?reason=wrong_goods", data={"all_matched": "1"}, headers=HTMX).text
    assert f'name="ids" value="{other.id}"' in asked
    assert f'name="ids" value="{first.id}"' not in asked
    assert desk.post("/admin/aftersale/bulk?reason=late", data={"all_matched": "1"}).status_code == 422
    assert desk.post("/admin/aftersale/bulk/batches", data={"ids": other.id}).status_code == 422


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_file_holds_the_cases_of_the_filter(app, desk, shop, format_):
    order = a_paid_order((1000, 3), completed=True)
    mine, other = a_case(order, 1, note="=1+1"), a_case(order, 1, reason="wrong_goods")
    db.session.commit()
    answer = desk.post("/admin/aftersale/exports?reason=quality&days=7", data={"format": format_}, headers=HTMX)
    assert "排队中" in answer.text
    row = db.session.scalars(select(BookExport)).one()
    exports.make(row.id)
    exports.make(row.id)
    url = f"/admin/aftersale/exports/{row.id}"
    assert "下载文件" in desk.get(url, headers=HTMX).text
    body = desk.get(f"{url}/file").data
    if format_ == "xlsx":
        body = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")
    text = body.decode("utf-8-sig")
    assert mine.number in text
    assert other.number not in text
    assert "'=1+1" in text
    assert desk.get(f"/admin/books/exports/{row.id}").status_code == 404
    assert staff_browser(app, shop, "owner").get(url).status_code == 404
    assert desk.post("/admin/aftersale/exports?reason=late", data={"format": format_}).status_code == 422
    assert desk.post("/admin/aftersale/exports", data={"format": "pdf"}).status_code == 422


def test_the_limit_for_typing_an_amount_back_is_the_shops(desk, shop):
    case = a_case(a_paid_order((3000, 1), completed=True), 1)
    settings.TYPED_ABOVE_FEN.set(1000)
    db.session.commit()
    url = f"/admin/aftersale/{case.id}/agreement"
    assert "超过 ¥10.00 需要再输入一次" in desk.get(url, headers=HTMX).text
    assert desk.post(url, headers=HTMX).status_code == 422
    assert desk.post(url, data={"typed": "30"}, headers=HTMX).status_code == 204


def test_a_refusal_takes_a_common_reason_own_words_or_both(desk, shop):
    order = a_paid_order((1000, 3), completed=True)
    known = settings.REFUSAL_REASONS.get()[0]
    wanted = [
        ({"template": known}, known), ({"template": known, "reason": "少一张照片"}, f"{known}：少一张照片"),
        ({"template": "没有这一条", "reason": "自己写"}, "自己写"),
    ]  # fmt: skip
    cases = [a_case(order, 1) for _ in wanted]
    db.session.commit()
    for case, (data, _) in zip(cases, wanted, strict=True):
        url = f"/admin/aftersale/{case.id}/refusal"
        assert known in desk.get(url, headers=HTMX).text
        assert desk.post(url, data={"template": "没有这一条"}, headers=HTMX).status_code == 422
        assert desk.post(url, data=data, headers=HTMX).status_code == 204
    for case, (_, words) in zip(cases, wanted, strict=True):
        assert words in desk.get(f"/admin/aftersale/{case.id}").text
    assert set(db.session.scalars(select(Case.state))) == {"refused"}
