"""Refusals about money."""

from kernel.errors import Refused


class OverRefund(Refused):
    """More than was paid would go back."""
