"""The money switch: stop refunds, payouts or one campaign, of a shop or of the whole platform, without a deploy.

Asked afresh from PostgreSQL before each movement of money, never remembered: it works from the next one on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select

from jobs import queue
from jobs.queue import Postponed
from kernel import clock
from kernel.db import db
from kernel.errors import Invalid, NotFound, Refused
from kernel.tenancy import current_tenant_id
from tenants import audit
from tenants.models import Stop

REFUNDS, PAYOUTS, CAMPAIGN = "refunds", "payouts", "campaign"
LABELS = {REFUNDS: "退款", PAYOUTS: "打款", CAMPAIGN: "活动"}
WAIT_S = 300
"""How long stopped work sleeps; a release wakes it at once."""


@dataclass(frozen=True)
class Wanted:
    """What to stop. tenant_id: None for the whole platform; campaign: "groupbuy:7" when what is a campaign."""

    tenant_id: int | None
    what: str
    campaign: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.what] + (f" {self.campaign}" if self.campaign else "")


class Stopped(Postponed):
    """Work met a closed switch: it waits, and runs when somebody releases it."""

    def __init__(self, what: str) -> None:
        super().__init__(clock.now() + timedelta(seconds=WAIT_S), f"stop:{what}")


def is_stopped(what: str, campaign: str = "") -> bool:
    """Whether this may not move now, in the shop in scope."""
    statement = select(Stop.id).where(
        Stop.what == what, Stop.campaign == campaign, Stop.released_at.is_(None),
        or_(Stop.tenant_id.is_(None), Stop.tenant_id == current_tenant_id()),
    )  # fmt: skip
    return db.session.scalar(statement.limit(1)) is not None


def stop_of(what: str) -> Stop | None:
    """What keeps this from moving in the shop in scope, the platform's own stop first; None while it moves."""
    statement = select(Stop).where(
        Stop.what == what, Stop.released_at.is_(None),
        or_(Stop.tenant_id.is_(None), Stop.tenant_id == current_tenant_id()),
    )  # fmt: skip
    return db.session.scalar(statement.order_by(Stop.tenant_id.nulls_first(), Stop.id).limit(1))


def wait_if_stopped(what: str) -> None:
    """For jobs that move money: raises Stopped, and the job waits."""
    if is_stopped(what):
        raise Stopped(what)


def refuse_if_stopped(campaign: str) -> None:
    """For what people start: raises Refused while the campaign is stopped."""
    if is_stopped(CAMPAIGN, campaign):
        raise Refused("这个活动已暂停，请稍后再来")


def stop(wanted: Wanted, reason: str) -> Stop:
    """From now on it does not move. Who: audit.actor(). Safe to repeat: one that is stopped stays stopped.

    Raises Invalid without a reason or a name of the campaign.
    """
    if wanted.what not in LABELS:
        raise Invalid("what", "请选择要暂停的内容")
    if not reason.strip():
        raise Invalid("reason", "请写明暂停原因")
    if (wanted.what == CAMPAIGN) != bool(wanted.campaign):
        raise Invalid("campaign", "请选择要暂停的活动")
    standing = _open(wanted)
    if standing is not None:
        return standing
    who = audit.actor()
    row = Stop(
        tenant_id=wanted.tenant_id, what=wanted.what, campaign=wanted.campaign, reason=reason.strip()[:200],
        stopped_by=who.by, stopped_by_name=who.name,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def release(stop_id: int, *, tenant_id: int | None) -> Stop:
    """It may move again; what waited runs at once. tenant_id: whose switch it must be. Safe to repeat."""
    row = db.session.scalar(select(Stop).where(Stop.id == stop_id).with_for_update())
    if row is None or row.tenant_id != tenant_id:
        raise NotFound()
    if row.released_at is None:
        who = audit.actor()
        row.released_at, row.released_by, row.released_by_name = clock.now(), who.by, who.name
        queue.hasten(repr(Stopped(row.what)), tenant_id=tenant_id)
    return row


def find_any(stop_id: int) -> Stop:
    """Anybody's row, for operators. Raises NotFound."""
    row = db.session.scalar(select(Stop).where(Stop.id == stop_id))
    if row is None:
        raise NotFound()
    return row


def by_platform(row: Stop) -> bool:
    """A shop cannot release what the platform has stopped."""
    return row.tenant_id is None or row.stopped_by.startswith("operator:")


def standing(tenant_id: int | None = None) -> Sequence[Stop]:
    """What is stopped for a shop, by itself and by the platform; without a shop: everything everywhere."""
    statement = select(Stop).where(Stop.released_at.is_(None)).order_by(Stop.id.desc())
    if tenant_id is not None:
        statement = statement.where(or_(Stop.tenant_id.is_(None), Stop.tenant_id == tenant_id))
    return db.session.scalars(statement).all()


def past(tenant_id: int | None, *, limit: int = 20) -> Sequence[Stop]:
    """What was stopped and released, newest first."""
    statement = select(Stop).where(Stop.released_at.is_not(None)).order_by(Stop.id.desc()).limit(limit)
    if tenant_id is not None:
        statement = statement.where(or_(Stop.tenant_id.is_(None), Stop.tenant_id == tenant_id))
    return db.session.scalars(statement).all()


def _open(wanted: Wanted) -> Stop | None:
    whose = Stop.tenant_id.is_(None) if wanted.tenant_id is None else Stop.tenant_id == wanted.tenant_id
    return db.session.scalar(
        select(Stop).where(
            whose, Stop.what == wanted.what, Stop.campaign == wanted.campaign, Stop.released_at.is_(None)
        )
    )
