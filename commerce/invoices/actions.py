"""An invoice is asked for, issued, rejected, taken back, recalled and flushed. The order row is locked first."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from commerce.events.invoices import InvoiceMoved
from commerce.invoices import queries
from commerce.invoices.errors import MayNotInvoice
from commerce.invoices.models import Invoice, InvoiceFile, InvoiceTitle
from commerce.invoices.rules import MOST_TITLES, Title, checked_number, checked_pdf
from commerce.invoices.states import INVOICE, LABELS
from commerce.members.models import Member
from commerce.orders.models import Order
from jobs import outbox
from kernel import clock
from kernel.db import db, find, lock, save
from kernel.errors import Invalid, NotFound, Refused
from kernel.money import format_yuan

INVOICED = ("paid", "part_shipped", "shipped", "completed")
LIVING = ("requested", "issued", "to_flush")


@dataclass(frozen=True)
class Paper:
    """What the merchant writes down of an invoice from the tax office. content: its PDF, None when not at hand.

    sum_fen: what it was made out for, where the form has shown it.
    """

    number: str
    on: date
    content: bytes | None = None
    sum_fen: int | None = None


def may_request(order: Order) -> bool:
    """Whether something was paid here that an invoice can be made out for."""
    return order.source == "wechat" and order.state in INVOICED and order.total_fen > order.refunded_fen


def request(order_id: int, member_id: int, title: Title, *, at: datetime) -> Invoice:
    """The shopper asks for an invoice; one living at a time. Raises NotFound, MayNotInvoice."""
    order = lock(Order, order_id)
    if order.member_id != member_id:
        raise NotFound("没有找到这个订单")
    if not may_request(order):
        raise MayNotInvoice("付款后、没有全部退款的订单才能申请发票")
    living = select(Invoice.id).where(Invoice.order_id == order.id, Invoice.state.in_(LIVING))
    if db.session.scalar(living) is not None:
        raise MayNotInvoice("这个订单已经申请过发票，请在订单里查看")
    row = save(
        Invoice(
            order_id=order.id, member_id=member_id, sum_fen=order.total_fen - order.refunded_fen, asked_at=at,
            **asdict(title),
        )
    )  # fmt: skip
    _record(row, "requested", "", by=f"member:{member_id}", at=at)
    return row


def withdraw(invoice_id: int, *, reason: str, by: str, at: datetime) -> Invoice:
    """The request is taken back before anything was issued."""
    row = _locked(invoice_id)
    _move(row, "withdraw")
    return _decide(row, "withdrawn", reason, by=by, at=at)


def issue(invoice_id: int, paper: Paper, *, by: str, at: datetime) -> Invoice:
    """The invoice of the tax office, for what is paid now. Raises Invalid, Refused."""
    row = _locked(invoice_id)
    order = find(Order, row.order_id)
    _move(row, "issue")
    row.number, row.issued_on = checked_number(paper.number), _not_later(paper.on)
    row.sum_fen = _left(order, paper)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise Invalid("number", "这个发票号码已经登记在另一张发票上") from error
    _keep_file(row, "blue", paper.content)
    return _decide(row, "issued", "", by=by, at=at)


def _left(order: Order, paper: Paper) -> int:
    """What is paid now. Raises Refused when that is nothing, Invalid when the paper was made out for another sum."""
    left_fen = order.total_fen - order.refunded_fen
    if left_fen < 1:
        raise Refused("订单已经全部退款，不用开票")
    if paper.sum_fen is not None and paper.sum_fen != left_fen:
        said, now = format_yuan(paper.sum_fen), format_yuan(left_fen)
        raise Invalid("number", f"订单刚有退款，应开 ¥{now}；已按 ¥{said} 开出的请在税务平台红冲后重开")
    return left_fen


def reject(invoice_id: int, reason: str, *, by: str, at: datetime) -> Invoice:
    """It cannot be issued as asked; the shopper reads why and may ask again."""
    row = _locked(invoice_id)
    _move(row, "reject")
    return _decide(row, "rejected", reason, by=by, at=at)


def flush(invoice_id: int, paper: Paper, reason: str, *, by: str, at: datetime) -> Invoice:
    """红冲: the red invoice cancels the blue one as a whole; the shopper may ask for a new one for what is left."""
    row = _locked(invoice_id)
    _move(row, "flush")
    row.red_number, row.flushed_on = checked_number(paper.number, "number"), _not_later(paper.on)
    if row.red_number == row.number:
        raise Invalid("number", "红字发票号码不能和原发票相同")
    _keep_file(row, "red", paper.content)
    return _decide(row, "flushed", reason, by=by, at=at)


def recount(order_id: int, reason: str, *, by: str, at: datetime) -> None:
    """Money of the order went back: a request asks for less or nothing, an issued one says too much. Safe to repeat."""
    order = lock(Order, order_id)
    left_fen = order.total_fen - order.refunded_fen
    for row in queries.of_order(order.id):
        if row.state == "requested" and left_fen:
            row.sum_fen = left_fen
        elif row.state == "requested":
            _move(row, "withdraw")
            _decide(row, "withdrawn", "订单已全部退款", by=by, at=at)
        elif row.state == "issued" and row.sum_fen > left_fen:
            _move(row, "recall")
            _decide(row, "recalled", reason, by=by, at=at)


def keep_title(member_id: int, title: Title) -> InvoiceTitle:
    """Remember a title for the next time. Safe to repeat: the same one is kept once."""
    lock(Member, member_id)
    book = queries.titles(member_id)
    same = next(
        (row for row in book if (row.kind, row.title, row.tax_number) == (title.kind, title.title, title.tax_number)),
        None,
    )
    if same is not None:
        same.email = title.email or same.email
        return same
    if len(book) >= MOST_TITLES:
        raise Refused(f"最多保存 {MOST_TITLES} 个抬头，请先删除不用的")
    return save(InvoiceTitle(member_id=member_id, **asdict(title)))


def forget_title(title_id: int, member_id: int) -> None:
    """Take a title out of the book; invoices keep their own copy. Raises NotFound."""
    queries.own_title(title_id, member_id).deleted_at = clock.now()


def _locked(invoice_id: int) -> Invoice:
    order_id = find(Invoice, invoice_id).order_id
    lock(Order, order_id)
    return lock(Invoice, invoice_id)


def _move(row: Invoice, verb: str) -> None:
    if not INVOICE.can(row, verb):
        raise Refused(f"{LABELS[row.state]}的发票不能这样操作，请刷新后再看")
    INVOICE.move(row, verb)


def _not_later(on: date) -> date:
    if not date(2020, 1, 1) <= on <= clock.today_on():
        raise Invalid("on", "开票日期不对，不能晚于今天")
    return on


def _keep_file(row: Invoice, kind: str, content: bytes | None) -> None:
    if content is None:
        return
    number = row.number if kind == "blue" else row.red_number
    save(InvoiceFile(invoice_id=row.id, kind=kind, name=f"{number}.pdf", content=checked_pdf(content)))


def _decide(row: Invoice, move: str, reason: str, *, by: str, at: datetime) -> Invoice:
    row.reason, row.decided_at = reason, at
    _record(row, move, reason, by=by, at=at)
    return row


def _record(row: Invoice, move: str, reason: str, *, by: str, at: datetime) -> None:
    outbox.record(InvoiceMoved(row.order_id, row.id, move, reason), by=by, at=at)
