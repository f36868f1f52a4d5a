"""A past of after-sale: cases in every state, told by both sides, each through the product's own actions."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from commerce.aftersale.actions import answers, opening, outcomes, returns, rulings, talking
from commerce.aftersale.actions.opening import Application, Initiative
from commerce.aftersale.models import Case, CaseMessage
from commerce.inventory.models import Stock
from commerce.orders.models import Order, OrderLine
from commerce.payments import actions as payments
from commerce.payments.models import Refund
from commerce.payments.ports import Payout
from demo.seed.then import then
from kernel import clock
from kernel.db import db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARCEL = {"carrier": "SF", "tracking_number": "SF1234567890123"}
Story = Callable[["Told"], None]


class Told:
    """One case as its story goes on: each step some time after the one before."""

    def __init__(self, order: Order, line: OrderLine, at: datetime) -> None:
        self.order, self.line, self.at = order, line, at
        self.case: Any = None
        self.said = 0

    @staticmethod
    def first_line(order: Order) -> OrderLine:
        """The dearest line of an order."""
        lines = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.paid_fen.desc())
        return db.session.scalars(lines.limit(1)).one()

    def wait(self, span: timedelta) -> "Told":
        """Time goes by, not past the present."""
        self.at = min(self.at + span, clock.now() - timedelta(minutes=5))
        return self

    def do(self, action: Callable[[], Any]) -> "Told":
        """Something happens at this moment of the story."""
        with then(self.at):
            found = action()
        if isinstance(found, Case):
            self.case = found
        return self

    def ask(
        self, kind: str, reason: str, note: str = "", *, is_unshipped: bool = False, is_here: bool = True
    ) -> "Told":
        """The shopper asks about one piece."""
        wanted = Application(
            kind, reason, {self.line.id: 1}, is_unshipped, goods_received=is_here and not is_unshipped, note=note,
            request_key=f"story-{self.order.id}",
        )  # fmt: skip
        return self.do(lambda: opening.apply(self.order.id, wanted, member_id=self.member_id))

    def give(self, kind: str, reason: str, note: str, fen: int) -> "Told":
        """The merchant gives something back unasked."""
        wanted = Initiative(kind, reason, {self.line.id: 1}, False, fen, note, f"story-{self.order.id}")
        return self.do(lambda: opening.initiate(self.order.id, wanted, by="staff:1"))

    @property
    def member_id(self) -> int:
        assert self.order.member_id is not None
        return self.order.member_id

    def agree(self) -> "Told":
        return self.do(lambda: answers.agree(self.case.id, by="staff:1"))

    def refuse(self, reason: str) -> "Told":
        return self.do(lambda: answers.refuse(self.case.id, reason=reason, by="staff:1"))

    def send_back(self) -> "Told":
        return self.do(lambda: returns.fill_return(self.case.id, member_id=self.member_id, **PARCEL))

    def receive(self, *, is_sellable: bool = True) -> "Told":
        return self.do(lambda: returns.receive(self.case.id, is_sellable=is_sellable, by="staff:1"))

    def pay(self) -> "Told":
        """The money arrives."""
        refund = db.session.scalars(select(Refund).where(Refund.id == self.case.refund_id)).one()
        payout = Payout("settled", refund.number, refund.refund_fen, f"5000{refund.id:024d}", "支付用户零钱")
        refund.made_at = self.at
        self.wait(HOUR / 20).do(lambda: payments.record_payout(refund.id, payout, at=self.at))
        refund.sent_at = self.at
        return self.do(lambda: outcomes.settle(refund.id))

    def say(self, side: str, words: str) -> "Told":
        """One message; who writes next has read it."""
        self.said += 1
        by = {"shopper": f"member:{self.member_id}", "merchant": "staff:1", "operator": "operator:1"}[side]
        said: CaseMessage = talking_at(self, side, words, by)
        assert said.case_id == self.case.id
        return self

    def dispute(self, reason: str) -> "Told":
        return self.do(
            lambda: rulings.ask(
                self.case.id, side="shopper", reason=reason, by=f"member:{self.member_id}", member_id=self.member_id
            )
        )


def talking_at(told: Told, side: str, words: str, by: str) -> CaseMessage:
    """What is said at this moment of the story."""
    with then(told.at):
        return talking.say(told.case.id, words, side=side, by=by, request_key=f"story-{told.said}")


def _paid_back(told: Told) -> None:
    told.ask("refund_only", "damaged", "收到时边角磕坏了，不影响用").wait(6 * HOUR).agree().pay()


def _returned(told: Told) -> None:
    told.ask("return_refund", "no_reason", "颜色和家里不搭").wait(4 * HOUR).agree()
    told.wait(DAY).send_back().wait(2 * DAY).receive().pay()


def _returned_broken(told: Told) -> None:
    told.ask("return_refund", "quality", "用了一次就有裂纹").wait(3 * HOUR).agree()
    told.wait(DAY).send_back().wait(2 * DAY).receive(is_sellable=False).pay()


def _swapped(told: Told) -> None:
    told.ask("exchange", "wrong_goods", "发错规格了").wait(2 * HOUR).agree().wait(DAY).send_back().wait(DAY).receive()
    parcel = {"carrier": "SF", "tracking_number": "SF1234567890124"}
    told.wait(3 * HOUR).do(lambda: returns.send_exchange(told.case.id, by="staff:1", **parcel))
    told.wait(2 * DAY).do(lambda: returns.finish_exchange(told.case.id, by="system"))


def _compensated(told: Told) -> None:
    told.give("merchant_initiated", "agreed", "物流晚到两天，补偿一点心意", 500).pay()


def _price_protected(told: Told) -> None:
    told.give("price_protection", "price_drop", "下单后降价，退差价", min(1000, told.line.paid_fen // 5)).pay()


def _given_up(told: Told) -> None:
    told.ask("return_refund", "quality", "以为少了配件").wait(2 * HOUR).say("merchant", "配件在盒子夹层里，您再看看")
    told.wait(HOUR).say("shopper", "找到了，不好意思").do(
        lambda: answers.cancel(told.case.id, member_id=told.member_id)
    )


def _ruled(told: Told) -> None:
    told.ask("refund_only", "not_as_described", "和页面图片差别很大").wait(5 * HOUR).refuse("色差在正常范围内")
    told.wait(9 * HOUR).dispute("实物明显偏暗，有对比照片").wait(DAY)
    told.do(
        lambda: rulings.rule(
            told.case.id, "refund", refund_fen=max(1, told.case.asked_fen // 2), note="照片可见色差，商家承担一半",
            by="operator:1",
        )
    )  # fmt: skip
    told.pay()


PAST: Sequence[Story] = (
    _paid_back, _returned, _returned_broken, _swapped, _compensated, _price_protected, _given_up, _ruled,
)  # fmt: skip


def _fresh(told: Told) -> None:
    told.ask("return_refund", "quality", "杯盖合不严，倒过来会漏")
    told.wait(HOUR / 2).say("shopper", "我拍了视频，需要的话发给你们")


def _urgent(told: Told) -> None:
    told.ask("refund_only", "missing", "少了一件小配件")


def _offered(told: Told) -> None:
    told.ask("refund_only", "quality", "有一处划痕").wait(3 * HOUR)
    half = max(1, told.case.asked_fen // 2)
    told.do(lambda: answers.offer(told.case.id, half, reason="划痕较轻，先退一半，东西您留着用", by="staff:1"))


def _awaited(told: Told) -> None:
    told.ask("return_refund", "no_reason", "尺寸不合适").wait(2 * HOUR).agree()
    told.wait(HOUR).say("merchant", "请按退货地址寄回，包装尽量完整")


def _arriving(told: Told) -> None:
    told.ask("return_refund", "wrong_goods", "收到的不是我买的规格").wait(2 * HOUR).agree().wait(20 * HOUR).send_back()


def _to_swap(told: Told) -> None:
    told.ask("exchange", "quality", "拉链卡住了").wait(2 * HOUR).agree().wait(18 * HOUR).send_back().wait(DAY).receive()


def _refused(told: Told) -> None:
    told.ask("refund_only", "not_as_described", "没有想象的厚").wait(4 * HOUR).refuse(
        "厚度与参数表一致，照片看不出问题"
    )


def _disputed(told: Told) -> None:
    told.ask("refund_only", "damaged", "快递压坏了").wait(3 * HOUR).refuse("签收时没有提出，请先联系快递")
    told.wait(5 * HOUR).dispute("签收时快递放在柜子里，打开就是坏的")
    told.wait(HOUR).say("shopper", "这是快递柜取件时的录像截图").wait(2 * HOUR).say(
        "merchant", "出库称重正常，已附记录"
    )


def _paying(told: Told) -> None:
    told.ask("refund_only", "quality", "有一个是坏的").wait(2 * HOUR).agree().pay()


OPEN: Sequence[tuple[Story, timedelta]] = (
    (_fresh, 5 * HOUR), (_urgent, 44 * HOUR), (_offered, 9 * HOUR), (_awaited, 14 * HOUR), (_arriving, 2 * DAY),
    (_to_swap, 3 * DAY), (_refused, DAY), (_disputed, 2 * DAY), (_paying, 4 * HOUR),
)  # fmt: skip
"""What is under way when the demo opens, and how long ago it began."""


def happen() -> None:
    """All stories, on orders that were delivered by then. A shop of few orders has fewer of them."""
    orders = _Orders()
    now = clock.now()
    for story, ago in OPEN:
        days = 6 if story is _awaited else 13  # what has no reason must be soon
        if found := orders.take(now - ago, within=days * DAY):
            story(Told(*found, now - ago))
    for story in PAST:
        if found := orders.take(now - 6 * DAY):
            assert found[0].completed_at is not None
            story(Told(*found, found[0].completed_at + DAY))
    _unshipped(now)


def delivered() -> list[Order]:
    """Plain orders of this shop that arrived, newest first."""
    statement = select(Order).where(
        Order.state == "completed", Order.kind == "plain", Order.source == "wechat", Order.member_id.is_not(None)
    )
    return list(db.session.scalars(statement.order_by(Order.completed_at.desc(), Order.id.desc())))


class _Orders:
    """Delivered orders, each with one story at most; their dearest line, of which more is in stock for a swap."""

    def __init__(self) -> None:
        self.left = delivered()

    def take(self, at: datetime, *, within: timedelta | None = None) -> tuple[Order, OrderLine] | None:
        """The oldest one that had arrived by then, and not longer before than so."""
        for order in reversed(self.left):
            assert order.completed_at is not None
            if order.completed_at + HOUR > at or (within is not None and order.completed_at + within < at):
                continue
            line = Told.first_line(order)
            stock = db.session.scalar(select(Stock.on_hand - Stock.reserved).where(Stock.sku_id == line.sku_id))
            if line.paid_fen >= 2000 and (stock or 0) >= 2:
                self.left.remove(order)
                return order, line
        return None


def _unshipped(now: datetime) -> None:
    """Somebody has changed their mind before the parcel left."""
    waiting = select(Order).where(Order.state == "paid", Order.kind == "plain", Order.paid_at < now - 3 * HOUR)
    order = db.session.scalar(waiting.order_by(Order.id.desc()).limit(1))
    if order is not None:
        line = db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id).limit(1)).one()
        Told(order, line, now - 2 * HOUR).ask("refund_only", "changed_mind", "拍错了", is_unshipped=True)
