"""The shop's log of who did what. Append-only: the application role may not change or delete it."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from kernel import clock
from kernel.db import db
from tenants.models import AuditEntry


@dataclass(frozen=True)
class Actor:
    """Who acts: by = "staff:3" | "operator:1" | "member:7" | "system"; name is for people; address is the IP."""

    by: str
    name: str
    address: str | None = None


SYSTEM = Actor("system", "系统")
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def set_actor(actor: Actor) -> None:
    """The edge says who is acting for the rest of this request or job."""
    _actor.set(actor)


def actor() -> Actor:
    """Who is acting, for the edges; actions take `by` explicitly."""
    return _actor.get()


def note(
    verb: str,
    subject: str,
    summary: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one line in the present transaction. summary: plain Chinese, no personal data."""
    who = actor()
    entry = AuditEntry(
        at=clock.now(), by=who.by, by_name=who.name, verb=verb, subject=subject,
        summary=summary, before=before, after=after, address=who.address,
    )  # fmt: skip
    db.session.add(entry)
