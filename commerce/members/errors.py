"""Refusals about people and codes."""

from kernel.errors import Invalid, Refused


class TooManyCodes(Refused):
    """Texts cost money and annoy: wait. retry_after_s: when asking again makes sense."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class WrongCode(Invalid):
    """The typed code is not the one that was sent, or too old."""

    def __init__(self, message: str = "验证码不对或已过期，请核对后重试") -> None:
        super().__init__("code", message)
