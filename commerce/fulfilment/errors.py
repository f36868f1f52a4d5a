"""Refusals about shipping."""

from kernel.errors import Invalid, Refused


class MayNotShip(Refused):
    """The order stands where nothing may leave: unpaid, over, or blocked."""


class TooMany(Invalid):
    """More pieces of a line than are still to be shipped. left: how many are."""

    def __init__(self, order_line_id: int, title: str, left: int) -> None:
        words = f"「{title}」最多还能发 {left} 件" if left else f"「{title}」已经全部发出"
        super().__init__(f"line-{order_line_id}", words)
        self.left = left


class NumberTaken(Refused):
    """The same carrier and number already belong to another parcel of this order."""

    def __init__(self) -> None:
        super().__init__("这个物流单号已经用在这个订单的另一个包裹上，请核对")
