"""Refusals about invoices."""

from kernel.errors import Invalid, Refused


class MayNotInvoice(Refused):
    """The order stands where there is nothing to invoice, or has an invoice already."""


class NotAPdf(Invalid):
    """The uploaded file is not one we keep."""

    def __init__(self, message: str) -> None:
        super().__init__("file", message)
