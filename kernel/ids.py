"""Numbers and tokens people or machines read out."""

import hashlib
import secrets
from datetime import datetime

from kernel.clock import shop_time


def new_number(prefix: str, at: datetime) -> str:
    """A number to read out: a letter, the date and ten random digits.

    Random, so that nobody can tell a shop's volume or guess a neighbour; a unique key stands behind it.
    """
    return f"{prefix}{shop_time(at):%y%m%d}{secrets.randbelow(10**10):010d}"


def new_token(nbytes: int = 32) -> str:
    """An unguessable string for links and sessions, safe in URLs."""
    return secrets.token_urlsafe(nbytes)


def fingerprint(token: str) -> str:
    """What we keep of a token: enough to recognise it, useless to a thief."""
    return hashlib.sha256(token.encode()).hexdigest()
