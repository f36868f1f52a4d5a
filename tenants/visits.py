"""代登录: an operator looks into a shop, with a reason, for a time, seen by the merchant."""

from datetime import timedelta

from sqlalchemy import select, update

from kernel import clock, ids
from kernel.db import db
from kernel.errors import Invalid, NotFound
from tenants import logins
from tenants.models import Impersonation, Login, Operator

DEFAULT_MINUTES = 30
LONGEST_MINUTES = 120
HANDOVER = timedelta(minutes=2)


def start(operator_id: int, tenant_id: int, *, reason: str, minutes: int, may_write: bool) -> str:
    """Begin a visit. Returns the token of the one-time link into the admin. Raises Invalid."""
    if len(reason.strip()) < 5:
        raise Invalid("reason", "请写明代登录的原因，至少 5 个字，商家会看到")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid("minutes", f"时长应在 1–{LONGEST_MINUTES} 分钟之间")
    token, at = ids.new_token(), clock.now()
    row = Impersonation(
        operator_id=operator_id, tenant_id=tenant_id, reason=reason.strip(), may_write=may_write, started_at=at,
        expires_at=at + timedelta(minutes=minutes), handover_fingerprint=ids.fingerprint(token),
        handover_until=at + HANDOVER,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return token


def waiting(token: str, *, lock: bool = False) -> Impersonation:
    """The visit behind an unused link. Raises NotFound."""
    statement = select(Impersonation).where(
        Impersonation.handover_fingerprint == ids.fingerprint(token), Impersonation.handover_until > clock.now(),
        Impersonation.ended_at.is_(None), Impersonation.expires_at > clock.now(),
    )  # fmt: skip
    row = db.session.scalar(statement.with_for_update() if lock else statement)
    if row is None:
        raise NotFound("这个代登录链接已失效，请在控制台重新发起")
    return row


def enter(token: str, browser: logins.Browser) -> tuple[str, Impersonation]:
    """Use the link, once. Returns the token of the browser's session."""
    row = waiting(token, lock=True)
    row.handover_fingerprint = None
    return logins.open_for_impersonation(row.operator_id, row.tenant_id, row.id, browser), row


def end(impersonation_id: int) -> None:
    """The visit is over, in every browser. Safe to repeat."""
    at = clock.now()
    open_visit = update(Impersonation).where(Impersonation.id == impersonation_id, Impersonation.ended_at.is_(None))
    db.session.execute(open_visit.values(ended_at=at))
    open_logins = update(Login).where(Login.impersonation_id == impersonation_id, Login.ended_at.is_(None))
    db.session.execute(open_logins.values(ended_at=at))


def of_shop(tenant_id: int, limit: int = 50) -> list[tuple[Impersonation, str]]:
    """Visits to a shop with the operator's name, newest first."""
    rows = db.session.execute(
        select(Impersonation, Operator.name)
        .join(Operator, Operator.id == Impersonation.operator_id)
        .where(Impersonation.tenant_id == tenant_id)
        .order_by(Impersonation.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]
