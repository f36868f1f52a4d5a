"""What the merchant's people do."""

from sqlalchemy import select

from commerce.fulfilment import actions as fulfilment
from commerce.inventory import actions as inventory
from commerce.orders import actions as orders
from commerce.orders.models import Order as OrderRow
from kernel import clock
from kernel.db import db, lock, reading, transaction
from tests.simulation.ground import Ground, Idle, expect


class Desk(Ground):
    """Shipping, refunds, prices, counts."""

    def ship(self) -> str:
        """A parcel with everything, for any order."""
        own = self._order("paid", "shipped", "closed")
        may = own.state == "paid" and not own.is_blocked
        self.count += 1
        number = f"SF{10**12 + own.id * 1000 + self.count % 1000}"
        shipped = self._refused_as(
            None if may else "MayNotShip",
            lambda: fulfilment.ship(own.id, carrier="SF", tracking_number=number, by="staff:1", at=clock.now()),
        )
        own.state = "shipped" if shipped is not None else own.state
        return str(may)

    def refund(self) -> str:
        """The desk gives everything back, once."""
        own = self._order("paid", "shipped", "completed", "refunded", in_group=False)
        with transaction():
            refund = orders.refund_whole(own.id, cause=f"desk:{own.id}", reason="客服退款", by="staff:1")
        expect("a refund is made", refund is not None, own.state != "refunded")
        if refund is not None:
            self.shop.refund_whole(own)
        return own.state

    def reprice(self) -> str:
        """改价 of a waiting order; the old sum's payment is closed."""
        own = self._order("placed")
        goods_fen = self.rng.randint(1, 3000)
        with transaction():
            known = lock(OrderRow, own.id).goods_fen
            if goods_fen > known * 2:
                raise Idle
            orders.reprice(own.id, goods_fen, 0, reason="改价", by="staff:1")
        own.total_fen = goods_fen
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
