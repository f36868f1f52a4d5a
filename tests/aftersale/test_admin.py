"""The merchant's door: the queue, a case's page, each move with its right, money given back unasked."""

import re

import pytest
from sqlalchemy import select

from commerce.aftersale.actions import answers, outcomes, returns, rulings
from commerce.aftersale.models import Case
from commerce.payments import actions as payments
from commerce.payments.models import Refund
from kernel.db import db, lock
from tenants import settings, stops
from tenants.models import AuditEntry
from tests.support.aftersale import ADDRESS_BACK, a_case, a_paid_order, again, is_overdue, lines_of, with_return_address
from tests.support.desk import staff_browser

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(app, shop):
    return staff_browser(app, shop, "owner")


@pytest.fixture
def order(shop, desk):
    bought = a_paid_order((60000, 2), (500, 1), completed=True)
    db.session.commit()
    return bought


def log():
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_the_queue_shows_the_most_urgent_first_and_counts_on_the_front_page(desk, order):
    first, second = a_case(order, 1), a_case(order, 0, 1)
    second.deadline_at = first.deadline_at.replace(year=2020)
    db.session.commit()
    page = desk.get("/admin/aftersale").text
    assert page.index(second.number) < page.index(first.number)
    assert "已超" in page
    assert second.number not in desk.get("/admin/aftersale?tab=shopper").text
    assert first.number not in desk.get("/admin/aftersale?overdue=1").text
    assert first.number in desk.get(f"/admin/aftersale?tab=all&q={order.number}&kind=refund_only").text
    assert desk.get("/admin/aftersale?tab=x").status_code == 404
    home = desk.get("/admin/").text
    assert "/admin/aftersale" in home
    assert "有售后已超时" in home
    assert first.number in desk.get(f"/admin/orders/{order.id}").text


def test_a_refund_above_500_is_typed_back_and_happens_once(desk, order):
    case = a_case(order, 1)
    lines_of(order)[0].sku_label = ""  # of one variant
    db.session.commit()
    url = f"/admin/aftersale/{case.id}"
    assert "请输入退款金额确认" in desk.get(f"{url}/agreement", headers=HTMX).text
    assert desk.post(f"{url}/agreement", data={"typed": "600.01"}, headers=HTMX).status_code == 422
    assert desk.post(f"{url}/agreement", data={"typed": "600"}, headers=HTMX).status_code == 204
    assert desk.post(f"{url}/agreement", data={"typed": "600"}).status_code == 409
    assert db.session.scalars(select(Refund.refund_fen)).all() == [60000]
    assert log() == ["aftersale.agreement"]
    page = desk.get(url).text
    assert "退款已提交" in page
    for seen in (page, desk.get(f"/admin/orders/{order.id}").text):  # the code alone
        assert '<span class="sub"> ·' not in seen
    assert f"{url}/agreement" not in page


def test_a_return_from_agreement_to_the_failed_refund_and_its_retry(desk, order):
    case = a_case(order, 0, 1, kind="return_refund")
    db.session.commit()
    url = f"/admin/aftersale/{case.id}"
    answer = desk.post(f"{url}/agreement", headers=HTMX)
    assert (answer.status_code, "填写退货地址" in answer.text) == (422, True)
    with_return_address()
    db.session.commit()
    assert ADDRESS_BACK in desk.get(f"{url}/agreement", headers=HTMX).text  # what the buyer will be told
    assert desk.post(f"{url}/agreement", headers=HTMX).status_code == 204
    returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890123", member_id=order.member_id)
    db.session.commit()
    page = desk.get(url).text
    assert "SF1234567890123" in page
    assert all(words in page for words in ("收件人", f'href="/admin/members/{order.member_id}"'))
    assert desk.post(f"{url}/receipt", headers=HTMX).status_code == 422
    assert desk.post(f"{url}/receipt", data={"condition": "damaged"}, headers=HTMX).status_code == 204
    refund = lock(Refund, again(case).refund_id)
    payments.note_attempt(refund.id, "商户余额不足")
    payments.record_refund_failure(refund, "商户余额不足")
    db.session.commit()
    page = desk.get(url).text
    assert all(words in page for words in ("退款失败", "商户余额不足", "重试退款", "调用记录 1 次"))
    assert desk.post(f"{url}/retry").status_code == 303
    assert again(refund).state == "requested"


def test_refusing_offering_and_asking_the_operator(desk, order):
    one, two = a_case(order, 1), a_case(order, 1)
    db.session.commit()
    assert desk.post(f"/admin/aftersale/{one.id}/refusal", data={"reason": ""}, headers=HTMX).status_code == 422
    assert desk.post(f"/admin/aftersale/{one.id}/refusal", data={"reason": "看不到问题"}).status_code == 303
    assert desk.post(f"/admin/aftersale/{one.id}/arbitration", data={"reason": "请平台判断"}).status_code == 303
    offer = {"refund": "700", "reason": "补偿"}
    assert desk.post(f"/admin/aftersale/{two.id}/offer", data=offer, headers=HTMX).status_code == 422
    assert desk.post(f"/admin/aftersale/{two.id}/offer", data=offer | {"refund": "300"}).status_code == 303
    assert [again(case).state for case in (one, two)] == ["arbitrating", "offered"]
    assert "请平台判断" in desk.get(f"/admin/aftersale/{one.id}").text


def test_an_exchange_is_received_and_sent_or_turned_into_money(desk, order):
    with_return_address()
    cases = [a_case(order, 1, kind="exchange"), a_case(order, 1, kind="exchange")]
    for case in cases:
        answers.agree(case.id, by="staff:1")
        returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890123", member_id=order.member_id)
    db.session.commit()
    for case in cases:
        url = f"/admin/aftersale/{case.id}/receipt"
        assert desk.post(url, data={"condition": "sellable"}).status_code == 303
    parcel = {"carrier": "SF", "tracking_number": "SF1234567890124"}
    assert desk.post(f"/admin/aftersale/{cases[0].id}/replacement", data=parcel).status_code == 303
    instead = f"/admin/aftersale/{cases[1].id}/money"
    assert "请输入退款金额确认" in desk.get(instead, headers=HTMX).text
    assert desk.post(instead, headers=HTMX).status_code == 422
    assert desk.post(instead, data={"typed": "600"}).status_code == 303
    assert [again(case).state for case in cases] == ["resent", "refunding"]


def test_a_second_person_approves_and_the_first_is_not_offered_it(app, shop, desk, order):
    finance = staff_browser(app, shop, "finance")
    settings.APPROVE_ABOVE_FEN.set(10000)
    case = a_case(order, 1)
    db.session.commit()
    assert desk.post(f"/admin/orders/{order.id}/refund", data={"reason": "x", "typed": "1205"}).status_code == 409
    url = f"/admin/aftersale/{case.id}"
    answer = desk.post(f"{url}/agreement", data={"typed": "600"}, headers=HTMX)
    assert (answer.status_code, again(case).state) == (204, "approving")
    assert f"{url}/approval" not in desk.get(url).text
    assert desk.post(f"{url}/approval", data={"typed": "600"}).status_code == 409
    assert finance.post(f"{url}/objection", data={"reason": "先看看照片"}).status_code == 303
    assert again(case).state == "applied"
    assert desk.post(f"{url}/agreement", data={"typed": "600"}).status_code == 303
    assert f"{url}/approval" in finance.get(url).text
    assert finance.post(f"{url}/approval", data={"typed": "600"}).status_code == 303
    assert again(case).state == "refunding"


def test_the_second_small_refund_of_an_order_waits_and_says_so(app, shop, desk, order):
    staff_browser(app, shop, "finance")
    settings.APPROVE_ABOVE_FEN.set(70000)
    cases = [a_case(order, 1) for _ in range(2)]
    db.session.commit()
    for case in cases:
        answer = desk.post(f"/admin/aftersale/{case.id}/agreement", data={"typed": "600"}, headers=HTMX)
        assert answer.status_code == 204
    assert [again(case).state for case in cases] == ["refunding", "approving"]
    assert "这个订单的退款合起来超过复核上限" in desk.get(f"/admin/aftersale/{cases[1].id}").text
    whole = desk.post(f"/admin/orders/{order.id}/refund", data={"reason": "x", "typed": "605"})
    assert (whole.status_code, "累计退款超过" in whole.text) == (409, True)


@pytest.mark.parametrize(
    ("role", "refused"),
    [("warehouse", {"agreement", "refusal", "offer", "approval", "objection", "money", "arbitration", "retry"}),
     ("helpdesk", {"approval", "objection", "receipt", "receipt-refusal", "replacement", "retry"}),
     ("finance", {"agreement", "refusal", "offer", "receipt", "receipt-refusal", "replacement", "money",
                  "arbitration"})],
)  # fmt: skip
def test_each_role_makes_only_its_moves(app, shop, role, refused):
    person = staff_browser(app, shop, role)
    case = a_case(a_paid_order((1000, 1)), 1)
    db.session.commit()
    every = ("agreement", "refusal", "offer", "approval", "objection", "receipt", "receipt-refusal", "replacement",
             "money", "arbitration", "retry")  # fmt: skip
    answers_of = {move: person.post(f"/admin/aftersale/{case.id}/{move}").status_code for move in every}
    assert {move for move, status in answers_of.items() if status == 403} == refused
    assert person.get(f"/admin/aftersale/{case.id}").status_code == 200


def test_the_merchant_gives_money_back_unasked(desk, order):
    url = f"/admin/orders/{order.id}/case"
    first, second = lines_of(order)
    assert "价保补差" in desk.get(url, headers=HTMX).text
    data = {f"line-{first.id}": 1, f"line-{second.id}": 0, "request_key": "k"}
    assert desk.post(url, data=data | {"what": "price"}, headers=HTMX).status_code == 422
    price = data | {"what": "price", "refund": "20"}
    assert [desk.post(url, data=price, headers=HTMX).status_code for _ in range(2)] == [204, 204]
    gift = data | {"what": "shipped", "reason": "quality", "refund": "5", "request_key": "k2"}
    assert desk.post(url, data=gift, headers=HTMX).status_code == 204
    assert db.session.scalars(select(Case.kind).order_by(Case.id)).all() == ["price_protection", "merchant_initiated"]
    assert again(order).refunded_fen == 2500


def test_the_only_piece_of_an_order_is_chosen_already(desk, order):
    only = a_paid_order((900, 1))
    db.session.commit()
    chosen = r'name="line-\d+" value="(\d)"'
    assert re.findall(chosen, desk.get(f"/admin/orders/{only.id}/case", headers=HTMX).text) == ["1"]
    assert re.findall(chosen, desk.get(f"/admin/orders/{order.id}/case", headers=HTMX).text) == ["0", "0"]
    assert "价格保护" in desk.get("/admin/aftersale?tab=gateway").text


def test_a_neighbours_case_does_not_exist(app, shop, desk, order):
    from kernel.tenancy import tenant_scope
    from tests.support.factories import a_shop

    case = a_case(order, 1)
    is_overdue(case)
    db.session.commit()
    with tenant_scope(None):
        theirs = a_shop()
    neighbour = staff_browser(app, theirs, "owner")
    assert neighbour.get(f"/admin/aftersale/{case.id}").status_code == 404
    assert neighbour.post(f"/admin/aftersale/{case.id}/agreement").status_code == 404
    assert rulings.RULINGS


@pytest.fixture
def finance(app, shop):
    return staff_browser(app, shop, "finance")


def send_back(case, order):
    """The buyer sends the goods of a case."""
    with_return_address()
    returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890123", member_id=order.member_id)
    db.session.commit()


def test_who_agreed_to_a_large_return_does_not_approve_it_whoever_receives_it(app, shop, desk, finance, order):
    warehouse = staff_browser(app, shop, "warehouse")
    with_return_address()
    settings.APPROVE_ABOVE_FEN.set(10000)
    case = a_case(order, 1, kind="return_refund")
    db.session.commit()
    url = f"/admin/aftersale/{case.id}"
    assert desk.post(f"{url}/agreement").status_code == 303
    send_back(case, order)
    assert warehouse.post(f"{url}/receipt", data={"condition": "sellable"}).status_code == 303
    assert again(case).state == "approving"
    assert f"{url}/approval" not in desk.get(url).text
    assert desk.post(f"{url}/approval", data={"typed": "600"}).status_code == 409
    assert finance.post(f"{url}/approval", data={"typed": "600"}).status_code == 303
    assert again(case).state == "refunding"


def test_a_return_the_operator_has_ordered_needs_nobody_else_of_the_shop(desk, finance, order):
    settings.APPROVE_ABOVE_FEN.set(10000)
    case = a_case(order, 1)
    answers.refuse(case.id, reason="没有看到问题", by="staff:1")
    rulings.ask(case.id, side="shopper", reason="杯盖漏水", by="member", member_id=order.member_id)
    rulings.rule(case.id, "return_refund", refund_fen=50000, note="双方凭证", by="operator:1")
    send_back(case, order)
    answer = desk.post(f"/admin/aftersale/{case.id}/receipt", data={"condition": "sellable"})
    assert (answer.status_code, again(case).state, case.agreed_fen) == (303, "refunding", 50000)


def test_goods_that_are_back_are_not_kept_because_the_buyer_keeps_silent(desk, finance, order):
    with_return_address()
    settings.APPROVE_ABOVE_FEN.set(10000)
    case = a_case(order, 1, kind="return_refund")
    answers.agree(case.id, by="staff:1")
    send_back(case, order)
    url = f"/admin/aftersale/{case.id}"
    assert desk.post(f"{url}/receipt", data={"condition": "sellable"}).status_code == 303
    assert finance.post(f"{url}/objection", data={"reason": "太多了"}).status_code == 303
    assert desk.post(f"{url}/offer", data={"refund": "0.01", "reason": "补偿"}).status_code == 303
    is_overdue(again(case))
    assert outcomes.elapse(case.id) is True
    assert again(case).state == "applied"
    is_overdue(again(case))
    outcomes.elapse(case.id)
    assert (again(case).state, case.agreed_fen) == ("refunding", 60000)


def test_a_large_sum_given_back_is_typed_back_also_when_it_was_left_empty(desk, order):
    url = f"/admin/orders/{order.id}/case"
    first, second = lines_of(order)
    data = {f"line-{first.id}": 1, f"line-{second.id}": 0, "what": "shipped", "reason": "quality", "request_key": "k"}
    empty = desk.post(url, data=data, headers=HTMX)
    assert (empty.status_code, "再输入一次 600.00" in empty.text) == (422, True)
    assert db.session.scalars(select(Refund)).all() == []
    assert desk.post(url, data=data | {"typed": "600"}, headers=HTMX).status_code == 204
    assert db.session.scalars(select(Refund.refund_fen)).all() == [60000]


def test_a_case_says_that_its_refund_waits_for_the_money_switch(app, shop, desk, order):
    case = a_case(order, 0, 1)
    stops.stop(stops.Wanted(shop, "refunds"), "对账发现异常")
    db.session.commit()
    url = f"/admin/aftersale/{case.id}"
    assert "现在退款已暂停" in desk.get(f"{url}/agreement", headers=HTMX).text
    assert "对账发现异常" not in desk.get(url).text  # nothing of it waits for the switch yet
    assert desk.post(f"{url}/agreement", headers=HTMX).status_code == 204
    page = desk.get(url).text
    assert ("对账发现异常" in page, "/admin/books/switch" in page) == (True, True)
    helper = staff_browser(app, shop, "helpdesk").get(url).text
    assert ("对账发现异常" in helper, "/admin/books/switch" in helper) == (True, False)
