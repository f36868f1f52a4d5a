"""The fee of every movement in the trade bill against the fund bill, and the fund bill of a shop under a partner."""

import base64

import pytest
from sqlalchemy import select

from commerce.books import jobs, queries, rules
from commerce.books.models import BillLine, Difference
from commerce.books.rules import Fees
from commerce.ledger import queries as accounts
from commerce.payments.ports import GatewayAway
from kernel.db import db
from tests.books.conftest import YESTERDAY, Trade, open_differences
from wechat import pay_client, sealed_bills

DAY = YESTERDAY.isoformat()
PARTNER, SUB = "1800000001", "1900000009"


def fetch(*kinds):
    for kind in kinds or ("trade", "fund"):
        jobs.fetch_bill(kind, DAY)


@pytest.fixture
def partnered(shop, sandbox):
    """The same trade by a shop under a partner."""
    sandbox.register(mchid=PARTNER, partner=True, sub_mchids=[SUB], appids=[])
    sandbox.connect(mode="partner", mchid=PARTNER, sub_mchid=SUB)
    return Trade(sandbox, mchid=PARTNER)


@pytest.mark.parametrize("order", [("trade", "fund"), ("fund", "trade")])
@pytest.mark.parametrize("bill", ["trade", "fund"])
def test_a_fee_that_the_two_bills_tell_differently_is_laid_out_whichever_comes_first(trade, order, bill):
    made = [trade.pay(quantity) for quantity in (1, 2, 3)]
    back = trade.refund(made[1], 500)
    trade.seed(bill, "fee", made[0].number, fen=2)
    trade.seed(bill, "fee", back.number, fen=-1)
    fetch(*order)
    fetch(*order)
    assert open_differences() == sorted([("fund", "fee", made[0].number), ("fund", "fee", back.number)])
    rows = db.session.scalars(select(Difference).order_by(Difference.number)).all()
    off = {row.number: row.their_fen - row.our_fen for row in rows}
    sign = 1 if bill == "fund" else -1
    assert off == {made[0].number: 2 * sign, back.number: 1 * sign}
    assert "手续费" in rows[0].summary


def test_bills_that_agree_have_no_difference_in_fees(trade):
    trade.refund(trade.pay(2), 500)
    fetch()
    assert open_differences() == []


def test_fees_are_compared_where_the_movement_agrees():
    plain = Fees("payment", "P1", 1000, 6)
    assert rules.fee_differences({"v": plain}, {"v": Fees("payment", "P1", 1000, 7)}) == [("v", plain, 6, 7)]
    for trade, fund in (
        (plain, Fees("payment", "P1", 1001, 7)), (plain, Fees("payment", "P1", 2000, 12, count=2)),
        (Fees("payment", "P1", 1000, 6, is_settled=False), Fees("payment", "P1", 1000, 0)),
    ):  # fmt: skip
        assert rules.fee_differences({"v": trade}, {"v": fund}) == []
    alone = Fees("fee", "X", 0, 9, count=0)
    assert rules.fee_differences({}, {"v": alone, "w": plain}) == [("v", alone, None, 9)]


def test_the_fund_bill_of_a_shop_under_a_partner_is_opened_joined_and_matched(partnered):
    made = [partnered.pay(quantity) for quantity in (1, 2, 3)]
    partnered.refund(made[0], 500)
    fetch()
    assert open_differences() == []
    trade_bill, fund_bill = queries.bills(YESTERDAY, YESTERDAY)
    assert (trade_bill.state, fund_bill.state, fund_bill.line_count) == ("loaded", "loaded", 8)
    assert len(db.session.scalars(select(BillLine).where(BillLine.bill_id == fund_bill.id)).all()) == 8
    assert accounts.balances()["wechat_balance"] == fund_bill.in_fen - fund_bill.out_fen


def test_differences_are_found_under_a_partner_as_well(partnered):
    made = [partnered.pay(quantity) for quantity in (1, 2)]
    partnered.seed("fund", "missing", made[0].number)
    partnered.seed("fund", "fee", made[1].number, fen=3)
    fetch()
    assert open_differences() == sorted([("fund", "missing", made[0].number), ("fund", "fee", made[1].number)])


def test_a_partner_without_leave_for_the_fund_bill_is_told_so(partnered):
    partnered.pay()
    partnered.sandbox.register(mchid=PARTNER, partner=True, sub_mchids=["1900000010"], appids=[])
    with pytest.raises(Exception, match="没有开通这项支付权限"):
        fetch("fund")


def sealed(partnered):
    partnered.pay()
    partnered.pay()
    account = pay_client.account()
    asked = {"sub_mchid": SUB, "bill_date": DAY, "account_type": "BASIC"}
    return account, pay_client.call(account, "submch_fundflow_bill", **asked)


def test_a_sealed_bill_that_lacks_a_file_or_was_changed_is_not_taken_in(partnered):
    account, answer = sealed(partnered)
    parts = answer["download_bill_list"]
    assert len(parts) == 2

    def joined(*changed):
        return sealed_bills.joined(
            {"download_bill_list": list(changed)}, account.private_key, lambda url: pay_client.download(account, url)
        )

    whole = joined(*reversed(parts)).decode("utf-8-sig")
    assert whole.count("\r\n") == 7
    for changed, why in (
        (parts[1:], "不齐"), ([], "不齐"), ([parts[0], parts[0]], "不齐"),
        ([parts[0] | {"nonce": "x" * 12}, parts[1]], "解不开"),
        ([parts[0] | {"encrypt_key": base64.b64encode(b"x" * 256).decode()}, parts[1]], "解不开"),
        ([parts[0] | {"hash_value": "0" * 40}, parts[1]], "摘要不符"),
    ):  # fmt: skip
        with pytest.raises(GatewayAway, match=why):
            joined(*changed)
