"""Refusals about the books."""

from kernel.errors import Refused


class AlreadyResolved(Refused):
    """Somebody else has settled this difference."""
