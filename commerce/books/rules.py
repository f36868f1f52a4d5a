"""Matching a bill to our books, line by line. Pure: from both sides to what differs and what is to be posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from commerce.ledger import rules as ledger
from commerce.ledger.rules import Posting
from commerce.payments.ports import BillContent, BillEntry

MONEY = ("payment", "refund")


@dataclass(frozen=True)
class Ours:
    """What we know of one payment or refund.

    amount_fen: came in > 0 > went out. state: settled, or where it stands else. is_due: this very bill must have it.
    subject: under which it stands on wechat_clearing.
    """

    kind: str
    number: str
    vendor_number: str
    amount_fen: int
    state: str
    order_id: int | None = None
    is_due: bool = False

    @property
    def subject(self) -> str:
        return self.vendor_number if self.kind == "payment" else self.number


@dataclass(frozen=True)
class Found:
    """One difference. theirs and ours: None where that side has nothing."""

    kind: str  # missing, doubled, amount, state, foreign, total
    ours: Ours | None = None
    theirs: BillEntry | None = None


@dataclass(frozen=True)
class Matched:
    """A line with the one of ours it is about, and whether its money is already counted (a second line of the same)."""

    entry: BillEntry
    ours: Ours | None
    is_again: bool = False


def match(
    ours: Sequence[Ours], entries: Sequence[BillEntry], seen: frozenset[tuple[str, str]] = frozenset()
) -> tuple[list[Matched], list[Found]]:
    """Every line with its counterpart, and every difference: each side's every movement is looked at once.

    seen: (kind, vendor number) of lines that came with earlier bills of the same kind.
    """
    by_vendor = {(one.kind, one.vendor_number): one for one in ours if one.vendor_number}
    by_number = {(one.kind, one.number): one for one in ours}
    lines, found, met, numbers = [], [], set(seen), set()
    for entry in entries:
        if entry.kind not in MONEY:
            lines.append(Matched(entry, None))
            continue
        known = by_vendor.get((entry.kind, entry.vendor_number)) or by_number.get((entry.kind, entry.number))
        if known is not None and known.vendor_number not in ("", entry.vendor_number):
            known = None  # our number, but another transaction of theirs
        key = (entry.kind, entry.vendor_number)
        is_again = key in met
        met.add(key)
        numbers.add((entry.kind, entry.number))
        lines.append(Matched(entry, known, is_again))
        found += _differences(entry, known, is_again)
    for one in ours:
        is_met = (one.kind, one.vendor_number) in met if one.vendor_number else (one.kind, one.number) in numbers
        if one.is_due and not is_met:
            found.append(Found("missing", ours=one))
    return lines, found


def _differences(entry: BillEntry, known: Ours | None, is_again: bool) -> list[Found]:
    if is_again:
        return [Found("doubled", known, entry)]
    if known is None:
        return [Found("foreign", None, entry)]
    found = []
    if entry.amount_fen != known.amount_fen:
        found.append(Found("amount", known, entry))
    if not agree(known.state, entry.state):
        found.append(Found("state", known, entry))
    return found


def agree(our_state: str, their_state: str) -> bool:
    """A refund still under way in the bill says nothing against ours; anything else must say the same."""
    if their_state == "processing":
        return our_state != "failed"
    return (our_state == "settled") == (their_state == "settled")


@dataclass(frozen=True)
class Fees:
    """What one movement cost. amount_fen: the movement itself; fee_fen: taken > 0 > given back; count: its lines."""

    kind: str
    number: str
    amount_fen: int
    fee_fen: int
    count: int = 1
    is_settled: bool = True


def fee_differences(
    trade: Mapping[str, Fees], fund: Mapping[str, Fees]
) -> list[tuple[str, Fees, int | None, int | None]]:  # fmt: skip
    """Where the two bills of a day name another fee: (vendor number, movement, trade bill's fen, fund bill's fen).

    Both by vendor number. Compared where the movement itself agrees: one that is missing, doubled or of another sum is
    a difference already, and its fee says nothing new. A fee without any movement is one on its own.
    """
    found: list[tuple[str, Fees, int | None, int | None]] = []
    for vendor_number, theirs in fund.items():
        ours = trade.get(vendor_number)
        if ours is None:
            if theirs.count == 0:
                found.append((vendor_number, theirs, None, theirs.fee_fen))
            continue
        is_same = ours.count == theirs.count == 1 and ours.amount_fen == theirs.amount_fen and ours.is_settled
        if is_same and ours.fee_fen != theirs.fee_fen:
            found.append((vendor_number, ours, ours.fee_fen, theirs.fee_fen))
    return found


def totals_agree(content: BillContent) -> bool:
    """Whether the foot of a bill is the sum of its lines."""
    came = sum(one.amount_fen for one in content.entries if one.amount_fen > 0)
    went = -sum(one.amount_fen for one in content.entries if one.amount_fen < 0)
    return (len(content.entries), came, went) == (content.said_count, content.said_in_fen, content.said_out_fen)


def postings(kind: str, lines: Mapping[int, Matched]) -> list[Posting]:
    """What a bill's lines (by their row's id) do to the books.

    The trade bill confirms movements and names the fees; the fund bill adds what only it knows: withdrawals, and
    money that moved for other reasons, which stands in suspense until somebody says what it was.
    """
    posted = []
    for line_id, line in lines.items():
        entry = line.entry
        if kind == "trade":
            posted += _of_trade(line_id, line)
        elif entry.kind == "withdrawal":
            posted.append(ledger.withdrawn(line_id, entry.vendor_number, -entry.amount_fen, at=entry.at))
        elif entry.kind == "other":
            posted.append(_parked(line_id, entry))
    return posted


def _of_trade(line_id: int, line: Matched) -> list[Posting]:
    entry, ours = line.entry, line.ours
    posted = []
    order_id = ours.order_id if ours else None
    if entry.state == "settled" and entry.amount_fen:
        if ours is None or line.is_again:
            posted.append(_parked(line_id, entry))
        else:
            subject = replace(ours, vendor_number=entry.vendor_number).subject
            posted.append(ledger.cleared(line_id, subject, entry.amount_fen, order_id=order_id, at=entry.at))
    if entry.fee_fen:
        posted.append(ledger.fee(line_id, entry.vendor_number, entry.fee_fen, order_id=order_id, at=entry.at))
    return posted


def _parked(line_id: int, entry: BillEntry) -> Posting:
    return ledger.parked(line_id, entry.vendor_number, entry.amount_fen, note=entry.label, at=entry.at)
