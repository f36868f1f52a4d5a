"""What the merchant's people do."""

from sqlalchemy import select

from commerce.fulfilment import actions as fulfilment
from commerce.inventory import actions as inventory
from commerce.orders import actions as orders
from kernel import clock
from kernel.db import db, reading
from tests.simulation.ground import Ground, expect


class Desk(Ground):
    """Shipping, refunds, prices, counts."""

    def ship(self) -> str:
        """A parcel with everything, or with some pieces, for any order."""
        own = self._order("paid", "part_shipped", "part_shipped", "shipped", "closed")
        self.count += 1
        number, pieces = f"SF{10**12 + self.count}", None
        if self.rng.random() < 0.5:
            pieces = {line.id: self.rng.randint(0, max(1, line.unsent)) for line in own.lines}
        wanted = self.shop.ship(own, pieces, clock.now())
        self._refused_as(
            wanted,
            lambda: fulfilment.ship(
                own.id, carrier="SF", tracking_number=number, line_quantities=pieces, by="staff:1", at=clock.now()
            ),
        )
        return f"{own.id} {pieces} {wanted}"

    def refund(self) -> str:
        """The desk gives everything back, once."""
        own = self._order("paid", "part_shipped", "shipped", "completed", "refunded", in_group=False)
        is_left = own.refunded_fen < own.total_fen
        wanted = "IllegalMove" if own.state == "refunded" and is_left else None
        refund = self._refused_as(
            wanted, lambda: orders.refund_whole(own.id, cause=f"desk:{own.id}", reason="客服退款", by="staff:1")
        )
        expect("a refund is made", refund is not None, wanted is None and is_left)
        if refund is not None:
            self.shop.refund_whole(own, clock.now())
        return f"{own.id} {own.state}"

    def reprice(self) -> str:
        """改价 of a waiting order; the old sum's payment is closed."""
        own = self._order("placed")
        goods_fen, freight_fen = self.rng.randint(1, 4000), self.rng.choice((0, 0, 500))
        listed_fen = sum(line.quantity * line.unit_price_fen for line in own.lines)
        wanted = "Invalid" if goods_fen > 2 * listed_fen else None
        self._refused_as(wanted, lambda: orders.reprice(own.id, goods_fen, freight_fen, reason="改价", by="staff:1"))
        if wanted is not None:
            return wanted
        own.reprice(goods_fen, freight_fen)
        for payment in own.payments:
            payment.state = "closing" if payment.state == "open" else payment.state
        return str(goods_fen)

    def count_stock(self) -> str:
        """盘点: a counted level, which may be below what is held."""
        sku_id = self.rng.choice(self.stage.skus)
        counted, self.count = self.rng.randint(0, 40), self.count + 1
        wanted = "Invalid" if counted < self.shop.reserved[sku_id] else None
        with reading():
            place = inventory.Stock
            warehouse_id = db.session.scalars(select(place.warehouse_id).where(place.sku_id == sku_id)).one()
        row = self._refused_as(
            wanted,
            lambda: inventory.adjust(
                sku_id, warehouse_id, counted, reason="盘点", cause=f"count:{self.count}", by="staff:1"
            ),
        )
        if row is not None:
            self.shop.on_hand[sku_id] = counted
        return f"{sku_id} {counted} {wanted}"
