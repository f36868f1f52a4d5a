"""The process that never forgets: finds what is due and rings; when nobody can hear, works itself.

The process itself is app/relay.py.
"""

from sqlalchemy import text

from jobs import doorbell, outbox, queue
from kernel import failpoints
from kernel.db import reading
from kernel.tenancy import tenant_scope

ROOM = 20
"""So many bells may wait in a queue: more than one for each of its hands."""
OUTBOX_DUE = text("""
SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now()
  AND (lease_until IS NULL OR lease_until < now()))
""")


def tick() -> int:
    """One look at the tables. Returns for how many kinds of work hands were called."""
    with tenant_scope(None), reading() as session:
        has_facts = bool(session.scalar(OUTBOX_DUE))
        due = queue.due()
    if has_facts and not _is_behind(doorbell.FACTS):
        heard = doorbell.ring_outbox()
        failpoints.reach("K7")
        if not heard:
            outbox.drain(until_s=5)
    for name in due:
        if not _is_behind(name) and not doorbell.ring_work(name):
            queue.drain(name, until_s=5)
    return int(has_facts) + len(due)


def _is_behind(name: str) -> bool:
    """Whether bells enough wait in this queue: its hands are away, or all at work.

    Every bell costs its worker a fork; without this, hands that come back would find one for each second.
    """
    return doorbell.waiting(name) >= ROOM
