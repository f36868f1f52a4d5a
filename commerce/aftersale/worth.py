"""What a request is worth, to the fen: the same sum on the form, in the case and in the refund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commerce.aftersale import queries, rules
from commerce.aftersale.errors import NotEligible
from commerce.orders.models import Order, OrderLine
from kernel.errors import Invalid


@dataclass(frozen=True)
class LineWorth:
    """Some pieces of one order line and what each of them is worth."""

    order_line_id: int
    units: list[int]
    fen: list[int]


@dataclass(frozen=True)
class Worth:
    """Lines and the freight that goes back with them."""

    lines: list[LineWorth]
    freight_fen: int

    @property
    def goods_fen(self) -> int:
        return sum(sum(line.fen) for line in self.lines)

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.freight_fen


def worth(
    order: Order,
    lines: Sequence[OrderLine],
    quantities: Mapping[int, int],
    *,
    is_unshipped: bool | None,
    is_merchants_fault: bool,
) -> Worth:
    """What pieces are worth. quantities: order line id → pieces, none of them 0; is_unshipped: none takes any piece.

    Raises NotEligible for more pieces than are free.
    """
    if not quantities:
        raise Invalid("lines", "请选择要申请售后的商品")
    seen = queries.lines_for_sale_after(lines)
    by_id = {line.id: line for line in lines}
    taken = []
    for order_line_id, quantity in sorted(quantities.items()):
        if order_line_id not in by_id or quantity < 1:
            raise NotEligible("选择的商品不正确，请刷新后重试")
        free = seen[order_line_id].available(is_unshipped=is_unshipped)
        if quantity > free:
            title = by_id[order_line_id].title
            raise NotEligible(f"「{title}」最多还能申请 {free} 件" if free else f"「{title}」已经没有可以申请的件数")
        taken.append(LineWorth(order_line_id, *seen[order_line_id].worth(quantity)))
    freight_fen = rules.freight_back(
        order.freight_fen - order.freight_refunded_fen,
        is_everything=is_everything(lines, seen, taken, is_unshipped=bool(is_unshipped)),
        was_shipped=any(line.shipped_quantity for line in lines),
        is_merchants_fault=is_merchants_fault,
    )
    return Worth(taken, freight_fen)


def is_everything(
    lines: Sequence[OrderLine], seen: Mapping[int, rules.Line], taken: Sequence[LineWorth], *, is_unshipped: bool
) -> bool:
    """Whether nothing of the order is left afterwards: no money of any piece, and nothing still to be sent."""
    left_fen = sum(sum(seen[line.id].left_fen) for line in lines) - sum(sum(part.fen) for part in taken)
    unsent = sum(line.unsent for line in lines)
    cancelled = sum(len(part.units) for part in taken) if is_unshipped else 0
    return left_fen == 0 and unsent == cancelled
