"""python -m tests.simulation.broken: the simulation with a model that forgets to give back what a closed order held.

For the test of how a failure is told and made shorter.
"""

import sys
from datetime import datetime

import tests.simulation.__main__ as simulation
from tests.simulation.model import Order, Shop


class Forgetful(Shop):
    """Keeps what closed orders held."""

    def close(self, order: Order, at: datetime) -> None:
        super().close(order, at)
        for sku_id, quantity in order.pieces.items():
            self.reserved[sku_id] += quantity


if __name__ == "__main__":
    from tests.simulation import stage

    simulation.TRIES, stage.Shop = 2, Forgetful  # type: ignore[misc]
    sys.exit(simulation.main(sys.argv[1:]))
