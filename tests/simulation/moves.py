"""What people, the provider, a marketplace and time do: one method a step.

Each draws what to do, says with the model what should come of it, does it through the product's own actions, and
compares. A step that finds nothing to do says so with Idle.
"""

from commerce.payments import actions as payments
from jobs import outbox
from kernel.db import transaction
from kernel.tenancy import tenant_scope
from tests.simulation.answering import Answering
from tests.simulation.desk import Desk
from tests.simulation.letters import Letters
from tests.simulation.marketplace import Marketplace
from tests.simulation.shopping import Shopping
from tests.simulation.stage import GROUP_S


class Moves(Shopping, Letters, Desk, Marketplace, Answering):
    """All of them, with the machinery and time."""

    def relay(self) -> str:
        """All facts are told, of every shop."""
        with tenant_scope(None):
            told = outbox.drain()
        for each in self.platform:
            each.hear()
        return str(told)

    def hear(self) -> None:
        """What the model of this shop does when all has been told."""
        self.shop.hear(GROUP_S)
        self.aftersale.settle({refund.cause: refund.state for refund in self.shop.refunds.values()})

    def finish_refund(self) -> str:
        """At the provider a refund reaches the customer, and a letter is written."""
        on_the_way = [each.number for each in self.provider.refunds.values() if each.state == "processing"]
        number = self.rng.choice(self._some(on_the_way))
        self.provider.finish_refund(number)
        return number

    def retry_refund(self) -> str:
        """A person lets a failed refund run again, under its number."""
        failed = [refund_id for refund_id, refund in self.shop.refunds.items() if refund.state == "failed"]
        refund_id = self.rng.choice(self._some(failed))
        with transaction():
            payments.retry_refund(refund_id, by="staff:1")
        self.shop.refunds[refund_id].state = "requested"
        return str(refund_id)

    def wait(self) -> str:
        """Time goes by: seconds, minutes, hours, now and then a day."""
        spans = ((5, 30, 120, 300, 900, 1800), (10_000, 30_000), (86_400,))
        seconds = self.rng.choice(self.rng.choices(spans, (86, 6, 8))[0])
        self.time.forward(seconds)
        return f"{seconds} s"
