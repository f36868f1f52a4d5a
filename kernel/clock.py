"""The one place that asks what time it is. Everything inside is aware and UTC."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHOP_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def today_on() -> date:
    """Today's date where the shops are."""
    return now().astimezone(SHOP_ZONE).date()


def shop_time(at: datetime) -> datetime:
    """The same moment on the shop's wall clock."""
    return at.astimezone(SHOP_ZONE)
