"""Taking bills in, laying differences out, and settling them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert as plain_insert
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commerce.books import queries, rules, words
from commerce.books.errors import AlreadyResolved
from commerce.books.models import Bill, BillLine, Difference
from commerce.books.rules import Found, Matched
from commerce.books.states import BILL, DIFFERENCE
from commerce.ledger import actions as ledger
from commerce.ledger import rules as posting
from commerce.payments import actions as payments
from commerce.payments.ports import BillContent, BillEntry
from kernel import clock
from kernel.db import db, lock
from kernel.errors import Invalid
from kernel.tenancy import current_tenant_id

ALARM_AFTER = 3
"""Tries in vain, half an hour apart, before a person is told that a bill is late."""
PORTION = 1000
NOTHING = BillContent((), "", 0, 0, 0)


def expect(kind: str, on: date) -> Bill:
    """The row of a day's bill, made when it is first asked for."""
    values = {"tenant_id": current_tenant_id(), "kind": kind, "bill_on": on, "state": BILL.initial}
    db.session.execute(insert(Bill).values(values).on_conflict_do_nothing())
    bill_id = db.session.scalars(select(Bill.id).where(Bill.kind == kind, Bill.bill_on == on)).one()
    return lock(Bill, bill_id)


def record_late(kind: str, on: date, cause: str, *, at: datetime) -> Bill:
    """The bill is not to be had: counted, and after some tries laid out for a person."""
    bill = expect(kind, on)
    if BILL.can(bill, "miss"):
        BILL.move(bill, "miss")
        bill.attempts, bill.last_error, bill.asked_at = bill.attempts + 1, cause, at
        if bill.attempts >= ALARM_AFTER:
            summary = f"{on:%Y-%m-%d} 的微信{words.BILLS[kind]}下载不到：{cause}"
            payments.open_anomaly("bill_late", f"{kind}:{on}", summary, {"kind": kind, "bill_on": on.isoformat()})
    return bill


def load(kind: str, on: date, content: BillContent | None, *, at: datetime) -> Sequence[Found]:
    """Take a day's bill in: its lines, what they do to the books, and every difference. None: nothing moved that day.

    Safe to repeat: a bill that is in stays as it is.
    """
    bill = expect(kind, on)
    if not BILL.can(bill, "load"):
        return []
    BILL.move(bill, "load" if content else "find_none")
    told = content or NOTHING
    bill.attempts, bill.last_error, bill.loaded_at, bill.sha1 = bill.attempts + 1, None, at, told.sha1 or None
    bill.asked_at = at
    bill.line_count, bill.fee_fen = len(told.entries), sum(one.fee_fen for one in told.entries)
    bill.in_fen = sum(one.amount_fen for one in told.entries if one.amount_fen > 0)
    bill.out_fen = -sum(one.amount_fen for one in told.entries if one.amount_fen < 0)
    ours = queries.ours_of(kind, on, told.entries)
    lines, found = rules.match(ours, told.entries, queries.seen_before(kind, on, told.entries))
    if not rules.totals_agree(told):
        found.append(Found("total"))
    _post(kind, _keep_lines(bill, lines))
    lay_out([_row(bill, one, at) for one in found])
    _settle_missing(bill, told.entries, at)
    _compare_fees(on, at)
    payments.settle_anomaly("bill_late", f"{kind}:{on}", "账单已下载")
    return found


def _keep_lines(bill: Bill, lines: Sequence[Matched]) -> dict[int, Matched]:
    kept: dict[int, Matched] = {}
    for start in range(0, len(lines), PORTION):
        portion = lines[start : start + PORTION]
        values = [_line(bill, start + offset, line.entry) for offset, line in enumerate(portion, start=1)]
        ids = db.session.execute(plain_insert(BillLine).values(values).returning(BillLine.id, BillLine.line_no)).all()
        kept |= {line_id: lines[line_no - 1] for line_id, line_no in ids}
    return kept


def _line(bill: Bill, line_no: int, entry: BillEntry) -> dict[str, object]:
    return {
        "tenant_id": bill.tenant_id, "bill_id": bill.id, "line_no": line_no, "kind": entry.kind,
        "number": entry.number, "vendor_number": entry.vendor_number, "amount_fen": entry.amount_fen,
        "fee_fen": entry.fee_fen, "state": entry.state, "label": entry.label, "at": entry.at,
    }  # fmt: skip


def _post(kind: str, lines: dict[int, Matched]) -> None:
    posted = rules.postings(kind, lines)
    for start in range(0, len(posted), PORTION):
        ledger.post_all(posted[start : start + PORTION])


def _row(bill: Bill, found: Found, at: datetime) -> dict[str, object]:
    ours, theirs = found.ours, found.theirs
    number = ours.number if ours and ours.number else theirs.number if theirs else str(bill.bill_on)
    vendor_number = theirs.vendor_number if theirs else ours.vendor_number if ours else ""
    kind = theirs.kind if theirs else ours.kind if ours else "total"
    return {
        "kind": found.kind, "source": bill.kind, "bill_id": bill.id, "found_on": bill.bill_on, "number": number,
        "fingerprint": f"{bill.kind}:{found.kind}:{kind}:{number}:{vendor_number}", "vendor_number": vendor_number,
        "order_id": ours.order_id if ours else None, "our_fen": ours.amount_fen if ours else None,
        "their_fen": theirs.amount_fen if theirs else None, "our_state": ours.state if ours else "",
        "their_state": theirs.state if theirs else "", "found_at": at,
        "summary": words.summary(found.kind, kind, words.BILLS[bill.kind], bill.bill_on),
    }  # fmt: skip


def _compare_fees(on: date, at: datetime) -> None:
    """Once both bills of a day are in: every fee of the one against the other, line by line."""
    both = {bill.kind: bill for bill in queries.bills(on, on) if bill.state == "loaded"}
    if len(both) < 2:
        return
    found = rules.fee_differences(queries.fees_of(both["trade"].id), queries.fees_of(both["fund"].id))
    lay_out(
        [
            {
                "kind": "fee", "source": "fund", "bill_id": both["fund"].id, "found_on": on, "number": movement.number,
                "fingerprint": f"fee:{vendor_number}", "vendor_number": vendor_number, "order_id": None,
                "our_fen": in_trade, "their_fen": in_fund, "our_state": "", "their_state": "", "found_at": at,
                "summary": words.summary("fee", movement.kind, words.BILLS["fund"], on),
            }
            for vendor_number, movement, in_trade, in_fund in found
            if in_trade is not None or not queries.is_fee_of_another_day(vendor_number)
        ]
    )  # fmt: skip


def lay_out(rows: Sequence[dict[str, object]]) -> int:
    """Differences become rows; one that stands already stays as it is. Returns how many are new or differ again."""
    if not rows:
        return 0
    values = [{"tenant_id": current_tenant_id(), "owner": "finance", "state": DIFFERENCE.initial} | row for row in rows]
    statement = insert(Difference).values(values).on_conflict_do_nothing().returning(Difference.id)
    return len(db.session.scalars(statement).all()) + _reopen({str(row["fingerprint"]): row for row in values})


def _reopen(rows: dict[str, dict[str, Any]]) -> int:
    """What had come right by itself and differs again is open again; what a person has settled stays settled."""
    count = 0
    known = select(Difference).where(
        Difference.fingerprint.in_(rows), Difference.state == "resolved", Difference.resolved_by == "system"
    )
    for row in db.session.scalars(known.order_by(Difference.id).with_for_update()):
        DIFFERENCE.move(row, "reopen")
        row.resolution = row.resolved_by = row.resolved_at = None
        row.found_at, row.our_fen = rows[row.fingerprint]["found_at"], rows[row.fingerprint]["our_fen"]
        count += 1
    return count


def _settle_missing(bill: Bill, entries: Sequence[BillEntry], at: datetime) -> None:
    numbers = {entry.number for entry in entries}
    waiting = select(Difference).where(
        Difference.state == "open", Difference.kind == "missing", Difference.source == bill.kind,
        Difference.number.in_(numbers),
    )  # fmt: skip
    for row in db.session.scalars(waiting) if numbers else ():
        settle_itself(row, f"在 {bill.bill_on:%Y-%m-%d} 的账单中出现", at)


def settle_itself(row: Difference, why: str, at: datetime) -> None:
    """What differed agrees now, without anybody's doing."""
    DIFFERENCE.move(row, "resolve")
    row.resolution, row.resolved_by, row.resolved_at = why, "system", at


def take(difference_id: int, *, by: str) -> Difference:
    """Somebody says: mine to look into."""
    row = lock(Difference, difference_id)
    if row.state != "open":
        raise AlreadyResolved("这条差异已经处理过了，请刷新看看")
    row.owner = by
    return row


def resolve(difference_id: int, resolution: str, *, is_adjusted: bool, by: str) -> Difference:
    """Somebody says what became of it. is_adjusted: what is still open of it becomes gain or loss in the books.

    Raises AlreadyResolved, and Invalid without words.
    """
    row = lock(Difference, difference_id)
    if row.state != "open":
        raise AlreadyResolved("这条差异已经处理过了，请刷新看看")
    if not resolution.strip():
        raise Invalid("resolution", "请写明处理结果")
    at = clock.now()
    DIFFERENCE.move(row, "resolve")
    row.resolution, row.resolved_by, row.resolved_at = resolution.strip(), by, at
    if is_adjusted:
        _adjust(row, at)
    return row


def _adjust(row: Difference, at: datetime) -> None:
    note = f"{row.summary}：{row.resolution}"
    for subject in sorted({row.number, row.vendor_number} - {""}):
        payments.lock_transaction(subject)
    for account, subject, open_fen in queries.still_open(row):
        ledger.post(posting.adjusted(row.id, account, subject, open_fen, note=note, at=at))
