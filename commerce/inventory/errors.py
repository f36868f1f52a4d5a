"""Refusals about stock."""

from kernel.errors import Refused


class SoldOut(Refused):
    """Not enough pieces are left. sellable: what can still be bought of the SKU."""

    def __init__(self, sku_id: int, wanted: int, sellable: int) -> None:
        words = "这款刚刚售罄" if sellable <= 0 else f"库存只剩 {sellable} 件，请减少数量"
        super().__init__(words)
        self.sku_id = sku_id
        self.wanted = wanted
        self.sellable = sellable
