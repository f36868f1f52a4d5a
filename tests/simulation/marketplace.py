"""What another platform tells."""

from dataclasses import replace
from typing import Any

from channels.actions import orders as channel_orders
from channels.ports import RemoteLine, RemoteTrade
from kernel import clock
from kernel.db import transaction
from tests.simulation.ground import Ground, Idle, expect
from tests.support.factories import ADDRESS


class Marketplace(Ground):
    """Remote orders at any sight of them."""

    def import_trade(self) -> str:
        """A sight of a remote order: a new one, the next stage of one, or an old sight again."""
        known = list(self.stage.remote.values())
        if known and self.rng.random() < 0.6:
            sights = self.rng.choice(known)
            trade = self.rng.choice(sights) if self.rng.random() < 0.5 else self._next_sight(sights)
        else:
            trade = self._new_trade()
            sights = self.stage.remote[trade.number] = []
        is_first = not sights
        is_newer = is_first or trade.modified_at > self.stage.seen[trade.number].modified_at
        if trade not in sights:
            sights.append(trade)
        with transaction():
            outcome = channel_orders.take_in(self.stage.account_id, trade, at=clock.now())
        if is_newer:
            self.stage.seen[trade.number] = trade
            self._follow(trade)
        else:
            expect("an old sight", outcome, "known")
        return f"{trade.number} {trade.stage} {outcome}"

    def _new_trade(self) -> RemoteTrade:
        sku_id, quantity = self.rng.choice(self.stage.skus), self.rng.randint(1, 3)
        self.count += 1
        number = f"T{self.shop.tenant_id}x{self.count}"
        line = RemoteLine("1", "i", "", self.stage.codes[sku_id], "杯", "", quantity, 900, 900 * quantity)
        stage, at = self.rng.choice(("unpaid", "to_ship", "to_ship")), clock.now()
        return RemoteTrade(
            number, stage, at, at, at, 900 * quantity, 0, 900 * quantity, (line,), dict(ADDRESS), digest=stage
        )

    def _next_sight(self, sights: list[Any]) -> RemoteTrade:
        last = max(sights, key=lambda trade: trade.modified_at)
        onward = {"unpaid": ("to_ship", "cancelled"), "to_ship": ("shipped", "cancelled"), "shipped": ("done",)}
        if last.stage not in onward or clock.now() <= last.modified_at:
            raise Idle
        stage = self.rng.choice(onward[last.stage])
        return replace(last, stage=stage, modified_at=clock.now(), digest=stage)

    def _follow(self, trade: RemoteTrade) -> None:
        """Pieces leave once, as many as there are, and come back when the sale is called off before they left."""
        line, taken = trade.lines[0], self.stage.taken
        sku_id = next(each for each, code in self.stage.codes.items() if code == line.code)
        if trade.number not in taken and trade.stage != "cancelled":
            part = min(line.quantity, self.shop.sellable(sku_id))
            taken[trade.number] = part
            self.shop.on_hand[sku_id] -= part
        elif trade.stage == "cancelled" and taken.get(trade.number):
            self.shop.on_hand[sku_id] += taken[trade.number]
            taken[trade.number] = 0
