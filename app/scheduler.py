"""Rings recurring work; any number may run. Run: python -m app.scheduler"""

from app.loop import tick_for_ever
from app.schedule import SCHEDULE
from jobs.schedule import ring_due
from kernel.db import transaction
from kernel.tenancy import tenant_scope
from tenants.queries import active_tenant_ids


def tick() -> int:
    """Make the jobs that are due now. Returns how many."""
    with tenant_scope(None), transaction():
        return ring_due(SCHEDULE, active_tenant_ids)


if __name__ == "__main__":
    tick_for_ever("scheduler", tick, every_s=1.0)
