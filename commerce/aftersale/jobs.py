"""Timed work of after-sale."""

from commerce.aftersale import queries
from commerce.aftersale.actions import outcomes
from jobs.queue import Wish, later_each
from kernel.db import reading, transaction


def sweep() -> None:
    """Find the cases whose time is over by the database's clock; each is a job of its own. Safe to repeat."""
    with reading():
        due = queries.due()
    if due:
        with transaction():
            later_each(elapse, [Wish((case_id,), f"aftersale:{case_id}") for case_id in due])


def elapse(case_id: int) -> None:
    """A side has kept silent for too long. Safe to repeat."""
    with transaction():
        outcomes.elapse(case_id)
