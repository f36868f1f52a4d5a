"""Slowing a source that asks too often, counted in this process: no other machine is asked, nothing is banned.

People behind one carrier's address are told apart as far as they show who they are: members by their login, guests by
address and browser, with a wide limit for the address as a whole.
"""

import time

from flask import request
from werkzeug.exceptions import TooManyRequests

WINDOW_S = 60
PER_PERSON, PER_ADDRESS = 240, 1200
"""A minute, in each process. A hand asks for a price every few seconds; two processes stop a source that asks 600 times
(reliability 3, case 177)."""
MOST_KEPT = 20_000

_counts: dict[tuple[str, ...], int] = {}
_until = 0.0


def admit(name: str, tenant_id: int, member_id: int | None, *, most: int = PER_PERSON) -> None:
    """Count one request of its source. most: of one person in a minute. Raises TooManyRequests with the wait."""
    now = time.monotonic()
    _turn_over(now)
    address = request.remote_addr or "?"
    limits: dict[tuple[str, ...], int]
    if member_id is not None:
        limits = {(name, str(tenant_id), str(member_id)): most}
    else:
        limits = {(name, address, request.user_agent.string[:200]): most, (name, address): PER_ADDRESS}
    for source, most in limits.items():
        _counts[source] = _counts.get(source, 0) + 1
        if _counts[source] > most:
            raise TooManyRequests(retry_after=int(_until - now) + 1)


def _turn_over(now: float) -> None:
    """Begin a new minute; also when strangers have filled the memory."""
    global _until
    if now >= _until or len(_counts) > MOST_KEPT:
        _counts.clear()
        _until = now + WINDOW_S


def forget() -> None:
    """Nobody has asked yet."""
    global _until
    _until = 0.0
