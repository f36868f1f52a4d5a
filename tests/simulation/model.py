"""One shop in plain Python: what should be so. It knows nothing of the product's code or tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

FREIGHT_FEN, FREE_FROM_FEN = 600, 5000
RECEIVE = timedelta(days=10)


def deal(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Fen by largest remainder, the earlier first among equals; without any weight all weigh the same."""
    weigh = list(weights) if any(weights) else [1] * len(weights)
    exact = [Fraction(total_fen * weight, sum(weigh)) for weight in weigh]
    fen = [part.__floor__() for part in exact]
    ranked = sorted(range(len(fen)), key=lambda place: (fen[place] - exact[place], place))
    for place in ranked[: total_fen - sum(fen)]:
        fen[place] += 1
    return fen


MOST_UNPAID = 5
"""So many orders of one person may wait for money."""


@dataclass
class Payment:
    """One attempt to collect. state: open, closing, closed, settled."""

    id: int
    number: str
    total_fen: int
    state: str = "open"
    is_prepared: bool = False  # the shop knows that the provider is ready


@dataclass
class Line:
    """Some pieces of one SKU. left: what has not gone back of each piece's money."""

    id: int
    sku_id: int
    quantity: int
    unit_price_fen: int
    paid_fen: int
    shipped: int = 0
    cancelled: int = 0
    held: int = 0
    returned: int = 0
    refunded_fen: int = 0
    left: list[int] = field(default_factory=list)

    @property
    def unsent(self) -> int:
        return self.quantity - self.shipped - self.cancelled

    @property
    def kept(self) -> int:
        return self.quantity - self.cancelled - self.returned

    def cost(self, paid_fen: int) -> None:
        self.paid_fen, self.left = paid_fen, deal(paid_fen, [1] * self.quantity)


@dataclass
class Order:
    """One order with what it holds or has taken. receive_by: all is on its way, and taken as received then."""

    id: int
    member_id: int | None
    lines: list[Line]
    freight_fen: int
    hold_until: datetime | None
    group_id: int | None = None
    state: str = "placed"
    refunded_fen: int = 0
    freight_refunded_fen: int = 0
    open_cases: int = 0
    receive_by: datetime | None = None
    completed_at: datetime | None = None
    is_blocked: bool = False
    payments: list[Payment] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        return self.group_id is None

    @property
    def pieces(self) -> dict[int, int]:
        return {line.sku_id: line.quantity for line in self.lines}

    @property
    def total_fen(self) -> int:
        return sum(line.paid_fen for line in self.lines) + self.freight_fen

    def reprice(self, goods_fen: int, freight_fen: int) -> None:
        """Somebody sets the price of all goods together: what is taken off is dealt out by what each line costs."""
        listed = [line.unit_price_fen * line.quantity for line in self.lines]
        for line, off_fen in zip(self.lines, deal(sum(listed) - goods_fen, listed), strict=True):
            line.cost(line.unit_price_fen * line.quantity - off_fen)
        self.freight_fen = freight_fen


@dataclass
class Group:
    """One group. seats: order id → held, paid, released, refunded, in the order they were taken."""

    id: int
    activity_id: int
    size: int
    state: str = "pending"
    expires_at: datetime | None = None
    seats: dict[int, str] = field(default_factory=dict)

    def count(self, *states: str) -> int:
        return sum(state in states for state in self.seats.values())


@dataclass
class Refund:
    """Money to go back. state: requested, sent, settled, failed."""

    number: str
    refund_fen: int
    cause: str
    state: str = "requested"


class Shop:
    """The books of one shop as they should be."""

    def __init__(self, tenant_id: int, limits: dict[int, int]) -> None:
        self.tenant_id = tenant_id
        self.limits = limits  # SKU → pieces per person
        self.on_hand: dict[int, int] = {}
        self.reserved: dict[int, int] = {}
        self.bought: dict[tuple[int, int], int] = {}  # (member, SKU) → counted pieces of limited SKUs
        self.orders: dict[int, Order] = {}
        self.groups: dict[int, Group] = {}
        self.quota_left = 0
        self.refunds: dict[int, Refund] = {}  # by the product's id, once it is known
        self.refunds_due: list[tuple[int, int]] = []  # order and fen of every refund there should be
        self.untold: list[tuple[str, int, datetime]] = []  # facts the relay has still to tell: paid, closed, refunded
        self.overtake: Callable[[Order], None] = lambda order: None  # what after-sale does when it is told of the last

    def sellable(self, sku_id: int) -> int:
        return self.on_hand[sku_id] - self.reserved[sku_id]

    # placing and closing

    def refusal(self, member_id: int, pieces: dict[int, int]) -> str | None:
        """The name of the refusal this basket should meet, or None."""
        for sku_id, quantity in pieces.items():
            limit = self.limits.get(sku_id)
            if limit is not None and self.bought.get((member_id, sku_id), 0) + quantity > limit:
                return "LimitReached"
        return "SoldOut" if any(self.sellable(sku_id) < pieces[sku_id] for sku_id in pieces) else None

    def hoarding(self, member_id: int) -> str | None:
        """The refusal of one more order by somebody who lets so many wait for money."""
        waiting = sum(order.member_id == member_id and order.state == "placed" for order in self.orders.values())
        return "TooManyUnpaid" if waiting >= MOST_UNPAID else None

    def seat_refusal(self, group: Group | None, member_id: int, quantity: int, at: datetime) -> str | None:
        """The same for a seat in a group; group: None opens one."""
        if group is not None and (group.state != "open" or (group.expires_at and group.expires_at <= at)):
            return "GroupOver"
        for each in self.groups.values():
            if each.state in ("pending", "open"):
                mine = [order_id for order_id, state in each.seats.items() if state in ("held", "paid")]
                if any(self.orders[order_id].member_id == member_id for order_id in mine):
                    return "AlreadyInGroup"
        if group is not None and group.count("held", "paid") >= group.size:
            return "GroupFull"
        return "ActivityOver" if self.quota_left < quantity else None

    def place(self, order: Order) -> None:
        self.orders[order.id] = order
        self._hold(order)

    def _hold(self, order: Order) -> None:
        for sku_id, quantity in order.pieces.items():
            self.reserved[sku_id] += quantity
            if sku_id in self.limits and order.member_id is not None:
                key = order.member_id, sku_id
                self.bought[key] = self.bought.get(key, 0) + quantity

    def close(self, order: Order, at: datetime) -> None:
        order.state = "closed"
        for sku_id, quantity in order.pieces.items():
            self.reserved[sku_id] -= quantity
        self.uncount(order, order.pieces)
        self.untold.append(("closed", order.id, at))

    def uncount(self, order: Order, pieces: dict[int, int]) -> None:
        """These pieces no longer count against what the person may buy."""
        for sku_id, quantity in pieces.items():
            key = order.member_id or 0, sku_id
            if key in self.bought:
                self.bought[key] = max(0, self.bought[key] - quantity)

    # goods on their way

    def ship(self, order: Order, pieces: dict[int, int] | None, at: datetime) -> str | None:
        """A parcel leaves; pieces: by line, none means all that may. Says which refusal it should meet, or None."""
        may = {line.id: line.unsent - line.held for line in order.lines}
        wanted = {line_id: count for line_id, count in (may if pieces is None else pieces).items() if count}
        if order.state not in ("paid", "part_shipped") or order.is_blocked:
            return "MayNotShip"
        if any(count > may[line_id] for line_id, count in wanted.items()):
            return "TooMany"
        if not wanted:
            return "MayNotShip" if pieces is None else "Invalid"
        for line in order.lines:
            line.shipped += wanted.get(line.id, 0)
        order.state = "part_shipped"
        self.all_sent(order, at)
        return None

    def all_sent(self, order: Order, at: datetime) -> None:
        """Nothing is left to be sent of an order of which something has left: from now on it may be received."""
        if order.state == "part_shipped" and not any(line.unsent for line in order.lines):
            order.state, order.receive_by = "shipped", at + RECEIVE

    def receive(self, order: Order, at: datetime) -> None:
        order.state, order.completed_at = "completed", at

    # money

    def settle(self, order: Order, payment: Payment, at: datetime) -> str:
        """Money has come in for a payment; what should become of it."""
        if payment.state == "settled":
            return "repeated"
        payment.state = "settled"
        if order.state == "placed" and payment.total_fen == order.total_fen:
            self._pay(order, at)
            return "paid"
        can_hold = self.refusal(order.member_id or 0, order.pieces) is None
        if order.state == "closed" and order.is_plain and payment.total_fen == order.total_fen and can_hold:
            self._hold(order)
            self._pay(order, at)
            return "revived"
        self.refunds_due.append((order.id, payment.total_fen))
        return "refunded"

    def _pay(self, order: Order, at: datetime) -> None:
        order.state = "paid"
        for sku_id, quantity in order.pieces.items():
            self.reserved[sku_id] -= quantity
            self.on_hand[sku_id] -= quantity
        self.untold.append(("paid", order.id, at))

    def refund_whole(self, order: Order, at: datetime) -> None:
        """All money that is left goes back; what has not left the house returns to the shelf."""
        self.refunds_due.append((order.id, order.total_fen - order.refunded_fen))
        for line in order.lines:
            self.on_hand[line.sku_id] += line.unsent
            self.uncount(order, {line.sku_id: line.unsent})
            line.held, line.cancelled, line.refunded_fen = 0, line.quantity - line.shipped, line.paid_fen
        order.state, order.is_blocked = "refunded", False
        order.refunded_fen, order.freight_refunded_fen = order.total_fen, order.freight_fen
        self.untold.append(("refunded", order.id, at))

    # groups

    def hear(self, duration_s: int) -> None:
        """The relay has told everything: seats are paid or free again."""
        untold, self.untold = self.untold, []
        for name, order_id, at in untold:
            order = self.orders[order_id]
            if name == "refunded":
                self.overtake(order)
                continue
            if order.group_id is None or self.groups[order.group_id].seats[order_id] != "held":
                continue
            group = self.groups[order.group_id]
            if name == "closed":
                self._leave(group, order, "released")
                group.state = "failed" if group.state == "pending" else group.state
            elif group.state not in ("pending", "open"):
                self._leave(group, order, "released")
                self.refund_whole(order, at)
            else:
                group.seats[order_id] = "paid"
                if group.state == "pending":
                    group.state, group.expires_at = "open", at + timedelta(seconds=duration_s)
                if group.count("paid") == group.size:
                    self._succeed(group)

    def _succeed(self, group: Group) -> None:
        group.state = "succeeded"
        for order_id, state in group.seats.items():
            if state == "paid":
                self.orders[order_id].is_blocked = False

    def _leave(self, group: Group, order: Order, state: str) -> None:
        group.seats[order.id] = state
        self.quota_left += sum(order.pieces.values())

    def leave(self, order: Order, at: datetime) -> None:
        """A paid member goes before the group is whole."""
        group = self.groups[order.group_id or 0]
        self._leave(group, order, "refunded")
        self.refund_whole(order, at)
        if group.count("paid") == 0:
            group.state = "failed"

    def expire_group(self, group: Group, at: datetime) -> None:
        if group.state != "open" or (group.expires_at is not None and group.expires_at > at):
            return
        group.state = "failed"
        for order_id, state in list(group.seats.items()):
            if state == "paid":
                self._leave(group, self.orders[order_id], "refunded")
                self.refund_whole(self.orders[order_id], at)
