"""The two sides, the operator and the clock: who may do what, what silence means, what is written down."""

import pytest
from sqlalchemy import select

from commerce.aftersale import jobs, queries
from commerce.aftersale.actions import answers, outcomes, returns, rulings
from commerce.aftersale.errors import NotEligible
from commerce.aftersale.models import CaseEntry
from commerce.events.payments import RefundFailed
from commerce.inventory.errors import SoldOut
from commerce.inventory.models import Stock
from commerce.orders import jobs as order_jobs
from commerce.payments.models import Refund
from jobs.models import Job
from jobs.queue import Postponed
from kernel.db import db
from kernel.errors import IllegalMove, Invalid, NotFound
from tests.support.aftersale import a_case, a_paid_order, again, is_overdue, lines_of, with_return_address
from tests.support.factories import a_member, facts, put_in_stock

SF = {"carrier": "SF", "tracking_number": "SF1234567890123"}


def on_the_way_back(order, **values):
    """A case whose goods have been sent back."""
    with_return_address()
    case = a_case(order, 1, **({"kind": "return_refund", "reason": "quality"} | values))
    answers.agree(case.id, by="staff:1")
    returns.fill_return(case.id, **SF, member_id=order.member_id)
    return case


@pytest.fixture
def done(shop):
    return a_paid_order((1000, 2), completed=True)


def test_a_refusal_says_why_and_the_operator_can_overrule_it(done):
    case = a_case(done, 1)
    with pytest.raises(Invalid, match="原因"):
        answers.refuse(case.id, reason=" ", by="staff:1")
    answers.refuse(case.id, reason="没有看到问题", by="staff:1")
    rulings.ask(case.id, side="shopper", reason="杯盖漏水", by=f"member:{done.member_id}", member_id=done.member_id)
    assert (again(case).state, case.waits_for) == ("arbitrating", "operator")
    with pytest.raises(Invalid, match="依据"):
        rulings.rule(case.id, "refund", refund_fen=None, note="", by="operator:1")
    rulings.rule(case.id, "refund", refund_fen=600, note="视频可见漏水", by="operator:1")
    assert (again(case).state, case.agreed_fen) == ("refunding", 600)
    ruling = queries.arbitration_of(case.id)
    assert (ruling.ruling, ruling.ruled_fen, ruling.ruled_by) == ("refund", 600, "operator:1")
    with pytest.raises(IllegalMove):
        rulings.rule(case.id, "reject", refund_fen=None, note="again", by="operator:1")


@pytest.mark.parametrize(("ruling", "state"), [("return_refund", "to_return"), ("reject", "closed")])
def test_the_operator_may_also_want_the_goods_back_or_agree_with_the_merchant(done, ruling, state):
    with_return_address()
    case = a_case(done, 1)
    answers.refuse(case.id, reason="没有看到问题", by="staff:1")
    rulings.ask(case.id, side="merchant", reason="买家不配合", by="staff:1")
    rulings.rule(case.id, ruling, refund_fen=None, note="双方凭证", by="operator:1")
    assert again(case).state == state


def test_goods_the_merchant_refused_stay_written_off_when_the_operator_refunds(done):
    case = on_the_way_back(done)
    returns.refuse_receipt(case.id, reason="缺少配件", by="staff:1")
    rulings.ask(case.id, side="shopper", reason="配件齐全", by="member", member_id=done.member_id)
    rulings.rule(case.id, "refund", refund_fen=None, note="签收时未提出", by="operator:1")
    assert (again(case).state, case.is_put_back, lines_of(done)[0].returned_quantity) == ("refunding", False, 1)


def test_another_sum_is_proposed_declined_and_accepted(done):
    case = a_case(done, 2)
    answers.offer(case.id, 300, reason="补偿一部分", by="staff:1")
    answers.decline(case.id, reason="太少", member_id=done.member_id)
    assert again(case).state == "applied"
    with pytest.raises(Invalid, match="低于申请金额"):
        answers.offer(case.id, 2000, reason="全额", by="staff:1")
    answers.offer(case.id, 501, reason="补偿四分之一", by="staff:1")
    answers.accept(case.id, member_id=done.member_id)
    assert (again(case).state, case.agreed_fen) == ("refunding", 501)
    assert [fen for line in queries.lines_of([case.id])[case.id] for fen in line.refunded] == [251, 250]
    outcomes.settle(case.refund_id)
    assert a_case(done, 1).asked_fen == 750  # what is left of the piece


def test_an_exchange_goes_out_from_stock_and_ends_with_its_receipt(done):
    case = on_the_way_back(done, kind="exchange")
    returns.receive(case.id, is_sellable=False, by="staff:2")
    sku_id = lines_of(done)[0].sku_id
    stock = db.session.scalars(select(Stock).where(Stock.sku_id == sku_id)).one()
    before = stock.on_hand
    returns.send_exchange(case.id, **SF, by="staff:2")
    assert again(stock).on_hand == before - 1
    returns.finish_exchange(case.id, by="member:1", member_id=done.member_id)
    assert (again(case).state, again(done).refunded_fen, done.open_cases) == ("exchanged", 0, 0)
    assert a_case(done, 2).asked_fen == 2000  # the replacement may be complained about, too


def test_nothing_to_exchange_becomes_money(done):
    case = on_the_way_back(done, kind="exchange")
    returns.receive(case.id, is_sellable=True, by="staff:2")
    stock = db.session.scalars(select(Stock).where(Stock.sku_id == lines_of(done)[0].sku_id)).one()
    stock.on_hand = 0
    db.session.flush()
    with pytest.raises(SoldOut):
        returns.send_exchange(case.id, **SF, by="staff:2")
    returns.refund_instead(case.id, by="staff:2")
    assert (again(case).state, case.agreed_fen) == ("refunding", 1000)


def test_a_replacement_that_never_comes_for_goods_that_cost_nothing_ends_the_case(shop):
    order = a_paid_order((1000, 1), freight_fen=800, discount_fen=1000, completed=True)
    case = on_the_way_back(order, kind="exchange", reason="other")
    returns.receive(case.id, is_sellable=True, by="staff:2")
    is_overdue(case)
    assert outcomes.elapse(case.id) is True
    assert (again(case).state, again(order).open_cases, order.refunded_fen, queries.due()) == ("closed", 0, 0, [])


SILENCE = {
    "applied": "refunding", "offered": "closed", "refused": "closed", "to_return": "closed", "returned": "refunding",
    "receipt_refused": "closed", "to_exchange": "refunding", "resent": "exchanged",
}  # fmt: skip


def in_state(order, state):
    """A case led to a state by its own moves."""
    if state in ("applied", "offered", "refused"):
        case = a_case(order, 1)
        if state == "offered":
            answers.offer(case.id, 500, reason="补偿", by="staff:1")
        if state == "refused":
            answers.refuse(case.id, reason="不符合", by="staff:1")
        return case
    if state == "to_return":
        with_return_address()
        case = a_case(order, 1, kind="return_refund")
        answers.agree(case.id, by="staff:1")
        return case
    case = on_the_way_back(order, kind="return_refund" if state in ("returned", "receipt_refused") else "exchange")
    if state == "receipt_refused":
        returns.refuse_receipt(case.id, reason="少配件", by="staff:1")
    if state in ("to_exchange", "resent"):
        returns.receive(case.id, is_sellable=True, by="staff:2")
    if state == "resent":
        returns.send_exchange(case.id, **SF, by="staff:2")
    return case


@pytest.mark.parametrize(("state", "after"), SILENCE.items())
def test_silence_is_answered_for_once_and_never_early(done, state, after):
    case = in_state(done, state)
    assert again(case).state == state
    assert outcomes.elapse(case.id) is False
    is_overdue(case)
    assert queries.due() == [case.id]
    assert outcomes.elapse(case.id) is True
    assert (again(case).state, queries.due()) == (after, [])
    assert outcomes.elapse(case.id) is False
    assert queries.entries(case.id)[-1].by == "system"
    assert len(db.session.scalars(select(Refund)).all()) == (after == "refunding")


def test_the_sweep_makes_one_job_per_case_however_often_it_runs(shop):
    case = a_case(a_paid_order((1000, 1)), 1)
    is_overdue(case)
    db.session.commit()
    jobs.sweep()
    jobs.sweep()
    keys = db.session.scalars(select(Job.key).where(Job.name == "commerce.aftersale.jobs.elapse")).all()
    assert keys == [f"aftersale:{case.id}"]
    jobs.elapse(case.id)
    assert again(case).state == "refunding"


def test_every_move_is_written_down_with_actor_time_and_reason(done):
    case = on_the_way_back(done)
    returns.receive(case.id, is_sellable=True, by="staff:2")
    outcomes.settle(case.refund_id)
    log = db.session.scalars(select(CaseEntry).where(CaseEntry.case_id == case.id).order_by(CaseEntry.id)).all()
    assert [(e.by.partition(":")[0], e.verb, e.from_state, e.to_state) for e in log] == [
        ("member", "apply", None, "applied"), ("staff", "await_return", "applied", "to_return"),
        ("member", "fill_return", "to_return", "returned"), ("staff", "refund", "returned", "refunding"),
        ("wechat", "settle", "refunding", "refunded"),
    ]  # fmt: skip
    assert all(entry.at for entry in log)
    assert facts().count("CaseMoved") == 4
    assert "CaseEnded" in facts()
    assert (again(case).waits_for, case.deadline_at, again(done).open_cases) == (None, None, 0)


def test_a_failed_refund_shows_its_cause_in_the_case(done):
    case = a_case(done, 1)
    answers.agree(case.id, by="staff:1")
    from commerce.aftersale import handlers

    handlers.on_refund_failed(RefundFailed(1, done.id, case.refund_id, "商户余额不足"))
    assert (queries.entries(case.id)[-1].verb, queries.entries(case.id)[-1].reason) == ("fail", "商户余额不足")
    assert again(case).state == "refunding"


def test_seven_days_apply_unless_the_exception_was_confirmed_when_buying(shop):
    order = a_paid_order((1000, 1), completed=True, excluded="custom_made")
    with pytest.raises(Invalid, match="消费者定制"):
        a_case(order, 1, kind="return_refund", reason="no_reason")
    assert a_case(order, 1, kind="return_refund", reason="quality").asked_fen == 1000


def test_who_may_ask_and_until_when(shop):
    order = a_paid_order((1000, 1))
    with pytest.raises(Invalid, match="还没有发出"):
        a_case(order, 1, kind="return_refund", is_unshipped=True)
    order.kind, order.is_blocked = "groupbuy", True
    with pytest.raises(NotEligible, match="成团"):
        a_case(order, 1)
    old = a_paid_order((1000, 1), completed=True)
    old.completed_at = old.placed_at.replace(year=2020)
    with pytest.raises(NotEligible, match="超过 15 天"):
        a_case(old, 1)
    with pytest.raises(NotFound):
        answers.cancel(a_case(a_paid_order((1000, 1)), 1).id, member_id=a_member().id)


def test_an_open_case_keeps_an_order_from_completing_by_itself(shop):
    order = a_paid_order((1000, 1), shipped=True)
    case = a_case(order, 1, reason="not_received")
    db.session.commit()
    with pytest.raises(Postponed):
        order_jobs.complete_received(order.id)
    answers.cancel(case.id, member_id=order.member_id)
    db.session.commit()
    order_jobs.complete_received(order.id)
    assert again(order).state == "completed"


def test_a_replacement_may_be_another_variant_of_the_same_price_only(shop):
    from commerce.catalog.models import Sku
    from kernel.db import save

    order = a_paid_order((1000, 1), completed=True)
    line = lines_of(order)[0]
    own = db.session.scalars(select(Sku).where(Sku.id == line.sku_id)).one()
    other, dearer = (
        save(Sku(product_id=own.product_id, code=code, option_values=[code], price_fen=fen))
        for code, fen in (("OTHER", 1000), ("DEARER", 1001))
    )
    put_in_stock(other.id, 1)
    with pytest.raises(Invalid, match="同款同价"):
        a_case(order, 1, kind="exchange", exchange_skus={line.id: dearer.id})
    case = on_the_way_back(order, kind="exchange", exchange_skus={line.id: other.id})
    returns.receive(case.id, is_sellable=True, by="staff:2")
    returns.send_exchange(case.id, **SF, by="staff:2")
    assert db.session.scalars(select(Stock.on_hand).where(Stock.sku_id == other.id)).one() == 0
