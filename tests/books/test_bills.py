"""Yesterday's bills, fetched from the sandbox through the real adapter and matched to the ledger."""

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from commerce.books import actions, jobs, queries
from commerce.books.models import Bill, BillLine, Difference
from commerce.ledger import queries as accounts
from commerce.payments import actions as payments
from commerce.payments import queries as money
from commerce.payments.ports import BillContent, BillEntry, GatewayAway, Payout
from jobs.models import Job
from jobs.queue import Postponed
from kernel.db import db, transaction
from kernel.errors import Invalid
from tests.books.conftest import YESTERDAY, YESTERDAY_NOON, open_differences
from wechat import bills

DAY = YESTERDAY.isoformat()


def fetch():
    jobs.fetch_bill("trade", DAY)
    jobs.fetch_bill("fund", DAY)


def clearing():
    return {
        account: fen for account, fen in accounts.balances(("wechat_clearing", "refund_clearing", "suspense")).items()
        if fen
    }  # fmt: skip


@pytest.fixture
def traded(trade):
    """Three payments and two refunds of yesterday; the numbers."""
    made = [trade.pay(quantity) for quantity in (1, 2, 3)]
    back = [trade.refund(made[0]), trade.refund(made[1], 500)]
    return made, back


def test_a_true_bill_clears_what_was_on_its_way_and_names_the_fees(trade, traded):
    made, _ = traded
    fetch()
    jobs.fetch_bill("trade", DAY)
    assert (open_differences(), clearing()) == ([], {})
    taken = sum(row.total_fen for row in made) - 1500
    fees = accounts.balances()["fees"]
    assert accounts.balances()["wechat_balance"] == taken - fees
    assert fees == round(sum(row.total_fen for row in made) * 0.006) - 6 - 3
    trade_bill, fund_bill = queries.bills(YESTERDAY, YESTERDAY)
    assert (trade_bill.kind, trade_bill.state, trade_bill.line_count) == ("trade", "loaded", 5)
    assert (fund_bill.in_fen - fund_bill.out_fen, fund_bill.line_count) == (taken - fees, 10)


def test_every_seeded_difference_is_found_and_no_other(trade, traded):
    made, back = traded
    expected = []
    for bill, kind, number in (
        ("trade", "missing", made[0].number), ("trade", "doubled", made[1].number), ("trade", "amount", made[2].number),
        ("trade", "state", back[0].number), ("trade", "missing", back[1].number),
        ("fund", "doubled", back[0].number), ("fund", "amount", made[0].number), ("fund", "missing", made[2].number),
    ):  # fmt: skip
        trade.seed(bill, kind, number)
        expected.append((bill, kind, number))
    for bill in ("trade", "fund"):
        trade.seed(bill, "foreign", fen=777)
        trade.seed(bill, "foreign", "refund", fen=88)
    fetch()
    found = open_differences()
    assert [one for one in found if one[1] != "foreign"] == sorted(expected)
    assert sorted(number[:1] for _, kind, number in found if kind == "foreign") == ["X"] * 4
    assert accounts.balances()["suspense"] == -(777 - 88) - made[1].total_fen
    sums = db.session.execute(select(Difference.our_fen, Difference.their_fen).where(Difference.kind == "amount"))
    assert [theirs - ours for ours, theirs in sums] == [1, 1]


def test_a_day_without_trade_has_no_bill_and_that_is_in_order(trade):
    fetch()
    assert {bill.state for bill in queries.bills(YESTERDAY, YESTERDAY)} == {"none"}
    assert open_differences() == []


def test_a_payment_that_never_told_us_is_found_by_its_bill_and_settled(trade):
    """The notice was lost: the bill names it, WeChat Pay is asked, and everything comes right by itself."""
    payment = trade.pay(settles=False)
    fetch()
    assert open_differences() == [
        ("fund", "state", payment.number), ("trade", "state", payment.number),
    ]  # fmt: skip
    [asked] = db.session.execute(select(Job.arguments).where(Job.name.like("%books.jobs.ask"))).scalars().all()
    jobs.ask(*asked)
    assert (money.payment_by_number(payment.number).state, open_differences(), clearing()) == ("settled", [], {})


def test_a_slow_refund_is_cleared_when_it_has_arrived(trade):
    payment = trade.pay()
    row = trade.refund(payment, state="PROCESSING")
    jobs.fetch_bill("trade", DAY)
    assert (open_differences(), money.refund_by_number(row.number).state) == ([], "sent")
    trade.end(row)
    jobs.cross_check()
    assert clearing() == {}


def test_a_bill_that_does_not_come_is_asked_for_again_and_then_told(trade):
    trade.sandbox.put("/settings", bills_late=True)
    for _ in range(actions.ALARM_AFTER):
        with pytest.raises(Postponed, match="还在生成"):
            jobs.fetch_bill("trade", DAY)
    assert [one.kind for one in money.open_anomalies()] == ["bill_late"]
    trade.sandbox.put("/settings", bills_late=False)
    jobs.fetch_bill("trade", DAY)
    assert money.open_anomalies() == []


def test_a_damaged_bill_is_not_taken_in(trade, traded):
    with pytest.raises(GatewayAway, match="不完整"):
        bills.unpacked(gzip.compress(b"x" * 999)[:-9])
    with pytest.raises(GatewayAway, match="无法解压"):
        bills.unpacked(b"\x1f\x8bnot a file at all")
    with pytest.raises(ValueError, match="backticks"):
        bills.read("交易时间\n12\n总交易单数\n`1", "trade", "")


def test_text_of_people_cannot_break_a_row():
    assert bills._cells("`a\\ b,`,`=1+1") == ["a,b", "", "=1+1"]


def test_the_morning_asks_for_each_bill_once(trade):
    jobs.fetch_bills()
    jobs.fetch_bills()
    wanted = select(func.count()).select_from(Job).where(Job.name.like("%books.jobs.fetch_bill"))
    assert db.session.scalar(wanted) == 2 * jobs.CATCH_UP_DAYS


def test_a_resolved_difference_is_signed_and_its_rest_leaves_the_clearing_account(trade):
    payment = trade.pay()
    trade.seed("trade", "amount", payment.number, fen=7)
    jobs.fetch_bill("trade", DAY)
    row_id = queries.differences().rows[0].id
    with pytest.raises(Invalid), transaction():
        actions.resolve(row_id, " ", is_adjusted=True, by="staff:1")
    with transaction():
        row = actions.resolve(row_id, "微信少扣了 7 分", is_adjusted=True, by="staff:1")
    assert (clearing(), accounts.balances()["other_income"]) == ({}, -7)
    assert (row.state, row.resolved_by) == ("resolved", "staff:1")


def test_what_is_missing_settles_itself_when_a_later_bill_has_it(trade):
    payment = trade.pay()
    trade.seed("trade", "missing", payment.number)
    jobs.fetch_bill("trade", DAY)
    assert open_differences() == [("trade", "missing", payment.number)]
    entry = bill_entry(payment)
    with transaction():
        actions.load("trade", YESTERDAY.replace(year=YESTERDAY.year - 1), entry, at=YESTERDAY_NOON)
    assert (open_differences(), clearing()) == ([], {})


def bill_entry(payment):
    one = BillEntry("payment", payment.number, payment.transaction_id, payment.total_fen, "settled", YESTERDAY_NOON)
    return BillContent((one,), "", 1, payment.total_fen, 0)


def an_old_refund(trade):
    """Asked for days ago and never answered."""
    payment = trade.pay()
    with transaction():
        refund = payments.request_refund(payment, 100, cause="x", reason="x", by="staff:1")
        refund.made_at = YESTERDAY_NOON - timedelta(days=2)
    return refund


def test_the_hour_finds_what_stands_in_no_bill(trade):
    refund = an_old_refund(trade)
    jobs.cross_check()
    jobs.cross_check()
    assert open_differences() == [("hourly", "no_result", refund.number)]


def test_what_came_right_by_itself_and_differs_again_is_laid_out_again(trade):
    refund = an_old_refund(trade)
    jobs.cross_check()
    with transaction():
        payments.record_payout(refund.id, Payout("failed", refund.number, 100, cause="账户异常"), at=YESTERDAY_NOON)
    jobs.cross_check()
    assert open_differences() == []
    with transaction():
        payments.retry_refund(refund.id, by="staff:1")
    jobs.cross_check()
    assert open_differences() == [("hourly", "no_result", refund.number)]


def test_bills_and_lines_are_history(trade, traded):
    jobs.fetch_bill("trade", DAY)
    assert db.session.scalar(select(func.count()).select_from(BillLine)) == 5
    assert db.session.scalar(select(Bill.sha1).where(Bill.kind == "trade"))
