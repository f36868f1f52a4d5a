"""Timed work of after-sale."""

from commerce.aftersale import evidence, queries
from commerce.aftersale.actions import bulk, outcomes
from commerce.catalog import strays
from jobs.queue import Wish, later_each
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Away, Busy, ShopError


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


def agree_each(batch_id: int) -> None:
    """Work a batch off, each case in a transaction of its own. Safe to repeat: a line has one outcome."""
    with transaction():
        open_lines = bulk.start(batch_id)
    for line_id in open_lines:
        try:
            with transaction():
                bulk.agree(line_id)
        except (Busy, Away):
            raise  # the job comes again, with this line
        except ShopError as refusal:
            with transaction():
                bulk.leave(line_id, refusal.message)
    with transaction():
        bulk.finish(batch_id)


def forget_uploads() -> None:
    """Clear away pictures no case ever used. Safe to repeat; what a case uses is never touched.

    Marked, then the files, then the rows: a hand that dies leaves marks, and the next one goes on from there.
    """
    before_at = clock.now() - evidence.KEEP
    with transaction():
        evidence.forget_counts(before_at)
        strays.mark(before_at)
    with reading():
        going = strays.going()
    for key in going.values():
        strays.remove_files(key)
    if going:
        with transaction():
            strays.forget(list(going))
