"""Keeping no more about people than is needed."""

from datetime import timedelta

from commerce.members import codes
from kernel import clock
from kernel.db import transaction

KEEP_CODES = timedelta(days=7)


def forget_codes() -> None:
    """Delete old sign-in codes with their numbers and addresses. Safe to repeat."""
    with transaction():
        codes.forget_before(clock.now() - KEEP_CODES)
