"""One shop in plain Python: what should be so. It knows nothing of the product's code or tables."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Payment:
    """One attempt to collect. state: open, closing, closed, settled."""

    id: int
    number: str
    total_fen: int
    state: str = "open"
    is_prepared: bool = False  # the shop knows that the provider is ready


@dataclass
class Order:
    """One order with what it holds or has taken. pieces: by SKU."""

    id: int
    member_id: int | None
    pieces: dict[int, int]
    total_fen: int
    hold_until: datetime | None
    group_id: int | None = None
    state: str = "placed"
    refunded_fen: int = 0
    is_blocked: bool = False
    payments: list[Payment] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        return self.group_id is None


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
        self.untold: list[tuple[str, int, datetime]] = []  # facts the relay has still to tell: paid, closed

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
        for sku_id, quantity in order.pieces.items():
            self.reserved[sku_id] += quantity
            if sku_id in self.limits and order.member_id is not None:
                key = order.member_id, sku_id
                self.bought[key] = self.bought.get(key, 0) + quantity

    def close(self, order: Order, at: datetime) -> None:
        order.state = "closed"
        for sku_id, quantity in order.pieces.items():
            self.reserved[sku_id] -= quantity
        self._uncount(order)
        self.untold.append(("closed", order.id, at))

    def _uncount(self, order: Order) -> None:
        for sku_id, quantity in order.pieces.items():
            key = order.member_id or 0, sku_id
            if self.bought.get(key, -1) >= quantity:
                self.bought[key] -= quantity

    # money

    def settle(self, order: Order, payment: Payment, at: datetime) -> str:
        """Money has come in for a payment; what should become of it."""
        if payment.state == "settled":
            return "repeated"
        payment.state = "settled"
        if order.state == "placed" and payment.total_fen == order.total_fen:
            self._pay(order, at)
            return "paid"
        can_hold = all(self.sellable(sku_id) >= quantity for sku_id, quantity in order.pieces.items())
        if order.state == "closed" and order.is_plain and payment.total_fen == order.total_fen and can_hold:
            for sku_id, quantity in order.pieces.items():
                self.reserved[sku_id] += quantity
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

    def refund_whole(self, order: Order) -> None:
        """All money goes back; what has not left returns to the shelf."""
        if order.state == "paid":
            for sku_id, quantity in order.pieces.items():
                self.on_hand[sku_id] += quantity
            self._uncount(order)
        order.state, order.refunded_fen, order.is_blocked = "refunded", order.total_fen, False
        self.refunds_due.append((order.id, order.total_fen))

    # groups

    def hear(self, duration_s: int) -> None:
        """The relay has told everything: seats are paid or free again."""
        untold, self.untold = self.untold, []
        for name, order_id, at in untold:
            order = self.orders[order_id]
            if order.group_id is None or self.groups[order.group_id].seats[order_id] != "held":
                continue
            group = self.groups[order.group_id]
            if name == "closed":
                self._leave(group, order, "released")
                group.state = "failed" if group.state == "pending" else group.state
            elif group.state not in ("pending", "open"):
                self._leave(group, order, "released")
                self.refund_whole(order)
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

    def leave(self, order: Order) -> None:
        """A paid member goes before the group is whole."""
        group = self.groups[order.group_id or 0]
        self._leave(group, order, "refunded")
        self.refund_whole(order)
        if group.count("paid") == 0:
            group.state = "failed"

    def expire_group(self, group: Group, at: datetime) -> None:
        if group.state != "open" or (group.expires_at is not None and group.expires_at > at):
            return
        group.state = "failed"
        for order_id, state in list(group.seats.items()):
            if state == "paid":
                self._leave(group, self.orders[order_id], "refunded")
                self.refund_whole(self.orders[order_id])
