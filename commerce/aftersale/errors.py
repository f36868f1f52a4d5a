"""Refusals about after-sale."""

from kernel.errors import Refused


class NotEligible(Refused):
    """This order, or these pieces of it, may not be asked about now."""


class TooMuch(Refused):
    """More pictures or messages than a person, a case or an hour holds."""


class NeedsOther(Refused):
    """Whoever agreed to a sum above the limit may not approve it."""

    def __init__(self) -> None:
        super().__init__("超过复核金额的退款需要另一位有退款权限的同事确认，不能由同意的人自己复核")
