"""Refusals at the till."""

from kernel.errors import Refused
from kernel.money import format_yuan_short


class PriceMoved(Refused):
    """The total is not what the shopper saw; they are shown both and decide."""

    def __init__(self, seen_fen: int, present_fen: int) -> None:
        super().__init__(
            f"价格已更新 ¥{format_yuan_short(seen_fen)} → ¥{format_yuan_short(present_fen)}，请确认后再付款"
        )
        self.seen_fen = seen_fen
        self.present_fen = present_fen


class TooManyUnpaid(Refused):
    """So many orders of one person wait for money that another would hold stock without anybody paying."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"你有 {waiting} 个订单还没有付款，请先付款或取消后再下单")
        self.waiting = waiting


class NotForSale(Refused):
    """A chosen SKU is off the shelf, gone, or not this shop's."""

    def __init__(self, sku_ids: list[int]) -> None:
        super().__init__("有商品已下架或失效，请返回重新选择")
        self.sku_ids = sku_ids


class NotDelivered(Refused):
    """Some of the goods are not sent to the chosen address."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(f"「{'」「'.join(titles)}」不配送到该地区，请换一个收货地址或去掉这些商品")
        self.titles = titles
