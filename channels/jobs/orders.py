"""Orders on their way in."""

from datetime import datetime, timedelta

from channels import queries, rules
from channels.actions import accounts, orders, pulls
from channels.errors import ChannelError
from channels.jobs.talking import connected, marketplace_of, noting_errors
from channels.models import ChannelAccount
from channels.ports import Marketplace, Sight
from jobs.queue import Postponed, later
from kernel import clock
from kernel.db import reading, transaction
from tenants import settings

WINDOWS = 100
"""One job reads at most so many windows (Tmall's first day are 58), then hands over to the next at once."""


def pull_orders(account_id: int) -> None:
    """Take over what has changed on a platform since the last reading, and come again after the shop's interval.

    The cursor moves past a window only when each of its pages has been taken in. Safe to repeat: windows overlap
    anyway, and an order is imported once. After any error the next reading is the retry.
    """
    next_at = None
    try:
        if not _pull_if_free(account_id):
            return
    except Postponed as pause:
        next_at = pause.at
    except ChannelError:
        pass  # kept for the merchant by noting_errors()
    _come_again(account_id, next_at)


def _pull_if_free(account_id: int) -> bool:
    """False when the connection is not there any more."""
    account = connected(account_id)
    if account is None:
        return False
    with transaction():
        taken_until = pulls.claim(account_id, at=clock.now())
    if taken_until is not None:
        raise Postponed(taken_until, "another hand is reading")
    try:
        _pull(account)
    finally:
        with transaction():
            pulls.release(account_id)
    return True


def _pull(account: ChannelAccount) -> None:
    with noting_errors(account.id):
        platform = marketplace_of(account, is_reading=True)
        with reading():
            read_until = queries.cursor(account.id).read_until
        for count, (since, until) in enumerate(rules.windows(read_until, clock.now(), platform.window_s)):
            if count == WINDOWS:
                raise Postponed(clock.now(), "more windows are to be read")
            read_window(account.id, platform, since, until)
            with transaction():
                pulls.advance(account.id, until)
        with transaction():
            accounts.note_success(account.id, "pull", at=clock.now())


def read_window(account_id: int, platform: Marketplace, since: datetime, until: datetime) -> tuple[int, int]:
    """Take in every order changed in a window. Returns how many were seen, and how many of them were imported now."""
    numbers: set[str] = set()
    imported = 0
    for page in platform.changed_orders(since, until):
        numbers |= {sight.number for sight in page}
        with reading():
            unread = orders.unread(account_id, page)
        imported += sum(_take_in(account_id, platform, sight) == "imported" for sight in unread)
    return len(numbers), imported


def _take_in(account_id: int, platform: Marketplace, sight: Sight) -> str:
    looked_at = clock.now()
    trade = sight.trade or platform.order(sight.number)
    with transaction():
        return orders.take_in(account_id, trade, at=looked_at)


def _come_again(account_id: int, at: datetime | None = None) -> None:
    with transaction():
        at = at or clock.now() + timedelta(seconds=settings.CHANNEL_PULL_S.get())
        later(pull_orders, account_id, key=f"pull:{account_id}", at=at)


def keep_pulling() -> None:
    """Behind the chain of readings: every connection of the shop has its next one. Safe to repeat."""
    with reading():
        account_ids = [account.id for account in queries.accounts(connected_only=True)]
    for account_id in account_ids:
        _come_again(account_id, clock.now())


def pull_now(account_id: int) -> None:
    """Read at once, in the present transaction: the merchant pressed the button."""
    later(pull_orders, account_id, key=f"pull-now:{account_id}")
