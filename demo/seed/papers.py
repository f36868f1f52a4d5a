"""Invoices in every state: asked for, issued with their file, refused, and cancelled by a red one."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from commerce.aftersale.models import Case
from commerce.invoices import actions as invoices
from commerce.invoices.actions import Paper
from commerce.invoices.models import Invoice
from commerce.invoices.rules import Title
from commerce.orders.models import Order
from demo.seed.cases import DAY, HOUR, Told, delivered
from demo.seed.then import then
from kernel import clock
from kernel.clock import shop_time
from kernel.db import db

COMPANY = Title("company", "杭州山岚贸易有限公司", "91330106MA2H3JQ82B", "finance@shanlan.example")
BY = "staff:1"


def happen() -> None:
    """On orders that arrived and have no case. Their titles stand in the buyers' books."""
    orders = _untouched()
    now = clock.now()
    for title, ago in ((Title("personal", "个人"), 3 * HOUR), (COMPANY, DAY)):
        _asked(next(orders), title, now - ago)
    for number, title in enumerate((Title("personal", "陈先生", email="chen@example.com"), COMPANY), start=1):
        _issued(_asked(next(orders), title, now - 4 * DAY), number, now - 3 * DAY)
    refused = _asked(next(orders), Title("company", "杭州某某公司", COMPANY.tax_number), now - 5 * DAY)
    with then(now - 4 * DAY):
        invoices.reject(refused.id, "抬头与税号对不上，请核对后重新申请", by=BY, at=clock.now())
    _recalled(next(orders), 3, now - 2 * DAY)
    flushed = _issued(_asked(next(orders), COMPANY, now - 9 * DAY), 4, now - 8 * DAY)
    with then(now - 6 * DAY):
        paper = Paper(_number(9), _today(), _pdf("red"))
        invoices.flush(flushed.id, paper, "买家要求更换抬头", by=BY, at=clock.now())


def _untouched() -> Iterator[Order]:
    busy = set(db.session.scalars(select(Case.order_id)))
    return (order for order in delivered() if order.id not in busy)


def _asked(order: Order, title: Title, at: datetime) -> Invoice:
    assert order.member_id is not None
    with then(at):
        invoices.keep_title(order.member_id, title)
        return invoices.request(order.id, order.member_id, title, at=at)


def _issued(row: Invoice, number: int, at: datetime) -> Invoice:
    with then(at):
        return invoices.issue(row.id, Paper(_number(number), _today(), _pdf("blue")), by=BY, at=at)


def _recalled(order: Order, number: int, at: datetime) -> None:
    """A compensation after the invoice: it says too much now."""
    _issued(_asked(order, Title("personal", "个人"), at - DAY), number, at)
    line = Told.first_line(order)
    Told(order, line, at + timedelta(hours=5)).give("merchant_initiated", "agreed", "包装有压痕，补偿", 300).pay()
    with then(at + timedelta(hours=6)):
        invoices.recount(order.id, "开票后退过款", by="system", at=clock.now())


def _number(number: int) -> str:
    return f"2633200000{number:010d}"


def _today() -> date:
    return shop_time(clock.now()).date()


def _pdf(kind: str) -> bytes:
    """The smallest file that is a PDF: one empty page."""
    return (
        b"%PDF-1.4\n%% demo " + kind.encode() + b"\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
