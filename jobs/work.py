"""What RQ calls. Thin on purpose: the truth is in the tables."""

from jobs import outbox, queue
from kernel.tenancy import tenant_scope


def drain_outbox() -> None:
    """Deliver all due facts. Safe to repeat: rows are leased and handlers are marked."""
    with tenant_scope(None):
        outbox.drain()


def run_job(job_id: int) -> None:
    """Do one job. Safe to repeat: the lease lets one hand in, a done job is left alone."""
    queue.run(job_id)
