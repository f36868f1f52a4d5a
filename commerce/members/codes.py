"""Codes by text message: who may ask for one, and whether a typed one is right.

Two units of the edge: open_code() in a transaction, then ports.sms().send_code() outside any, then check_code() when
the person has typed it.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text

from commerce.members.errors import TooManyCodes
from commerce.members.models import PhoneCode
from kernel import ids
from kernel.db import db, lock
from kernel.tenancy import current_tenant_id
from tenants import settings

LIVES = timedelta(minutes=5)
MOST_TRIES = 5
PER_PHONE = ((timedelta(minutes=1), 1), (timedelta(hours=1), 5), (timedelta(days=1), 10))
"""Source: the texts' own flow control, 1 a minute, 5 an hour, 10 a day per number (sliding)."""
PER_SOURCE = ((timedelta(minutes=1), 10), (timedelta(hours=1), 60))
"""An address may be shared by a whole carrier: wide enough for people, too narrow for a loop."""


def open_code(phone: str, source: str, *, at: datetime) -> str:
    """Make a code for a number; the caller sends it. Raises TooManyCodes.

    Counted before it is sent, and also when sending fails: a loop costs nothing.
    """
    lock_name = f"{current_tenant_id()}:phone-codes"
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": lock_name})
    _refuse_too_many(PhoneCode.phone == phone, PER_PHONE, at)
    _refuse_too_many(PhoneCode.source == source, PER_SOURCE, at)
    day = timedelta(days=1)
    _refuse_too_many(PhoneCode.id > 0, ((day, settings.CODES_PER_DAY.get()),), at)
    code = f"{secrets.randbelow(10**6):06d}"
    row = PhoneCode(
        phone=phone, source=source, code_fingerprint=_fingerprint(phone, code), made_at=at, expires_at=at + LIVES
    )
    db.session.add(row)
    db.session.flush()
    return code


def check_code(phone: str, code: str, *, at: datetime) -> bool:
    """Whether this is the newest code of the number; each wrong one counts, a right one is used up.

    Commit also when it is False, or wrong tries would not count.
    """
    statement = (
        select(PhoneCode.id)
        .where(PhoneCode.phone == phone, PhoneCode.used_at.is_(None), PhoneCode.expires_at > at)
        .order_by(PhoneCode.id.desc())
        .limit(1)
    )
    row_id = db.session.scalar(statement)
    if row_id is None:
        return False
    row = lock(PhoneCode, row_id)
    if row.used_at is not None or row.tries >= MOST_TRIES:
        return False
    row.tries += 1
    if not secrets.compare_digest(row.code_fingerprint, _fingerprint(phone, code)):
        return False
    row.used_at = at
    return True


def forget_before(at: datetime) -> None:
    """Delete codes that were made before."""
    db.session.execute(delete(PhoneCode).where(PhoneCode.made_at < at))


def _fingerprint(phone: str, code: str) -> str:
    return ids.fingerprint(f"{current_tenant_id()}:{phone}:{code}")


def _refuse_too_many(whose: object, limits: tuple[tuple[timedelta, int], ...], at: datetime) -> None:
    for span, most in limits:
        statement = select(func.count(), func.min(PhoneCode.made_at)).where(whose, PhoneCode.made_at > at - span)  # type: ignore[arg-type]
        count, oldest = db.session.execute(statement).one()
        if count >= most:
            wait_s = max(1, int((oldest + span - at).total_seconds()) + 1)
            words = f"{wait_s} 秒" if wait_s < 120 else f"{wait_s // 60 + 1} 分钟"
            raise TooManyCodes(f"验证码发送太频繁，请 {words}后再试", wait_s)
