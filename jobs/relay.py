"""The process that never forgets: finds what is due and rings; when nobody can hear, works itself.

The process itself is app/relay.py.
"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import text

from jobs import doorbell, outbox, queue
from kernel import failpoints
from kernel.db import reading
from kernel.tenancy import tenant_scope

ROOM = 50
"""So many bells more than there is work may wait: those of work that was done meanwhile."""
OUTBOX_DUE = text("""
SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now()
  AND (lease_until IS NULL OR lease_until < now()))
""")


def tick() -> int:
    """One look at the tables. Returns how many pieces of work were found due."""
    with tenant_scope(None), reading() as session:
        has_facts = bool(session.scalar(OUTBOX_DUE))
        jobs = queue.due()
    heard, behind = True, _behind(["default"] * has_facts + [queue_name for *_, queue_name in jobs])
    if has_facts and "default" not in behind:
        heard = doorbell.ring_outbox()
        failpoints.reach("K7")
        if not heard:
            outbox.drain(until_s=5)
    for job_id, fence, queue_name in jobs:
        if queue_name in behind:
            continue
        if heard:
            heard = doorbell.ring_job(job_id, fence, queue_name)
        if not heard:
            queue.run(job_id)
    return int(has_facts) + len(jobs)


def _behind(work: Iterable[str]) -> set[str]:
    """The queues in which all that is due has been rung for and waits for a hand. work: the queue of each piece.

    Every bell costs its worker a fork. Without this, work that waits minutes for hands (they were away, or are few)
    would be rung for twice a minute, and the hands would spend longer on old bells than on work.
    """
    return {name for name, due in Counter(work).items() if doorbell.waiting(name) > due + ROOM}
