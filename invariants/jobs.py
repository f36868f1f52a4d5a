"""The hourly look. Gather with the auditor's role, record with the application's; nothing is open meanwhile."""

import structlog

from invariants import actions, checker
from kernel import clock
from kernel.db import transaction

log = structlog.get_logger()


def check_all() -> None:
    """Ask everything, keep the verdicts, and raise the alarm in the log for each that is broken. Safe to repeat."""
    with checker.auditor() as connection:
        verdicts = list(checker.check(connection))
    with transaction():
        actions.keep(verdicts, at=clock.now())
    for verdict in verdicts:
        if verdict.found:
            first = verdict.offenders[0]
            log.error(
                "invariant.broken", invariant=f"{verdict.invariant.code} {verdict.invariant.name}", found=verdict.found,
                shop=first.tenant_id, first=f"{first.subject}: {first.detail}",
            )  # fmt: skip
