"""What RQ calls. Thin on purpose: the truth is in the tables."""

from jobs import doorbell, holders, outbox, queue
from kernel.db import transaction
from kernel.tenancy import tenant_scope


def drain_outbox() -> None:
    """Deliver all due facts. Safe to repeat: rows are leased and handlers are marked."""
    with tenant_scope(None):
        outbox.drain()


def drain_queue(name: str, until_s: float = 1.0) -> None:
    """Do due jobs of a queue, and call the next hand when there are more than one has time for.

    It does not stay longer than `until_s`, because what waits in queues before this one (facts; for `slow` everything)
    needs its worker. Safe to repeat: a lease lets one hand in, a done job is left alone.
    """
    if not queue.drain(name, until_s=until_s):
        doorbell.ring_on(name)


def hand_died(pid: int) -> int:
    """A work-horse of this machine has ended without a word: the next hand need not wait for its leases.

    Only call this of a process that is known to be dead. Returns how many pieces of work it held.
    """
    dead = holders.holder(pid)
    with tenant_scope(None), transaction():
        return queue.take_from(dead) + outbox.take_from(dead)
