"""The process that never forgets: finds what is due and rings; when nobody can hear, works itself.

The process itself is app/relay.py.
"""

from sqlalchemy import text

from jobs import doorbell, outbox, queue
from kernel import failpoints
from kernel.db import reading
from kernel.tenancy import tenant_scope

OUTBOX_DUE = text("""
SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now()
  AND (lease_until IS NULL OR lease_until < now()))
""")


def tick() -> int:
    """One look at the tables. Returns how many pieces of work were found due."""
    with tenant_scope(None), reading() as session:
        has_facts = bool(session.scalar(OUTBOX_DUE))
        jobs = queue.due()
    heard = True
    if has_facts:
        heard = doorbell.ring_outbox()
        failpoints.reach("K7")
        if not heard:
            outbox.drain(until_s=5)
    for job_id, fence, queue_name in jobs:
        if heard:
            heard = doorbell.ring_job(job_id, fence, queue_name)
        if not heard:
            queue.run(job_id)
    return int(has_facts) + len(jobs)
