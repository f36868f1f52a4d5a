"""How a shop looks: navigation and colour. Edited as a draft, published in one stroke, kept version by version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from kernel import clock
from kernel.db import db, find
from tenants import audit
from tenants.models import LookVersion
from tenants.settings import LOOK_DRAFT, TABS, THEME, TOP_LABELS, lock_choices


@dataclass(frozen=True)
class Look:
    """tabs: the bottom bar as settings.TABS keeps it; top_labels: the words of the top three; theme: a colour's key."""

    tabs: Sequence[Mapping[str, Any]]
    top_labels: Sequence[str]
    theme: str

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"tabs": [dict(tab) for tab in self.tabs], "top_labels": list(self.top_labels), "theme": self.theme}


@dataclass(frozen=True)
class Draft:
    """What is not published yet, who left it, and when."""

    look: Look
    by_name: str
    at: datetime


def published() -> Look:
    """What shoppers see."""
    return Look(TABS.get(), TOP_LABELS.get(), THEME.get())


def defaults() -> Look:
    """What a new shop starts with."""
    return Look(TABS.default, TOP_LABELS.default, THEME.default)


def draft() -> Draft | None:
    """What waits to be published, or None."""
    kept = LOOK_DRAFT.get()
    return Draft(look_of(kept["look"]), kept["by_name"], datetime.fromisoformat(kept["at"])) if kept else None


def edited() -> Look:
    """What the forms show: the draft, or else what is published."""
    waiting = draft()
    return waiting.look if waiting else published()


def look_of(plain: Mapping[str, Any]) -> Look:
    """A look as JSON kept it."""
    return Look(plain["tabs"], plain["top_labels"], plain["theme"])


def keep(look: Look) -> None:
    """Keep a draft for later; what shoppers see stays. A draft like the published look is none."""
    lock_choices()
    is_news = look.plain != published().plain
    kept = {"look": look.plain, "by_name": audit.actor().name, "at": clock.now().isoformat()}
    LOOK_DRAFT.set(kept if is_news else None)


def discard() -> None:
    """Forget the draft. Safe to repeat."""
    lock_choices()
    LOOK_DRAFT.set(None)


def publish(look: Look, *, summary: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Show this look from now on, all of it at once, and keep it as a version. The draft is used up.

    summary, before, after: for the log, in the shop's words. Safe to repeat: no change is no version.
    """
    lock_choices()
    former = published()
    if look.plain == former.plain:
        LOOK_DRAFT.set(None)
        return
    if db.session.scalar(select(LookVersion.id).limit(1)) is None:
        _add(former, "最初的样子", audit.SYSTEM)
    _add(look, summary, audit.actor())
    plain = look.plain
    TABS.set(plain["tabs"])
    TOP_LABELS.set(plain["top_labels"])
    THEME.set(look.theme)
    LOOK_DRAFT.set(None)
    audit.note("shop.look", "shop", summary, before=dict(before), after=dict(after))


def versions(limit: int = 50) -> list[LookVersion]:
    """Publications, newest first; the first one is what shoppers see."""
    return list(db.session.scalars(select(LookVersion).order_by(LookVersion.id.desc()).limit(limit)))


def version(version_id: int) -> LookVersion:
    """One publication. Raises NotFound."""
    return find(LookVersion, version_id)


def look_in(row: LookVersion) -> Look:
    """The look a version kept."""
    return look_of(row.look)


def _add(look: Look, summary: str, who: audit.Actor) -> None:
    row = LookVersion(at=clock.now(), by=who.by, by_name=who.name, summary=summary, look=look.plain)
    db.session.add(row)
    db.session.flush()
