"""The shopper's door: the sum before and after, each move, and nobody else's case."""

import io
import re

import pytest
from sqlalchemy import select

from commerce.aftersale import queries
from commerce.aftersale.actions import answers, outcomes, returns
from commerce.aftersale.models import Case, CasePicture
from commerce.payments import actions as payments
from commerce.payments.ports import Payout
from kernel.db import db, reading
from storefront import evidence
from tests.support import shopper
from tests.support.aftersale import NOON, a_case, a_paid_order, again, is_overdue, lines_of, with_return_address
from tests.support.factories import a_member, an_order
from tests.support.pictures import a_picture
from tests.support.sights import a_cover

SHOP = shopper.SHOP


@pytest.fixture
def me(shop):
    return a_member()


@pytest.fixture
def phone(client, me):
    return shopper.sign_in(client, me)


def form(order, *pieces, **values):
    fields = {f"line-{line.id}": n for line, n in zip(lines_of(order), pieces, strict=False)}
    return {"kind": "refund_only:no", "reason": "changed_mind", "request_key": "k1"} | fields | values


def test_a_refund_from_the_order_to_its_proof(phone, me):
    order = a_paid_order((1000, 3), (500, 1), member=me, freight_fen=800, discount_fen=100)
    db.session.commit()
    url = f"/orders/{order.number}/refund"
    assert f'href="{url}"' in phone.get(f"/orders/{order.number}", base_url=SHOP).text
    page = phone.get(url, base_url=SHOP).text
    assert "可退金额" in page
    assert "¥42.00" in page  # everything: 35.00 − 1.00 + 8.00
    seen = phone.get(f"{url}/worth", query_string=form(order, 2), base_url=SHOP).text
    assert re.search(r'name="expected_fen" value="1943"', seen)
    old = phone.post(url, data=form(order, 2, expected_fen=1), base_url=SHOP)
    assert (old.status_code, "已更新为 ¥19.43" in old.text) == (409, True)
    assert phone.post(url, data=form(order, 2, reason=""), base_url=SHOP).status_code == 422
    answer = phone.post(url, data=form(order, 2, expected_fen=1943), base_url=SHOP)
    assert answer.status_code == 303
    assert phone.post(url, data=form(order, 2, expected_fen=1943), base_url=SHOP).location == answer.location
    case = db.session.scalars(select(Case)).one()
    assert "剩余" in phone.get(answer.location, base_url=SHOP).text
    answers.agree(case.id, by="staff:1")
    payout = Payout("settled", "x", 1943, provider_refund_id="50300", account="招商银行借记卡0403", at=NOON)
    payments.record_payout(again(case).refund_id, payout, at=NOON)
    outcomes.settle(again(case).refund_id)
    db.session.commit()
    proof = phone.get(answer.location, base_url=SHOP).text
    assert all(words in proof for words in ("退款成功", "招商银行借记卡0403", "50300", "¥19.43", "2026-08-21"))
    assert "退款成功" in phone.get("/refunds", base_url=SHOP).text


def test_a_return_is_filled_in_and_shows_where_to_send_it(phone, me):
    with_return_address()
    order = a_paid_order((1000, 1), member=me, completed=True)
    case = a_case(order, 1, kind="return_refund")
    answers.agree(case.id, by="staff:1")
    db.session.commit()
    url = f"/refunds/{case.number}"
    assert "良渚街道" in phone.get(url, base_url=SHOP).text
    wrong = phone.post(f"{url}/parcel", data={"carrier": "SF", "tracking_number": "12"}, base_url=SHOP)
    assert (wrong.status_code, "顺丰应为" in wrong.text) == (422, True)
    sent = phone.post(f"{url}/parcel", data={"carrier": "SF", "tracking_number": "sf1234567890123"}, base_url=SHOP)
    assert sent.status_code == 303
    assert again(case).state == "returned"
    assert "SF1234567890123" in phone.get(url, base_url=SHOP).text
    returns.receive(case.id, is_sellable=False, by="staff:1")
    db.session.commit()
    page = phone.get(url, base_url=SHOP).text
    assert "已验收退货" in page
    assert "报损" not in page  # what becomes of the goods in the shop's stock is not for the buyer


def test_offers_refusals_and_replacements_are_answered(phone, me):
    with_return_address()
    order = a_paid_order((1000, 3), member=me, completed=True)
    offered, refused, swapped = a_case(order, 1), a_case(order, 1), a_case(order, 1, kind="exchange")
    answers.offer(offered.id, 400, reason="补偿一部分", by="staff:1")
    answers.refuse(refused.id, reason="照片里看不到问题", by="staff:1")
    answers.agree(swapped.id, by="staff:1")
    returns.fill_return(swapped.id, carrier="SF", tracking_number="SF1234567890123", member_id=me.id)
    returns.receive(swapped.id, is_sellable=True, by="staff:1")
    returns.send_exchange(swapped.id, carrier="SF", tracking_number="SF1234567890124", by="staff:1")
    db.session.commit()
    assert "¥4.00" in phone.get(f"/refunds/{offered.number}", base_url=SHOP).text
    assert phone.post(f"/refunds/{offered.number}/refusal", data={"reason": "少"}, base_url=SHOP).status_code == 303
    assert phone.post(f"/refunds/{offered.number}/acceptance", base_url=SHOP).status_code == 409
    assert "照片里看不到问题" in phone.get(f"/refunds/{refused.number}", base_url=SHOP).text
    ask = f"/refunds/{refused.number}/arbitration"
    assert phone.post(ask, data={"reason": ""}, base_url=SHOP).status_code == 422
    assert phone.post(ask, data={"reason": "杯盖漏水"}, base_url=SHOP).status_code == 303
    assert phone.post(f"/refunds/{refused.number}/cancellation", base_url=SHOP).status_code == 303
    assert queries.arbitration_of(refused.id).ruling == "withdrawn"
    assert phone.post(f"/refunds/{swapped.number}/receipt", base_url=SHOP).status_code == 303
    assert [again(case).state for case in (offered, refused, swapped)] == ["applied", "cancelled", "exchanged"]


def test_the_log_speaks_to_the_buyer_and_not_of_them(phone, me):
    order = a_paid_order((1000, 3), member=me, shipped=True)
    taken, silent, back = (a_case(order, 1) for _ in range(3))
    answers.offer(taken.id, 400, reason="补偿一部分", by="staff:1")
    answers.accept(taken.id, member_id=me.id)
    answers.offer(silent.id, 400, reason="补偿一部分", by="staff:1")
    is_overdue(again(silent))
    outcomes.elapse(silent.id)
    answers.cancel(back.id, member_id=me.id)
    db.session.commit()
    read = [phone.get(f"/refunds/{case.number}", base_url=SHOP).text for case in (taken, silent, back)]
    assert "你接受方案" in read[0]
    assert read[1].count("你超时未答复，自动关闭") == 2  # above and in the log
    assert "我撤销申请" in read[2]
    assert not [page for page in read if "买家" in page]


def test_the_receipt_is_not_confirmed_while_a_case_is_open(phone, me):
    order = a_paid_order((1000, 2), member=me, shipped=True)
    case = a_case(order, 1)
    db.session.commit()
    refused = phone.post(f"/orders/{order.number}/receipt", base_url=SHOP)
    assert (refused.status_code, "售后正在处理" in refused.text, again(order).state) == (409, True, "shipped")
    assert phone.post(f"/refunds/{case.number}/cancellation", base_url=SHOP).status_code == 303
    assert phone.post(f"/orders/{order.number}/receipt", base_url=SHOP).status_code == 303
    assert again(order).state == "completed"


def test_another_members_order_and_case_do_not_exist(client, me):
    order = a_paid_order((1000, 1), member=me, completed=True)
    case = a_case(order, 1)
    stranger = shopper.sign_in(client, a_member())
    for url in (f"/orders/{order.number}/refund", f"/orders/{order.number}/refund/worth", f"/refunds/{case.number}"):
        assert stranger.get(url, base_url=SHOP).status_code == 404
    for url in (f"/orders/{order.number}/refund", f"/refunds/{case.number}/cancellation"):
        assert stranger.post(url, data=form(order, 1), base_url=SHOP).status_code == 404


def test_evidence_is_uploaded_by_its_owner_and_cannot_be_borrowed(phone, me, app):
    order, theirs = a_paid_order((1000, 1), member=me, completed=True), a_cover().id
    db.session.commit()
    url = f"/orders/{order.number}/refund"
    picture = {"file": (io.BytesIO(a_picture((300, 300))), "a.jpg")}
    tile = phone.post(f"{url}/pictures", data=picture, base_url=SHOP).text
    token = re.search(r'name="pictures" value="([^"]+)"', tile).group(1)
    broken = phone.post(f"{url}/pictures", data={"file": (io.BytesIO(b"x"), "a.jpg")}, base_url=SHOP)
    assert broken.status_code == 422
    unpaid = an_order(member=me)
    db.session.commit()
    stray = {"file": (io.BytesIO(a_picture((300, 300))), "a.jpg")}
    assert phone.post(f"/orders/{unpaid.number}/refund/pictures", data=stray, base_url=SHOP).status_code == 409
    with app.test_request_context():
        borrowed = evidence.sealed(me.id + 1, theirs)
    data = form(order, 1, reason="quality", kind="refund_only:yes", pictures=[token, borrowed, "x"])
    assert phone.post(url, data=data, base_url=SHOP).status_code == 303
    with reading():
        assert len(db.session.scalars(select(CasePicture)).all()) == 1
        number = db.session.scalars(select(Case.number)).one()
    page = phone.get(f"/refunds/{number}", base_url=SHOP).text
    assert re.search(r'href="[^"]+/1125\.webp"[^>]*><img src="[^"]+/345\.webp"', page)  # opened, it is large


def test_a_sum_the_buyer_did_not_see_is_not_accepted(phone, me):
    order = a_paid_order((1000, 1), member=me, completed=True)
    case = a_case(order, 1)
    answers.offer(case.id, 900, reason="补偿", by="staff:1")
    db.session.commit()
    url = f"/refunds/{case.number}"
    seen = re.search(r'name="offered_fen" value="(\d+)"', phone.get(url, base_url=SHOP).text).group(1)
    answers.decline(case.id, reason="", member_id=me.id)
    answers.offer(case.id, 100, reason="只能这样", by="staff:1")
    db.session.commit()
    answer = phone.post(f"{url}/acceptance", data={"offered_fen": seen}, base_url=SHOP)
    assert (answer.status_code, "退款 ¥1.00" in answer.text, again(case).state) == (409, True, "offered")
    assert phone.post(f"{url}/acceptance", data={"offered_fen": 100}, base_url=SHOP).status_code == 303
    assert (again(case).state, again(case).agreed_fen) == ("refunding", 100)


def test_the_buyer_asks_the_operator_when_less_is_offered_for_goods_that_are_back(phone, me):
    with_return_address()
    order = a_paid_order((1000, 1), member=me, completed=True)
    case = a_case(order, 1, kind="return_refund")
    answers.offer(case.id, 400, reason="补偿", by="staff:1")
    db.session.commit()
    url = f"/refunds/{case.number}"
    ask = {"reason": "货已经退回"}
    assert f"{url}/arbitration" not in phone.get(url, base_url=SHOP).text
    assert phone.post(f"{url}/arbitration", data=ask, base_url=SHOP).status_code == 409
    again(case).received_at = NOON
    db.session.commit()
    assert f"{url}/arbitration" in phone.get(url, base_url=SHOP).text
    assert phone.post(f"{url}/arbitration", data=ask, base_url=SHOP).status_code == 303
    assert again(case).state == "arbitrating"
