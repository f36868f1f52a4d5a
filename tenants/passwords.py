"""Passwords and second factors."""

import time

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kernel.errors import Invalid

# OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane (about 50 ms here).
_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
NOBODY = _hasher.hash("nobody has this password")
"""Verified against when the login is unknown, so that both answers take the same time."""

MIN_LENGTH = 10
TOTP_STEP_S = 30


def hash_password(password: str) -> str:
    """An Argon2id hash."""
    return _hasher.hash(password)


def is_password(password_hash: str, password: str) -> bool:
    """Whether the password is right."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def check_strength(password: str) -> None:
    """Raises Invalid for a password that is too short or too simple."""
    if len(password) < MIN_LENGTH or len(set(password)) < 5:
        raise Invalid("password", f"密码至少 {MIN_LENGTH} 位，且不要太简单")


def new_totp_secret() -> str:
    """A fresh second factor."""
    return pyotp.random_base32()


def totp_step(secret: str, code: str, last_step: int) -> int | None:
    """The time step a code belongs to, or None when it is wrong or was used before.

    One step of clock skew is allowed.
    """
    present = int(time.time()) // TOTP_STEP_S
    totp = pyotp.TOTP(secret)
    for step in (present, present - 1, present + 1):
        if step > last_step and pyotp.utils.strings_equal(totp.at(step * TOTP_STEP_S), code.strip()):
            return step
    return None
