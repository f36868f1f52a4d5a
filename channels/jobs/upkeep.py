"""Tokens kept alive, and the nightly comparison of everything with everything."""

from datetime import datetime, timedelta
from typing import Any

from channels import queries, rules
from channels.actions import accounts, listings, pulls
from channels.errors import ChannelError
from channels.jobs.orders import read_window
from channels.jobs.stock import ask
from channels.jobs.talking import connected, marketplace_of, noting_errors
from channels.models import ChannelAccount, SyncReport
from channels.ports import RemoteSku, marketplaces
from commerce.catalog import sku_cards
from jobs.queue import later
from kernel import clock
from kernel.db import reading, transaction
from tenants import settings

MOST_DIFFERENCES = 500


def refresh_tokens() -> None:
    """Renew what ends soon, in the window each platform allows (JD: the last 24 hours). Safe to repeat."""
    with reading():
        due = [account for account in queries.accounts(connected_only=True) if _is_due(account, clock.now())]
    for account in due:
        with noting_errors(account.id):
            with reading():
                credentials = queries.credentials(account)
            grant = marketplaces().sign_in(account.platform).refresh(credentials)
            with transaction():
                accounts.accept_grant(account.id, grant, at=clock.now())


def _is_due(account: ChannelAccount, at: datetime) -> bool:
    if not account.can_refresh or account.token_until is None:
        return False
    return marketplaces().sign_in(account.platform).may_refresh((account.token_until - at).total_seconds())


def reconcile() -> None:
    """Every night: compare each connection of the shop. Safe to repeat."""
    with reading():
        account_ids = [account.id for account in queries.accounts(connected_only=True)]
    for account_id in account_ids:
        with transaction():
            later(reconcile_account, account_id, key=f"reconcile:{account_id}", queue="slow")


def reconcile_account(account_id: int) -> None:
    """Compare all levels and the orders of the last day with the platform, mend what differs and file a report.

    Safe to repeat: it sends levels and takes orders in once.
    """
    account = connected(account_id)
    if account is None:
        return
    started_at = clock.now()
    with noting_errors(account_id):
        try:
            platform = marketplace_of(account, is_reading=True)
            goods = platform.goods()
            seen, added = 0, 0
            for since, until in _last_day(started_at, platform.window_s):
                window = read_window(account_id, platform, since, until)
                seen, added = seen + window[0], added + window[1]
        except ChannelError as error:
            _file(account_id, started_at, 0, (0, 0), [], error.message)
            raise
        with transaction():
            listings.take_over(account_id, goods, at=started_at)
        with reading():
            found = _differences(account_id, goods)
        _file(account_id, started_at, len(goods), (seen, added), found, None)
        with transaction():
            if any(one["kind"] == "level" for one in found):
                listings.want_again(account_id)
            accounts.note_success(account_id, "goods", at=clock.now())
            ask(account_id)


def _last_day(at: datetime, window_s: int) -> list[tuple[datetime, datetime]]:
    return list(rules.windows(at - timedelta(days=1), at, window_s))


def _differences(account_id: int, goods: list[RemoteSku]) -> list[dict[str, Any]]:
    """kind: level (another quantity there), unmapped (nobody knows whose), exclusive (WeChat-only goods sold there)."""
    rows = {
        (row.listing.remote_item_id, row.listing.remote_sku_id): row
        for row in queries.listing_rows(account_id, limit=100_000)
    }
    buffer, by_code = settings.CHANNEL_BUFFER.get(), sku_cards.by_codes(one.code for one in goods)
    found = []
    for one in goods:
        row, card = rows.get((one.item_id, one.sku_id)), by_code.get(one.code)
        ours = rules.level(row.sellable or 0, buffer) if row is not None and row.card is not None else None
        kind = None
        if card is not None and card.is_wechat_exclusive:
            kind = "exclusive" if one.quantity > 0 else None
        elif row is None or row.card is None:
            kind = "unmapped"
        elif one.quantity != ours:
            kind = "level"
        if kind:
            title = f"{one.title} {one.label}".strip()
            found.append({"kind": kind, "title": title, "code": one.code, "remote": one.quantity, "ours": ours})
    return found


def _file(
    account_id: int,
    started_at: datetime,
    compared: int,
    orders: tuple[int, int],
    found: list[dict[str, Any]],
    error: str | None,
) -> None:
    report = SyncReport(
        account_id=account_id,
        started_at=started_at,
        ended_at=clock.now(),
        compared=compared,
        orders_seen=orders[0],
        orders_added=orders[1],
        differences=found[:MOST_DIFFERENCES],
        error=error,
    )
    with transaction():
        pulls.file_report(report)
