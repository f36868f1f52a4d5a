"""Which days a page of the books is about. Nonsense in the address counts as not given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from commerce.books.exports import MOST_DAYS
from kernel import clock

PRESETS = {"7": "近 7 天", "30": "近 30 天", "90": "近 90 天"}
USUAL_DAYS = 30


@dataclass(frozen=True)
class Span:
    """From one day to another, both inclusive."""

    since_on: date
    until_on: date

    @property
    def query(self) -> str:
        """As an address says it."""
        return urlencode({"from": self.since_on.isoformat(), "to": self.until_on.isoformat()})

    @property
    def words(self) -> str:
        return f"{self.since_on:%Y-%m-%d} 至 {self.until_on:%Y-%m-%d}"

    @property
    def preset(self) -> str:
        """Which of PRESETS this is, "" when none."""
        days = str((self.until_on - self.since_on).days + 1)
        return days if days in PRESETS and self.until_on == clock.today_on() else ""


def read(values: Mapping[str, str]) -> Span:
    """`days`, or `from` and `to`; kept to what one page can show."""
    today = clock.today_on()
    asked = values.get("days", "")
    if asked in PRESETS:
        return Span(today - timedelta(days=int(asked) - 1), today)
    until_on = min(day(values.get("to", "")) or today, today)
    since_on = day(values.get("from", "")) or until_on - timedelta(days=USUAL_DAYS - 1)
    since_on = min(since_on, until_on)
    return Span(max(since_on, until_on - timedelta(days=MOST_DAYS - 1)), until_on)


def day(typed: str) -> date | None:
    """A date as the browser writes it, or None; far past and far future count as nonsense."""
    try:
        found = date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None
    return found if found is not None and 2000 <= found.year <= 2100 else None


def presets(chosen: Span) -> list[dict[str, object]]:
    """The quick choices, for tabs."""
    return [
        {"label": label, "url": f"/admin/books?days={key}", "current": key == chosen.preset}
        for key, label in PRESETS.items()
    ]
