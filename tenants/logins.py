"""Signing in: who may try, who a person is, which browsers are signed in.

Every try is written down before the password is looked at and struck out when it was right, so that
twenty tries at once count as twenty. Works with Valkey away: the rows are the truth.
"""

import math
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, text, update

from kernel import clock, ids
from kernel.db import db
from kernel.errors import Invalid, NotFound, ShopError
from tenants import passwords, secrets
from tenants.models import Login, LoginAttempt, Membership, Operator, Staff

FREE_TRIES = 5
"""Wrong answers before an account is slowed. Source: reliability.md 3, case 1."""
FREE_TRIES_PER_ADDRESS = 30
WINDOW_S = 15 * 60
LONGEST_WAIT_S = 60
"""An attacker gets one try a minute; the owner is never locked out for longer than that."""

STAFF_LIFETIME = timedelta(days=14)
STAFF_IDLE = timedelta(days=3)
OPERATOR_LIFETIME = timedelta(hours=12)
OPERATOR_IDLE = timedelta(hours=2)
WRONG = "账号或密码不对"


class TooManyTries(ShopError):
    """Too many wrong answers; the next try is heard after wait_s seconds (429)."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"尝试次数太多，请 {wait_s} 秒后再试")
        self.wait_s = wait_s


@dataclass(frozen=True)
class Browser:
    """Where a request comes from."""

    address: str
    agent: str


def admit(account: str, address: str) -> None:
    """Write down a try in the present transaction, which must commit whatever comes of it.

    account: what was typed, lower case, whether or not it exists. Raises TooManyTries.
    """
    for name in sorted({f"account:{account}", f"address:{address}"}):
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7))"), {"name": name})
    waits = [
        _wait_s(LoginAttempt.account == account, FREE_TRIES),
        _wait_s(LoginAttempt.address == address, FREE_TRIES_PER_ADDRESS),
    ]
    if max(waits) > 0:
        raise TooManyTries(max(waits))
    db.session.add(LoginAttempt(account=account, address=address, at=clock.now()))
    db.session.flush()


def _wait_s(whose: object, free: int) -> int:
    since = clock.now() - timedelta(seconds=WINDOW_S)
    row = db.session.execute(
        select(func.count(), func.max(LoginAttempt.at)).where(whose, LoginAttempt.at > since)  # type: ignore[arg-type]
    ).one()
    count, last_at = row
    if count < free:
        return 0
    pause_s: int = min(LONGEST_WAIT_S, 2 ** min(int(count) - free + 3, 10))
    return max(0, math.ceil(pause_s - (clock.now() - last_at).total_seconds()))


def forgive(account: str) -> None:
    """The person has proved who they are: their tries no longer count."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.account == account))


def staff_with_password(login: str, password: str) -> Staff:
    """The person, if the password is right. Raises Invalid with the same words and in the same time for everybody."""
    person = db.session.scalar(select(Staff).where(Staff.login == login))
    is_right = passwords.is_password(person.password_hash if person else passwords.NOBODY, password)
    if person is None or not is_right or not person.is_active:
        raise Invalid("password", WRONG)
    return person


def operator_with_password(login: str, password: str) -> Operator:
    """The same for the people who run the platform."""
    person = db.session.scalar(select(Operator).where(Operator.login == login))
    is_right = passwords.is_password(person.password_hash if person else passwords.NOBODY, password)
    if person is None or not is_right or not person.is_active:
        raise Invalid("password", WRONG)
    return person


def use_staff_code(staff_id: int, code: str) -> None:
    """Spend a second-factor code; each works once. Raises Invalid."""
    _use_code(db.session.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one(), code)


def use_operator_code(operator_id: int, code: str) -> None:
    """The same for the console."""
    _use_code(db.session.scalars(select(Operator).where(Operator.id == operator_id).with_for_update()).one(), code)


def _use_code(person: Staff | Operator, code: str) -> None:
    if person.totp_sealed is None:
        raise Invalid("code", "还没有设置二次验证")
    secret = secrets.unseal_for_platform(person.totp_sealed, f"totp:{person.login}")
    step = passwords.totp_step(secret, code, person.totp_last_step)
    if step is None:
        raise Invalid("code", "验证码不对或已用过，请等下一个验证码")
    person.totp_last_step = step


def set_second_factor(staff_id: int, secret: str, code: str) -> None:
    """Turn the second factor on, once a first code has proved that the phone knows the secret. Raises Invalid."""
    person = db.session.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one()
    step = passwords.totp_step(secret, code, 0)
    if step is None:
        raise Invalid("code", "验证码不对，请确认手机时间准确后重试")
    person.totp_sealed = secrets.seal_for_platform(secret, f"totp:{person.login}")
    person.totp_last_step = step


def open_for_staff(staff_id: int, browser: Browser) -> str:
    """Sign a browser in, in the shop used last. Returns the token for its session; only the fingerprint is kept."""
    place = db.session.scalar(
        select(Membership)
        .where(Membership.staff_id == staff_id, Membership.is_active)
        .order_by(Membership.last_seen_at.desc().nulls_last(), Membership.id)
        .limit(1)
    )
    if place is not None:
        place.last_seen_at = clock.now()
    tenant_id = place.tenant_id if place is not None else None
    return _open(browser, STAFF_LIFETIME, staff_id=staff_id, tenant_id=tenant_id)


def open_for_operator(operator_id: int, browser: Browser) -> str:
    """The same for the console."""
    return _open(browser, OPERATOR_LIFETIME, operator_id=operator_id)


def open_for_impersonation(operator_id: int, tenant_id: int, impersonation_id: int, browser: Browser) -> str:
    """An operator's browser in a shop's admin; the impersonation's own end counts."""
    ids_of = {"operator_id": operator_id, "tenant_id": tenant_id, "impersonation_id": impersonation_id}
    return _open(browser, OPERATOR_LIFETIME, **ids_of)


def _open(browser: Browser, lifetime: timedelta, **whose: int | None) -> str:
    token = ids.new_token()
    at = clock.now()
    row = Login(
        token_fingerprint=ids.fingerprint(token), address=browser.address, browser=browser.agent[:200],
        made_at=at, last_seen_at=at, expires_at=at + lifetime, **whose,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return token


def switch_shop(login_id: int, staff_id: int, tenant_id: int) -> None:
    """Work in another of one's shops from now on. Raises NotFound for a shop the person is not part of."""
    place = db.session.scalar(
        select(Membership).where(
            Membership.staff_id == staff_id, Membership.tenant_id == tenant_id, Membership.is_active
        )
    )
    if place is None:
        raise NotFound()
    place.last_seen_at = clock.now()
    db.session.execute(
        update(Login).where(Login.id == login_id, Login.staff_id == staff_id).values(tenant_id=tenant_id)
    )


def needs_second_factor(staff_id: int) -> bool:
    """Owners must have one, in whichever shop they are owners."""
    statement = select(Membership.id).where(
        Membership.staff_id == staff_id, Membership.is_active, Membership.role == "owner"
    )
    return db.session.scalar(statement.limit(1)) is not None


def touch(login_id: int) -> None:
    """The browser is still in use."""
    db.session.execute(update(Login).where(Login.id == login_id).values(last_seen_at=clock.now()))


def end(login_id: int) -> None:
    """Sign one browser out. Safe to repeat."""
    db.session.execute(update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(ended_at=clock.now()))


def end_own(staff_id: int, login_id: int) -> None:
    """A person signs out one of their own browsers; another's is left alone."""
    statement = update(Login).where(Login.id == login_id, Login.staff_id == staff_id, Login.ended_at.is_(None))
    db.session.execute(statement.values(ended_at=clock.now()))


def end_others(staff_id: int, keep_login_id: int | None = None) -> None:
    """Sign a person's other browsers out, after a change of password or role."""
    statement = update(Login).where(Login.staff_id == staff_id, Login.ended_at.is_(None))
    if keep_login_id is not None:
        statement = statement.where(Login.id != keep_login_id)
    db.session.execute(statement.values(ended_at=clock.now()))


def live_logins(staff_id: int) -> list[Login]:
    """A person's signed-in browsers, last used first."""
    at = clock.now()
    statement = select(Login).where(
        Login.staff_id == staff_id,
        Login.ended_at.is_(None),
        Login.expires_at > at,
        Login.last_seen_at > at - STAFF_IDLE,
    )
    return list(db.session.scalars(statement.order_by(Login.last_seen_at.desc())))


def change_password(staff_id: int, old: str, new: str) -> None:
    """Raises Invalid when the old one is wrong or the new one weak."""
    person = prove_password(staff_id, old, field="old_password")
    passwords.check_strength(new)
    person.password_hash = passwords.hash_password(new)


def prove_password(staff_id: int, password: str, *, field: str = "password") -> Staff:
    """The person, locked, if the password is theirs. Raises Invalid."""
    person = db.session.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one()
    if not passwords.is_password(person.password_hash, password):
        raise Invalid(field, "密码不对")
    return person
