"""What the screens of 平台同步 show, as plain values."""

from dataclasses import dataclass
from typing import Any

from channels import queries, rules
from channels.errors import LABELS as ERROR_LABELS
from channels.models import ChannelAccount
from channels.states import LABELS, PLATFORMS
from commerce.orders import queries as orders
from kernel import clock
from tenants import secrets, settings

BADGES = {"unconnected": "done", "connected": "ok", "expired": "bad"}


@dataclass(frozen=True)
class Card:
    """One connection. account is none until keys are first saved."""

    platform: str
    account: ChannelAccount | None
    counts: dict[str, int]
    calls: int
    daily_calls: int
    secret_hint: str | None
    is_running: bool

    @property
    def name(self) -> str:
        return PLATFORMS[self.platform]

    @property
    def state(self) -> str:
        return self.account.state if self.account else "unconnected"

    @property
    def state_text(self) -> str:
        return LABELS[self.state]

    @property
    def badge(self) -> str:
        return BADGES[self.state]

    @property
    def error_title(self) -> str | None:
        kind = self.account.error_kind if self.account else None
        return ERROR_LABELS.get(kind, "同步出错") if kind else None

    @property
    def has_keys(self) -> bool:
        return bool(self.account and self.account.app_key and self.secret_hint)


def card(platform: str, *, is_running: bool = False) -> Card:
    """One connection as its card shows it."""
    account = queries.account_on(platform)
    counts = queries.listing_counts(account.id) if account else {"": 0, "unmapped": 0, "refused": 0, "gone": 0}
    calls = queries.calls_on(account.id, rules.day_there(clock.now())) if account else 0
    hint = secrets.hints().get(f"{platform}.app_secret")
    return Card(platform, account, counts, calls, settings.CHANNEL_DAILY_CALLS.get(), hint, is_running)


def choices() -> dict[str, Any]:
    """The shop's choices about synchronising."""
    return {
        "buffer": settings.CHANNEL_BUFFER.get(), "daily_calls": settings.CHANNEL_DAILY_CALLS.get(),
        "pull_s": settings.CHANNEL_PULL_S.get(),
    }  # fmt: skip


def trouble(card: Card) -> list[dict[str, Any]]:
    """Imported orders and parcels that need a person: {number, url, text}."""
    if card.account is None:
        return []
    found = [
        {"number": row.remote_number, "order_id": row.order_id, "text": row.problem}
        for row in queries.troubled_orders(card.account.id)
    ] + [
        {"number": row.remote_number, "order_id": row.order_id, "text": parcel.error or "单号没有传到平台"}
        for parcel, row in queries.refused_parcels(card.account.id)
    ]
    our_ids = {int(one["order_id"]) for one in found if one["order_id"]}
    numbers: dict[Any, str] = {order_id: orders.order(order_id).number for order_id in our_ids}
    return [one | {"ours": numbers.get(one["order_id"])} for one in found]


def differences(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """A report's differences by kind, worst first."""
    return {kind: [one for one in found if one["kind"] == kind] for kind in ("exclusive", "level", "unmapped")}
