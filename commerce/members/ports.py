"""What members need from outside: somebody who sends texts (wechat/sms.py), and those who keep things for a member."""

from collections.abc import Sequence
from typing import Protocol

from kernel.ports import Port


class TextsAway(Exception):
    """No clear answer from the sender of texts; asking again later may help."""


class TextsRefused(Exception):
    """The sender says no. message: in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Texts(Protocol):
    """Network: never inside a transaction."""

    def send_code(self, phone: str, code: str) -> None:
        """A sign-in code to an 11-digit number. Raises TextsAway or TextsRefused."""
        ...


sms: Port[Texts] = Port("members.sms")


class Mover(Protocol):
    """Hands over what an area keeps for a member. In the caller's transaction; nothing is lost, nothing doubled."""

    def __call__(self, member_id: int, into_id: int, /) -> None: ...


class Eraser(Protocol):
    """Takes away what an area keeps of a member who is forgotten. In the caller's transaction. Safe to repeat."""

    def __call__(self, member_id: int, /) -> None: ...


erasers: Port[Sequence[Eraser]] = Port("members.erasers")
movers: Port[Sequence[Mover]] = Port("members.movers")
"""In the order of locks: groups, orders, the rest."""
