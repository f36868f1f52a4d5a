"""Stock on its way out, and the remote shelf read."""

from datetime import datetime, timedelta

from channels import queries
from channels.actions import accounts, listings, pushes
from channels.jobs.talking import connected, marketplace_of, noting_errors
from channels.models import ChannelAccount
from jobs.queue import Postponed, later
from kernel import clock
from kernel.db import reading, transaction
from tenants import settings

DEBOUNCE_S = 1
"""Changes of the same second travel together. The platform shows a sale within 10 s."""
ROUNDS = 20
"""One job sends at most so many batches, then hands over to the next."""


def ask(account_id: int, *, at: datetime | None = None) -> None:
    """Have a connection's changed levels pushed, once for all changes of the moment. In the present transaction."""
    at = at or clock.now() + timedelta(seconds=DEBOUNCE_S)
    later(push_stock, account_id, key=f"push:{account_id}", at=at)


def push_now(account_id: int) -> None:
    """The same at once: a person pressed the button."""
    later(push_stock, account_id, key=f"push-now:{account_id}")


def push_stock(account_id: int) -> None:
    """Tell a platform how many pieces it may sell of everything that has changed.

    Safe to repeat: it sends levels, never differences, one hand at a time, and older versions are not recorded
    over newer ones. PlatformBusy is retried with growing pauses; after a limit one job comes back when it ends.
    """
    try:
        _push(account_id)
    except Postponed as pause:
        with transaction():
            ask(account_id, at=pause.at)


def _push(account_id: int) -> None:
    account = connected(account_id)
    if account is None:
        return
    with transaction():
        taken_until = pushes.claim(account_id, at=clock.now())
    if taken_until is not None:
        raise Postponed(min(taken_until, clock.now() + timedelta(seconds=1)), "another hand is pushing")
    try:
        with noting_errors(account_id):
            _push_all(account)
    finally:
        with transaction():
            pushes.release(account_id)


def _push_all(account: ChannelAccount) -> None:
    platform = marketplace_of(account, is_reading=False)
    for _ in range(ROUNDS):
        with transaction():
            planned = pushes.plan(account.id, settings.CHANNEL_BUFFER.get())
        if not planned:
            return
        refused = platform.set_levels([one.level for one in planned])
        with transaction():
            pushes.record(planned, refused, at=clock.now())
            accounts.note_success(account.id, "push", at=clock.now())
    with transaction():
        ask(account.id)


def sync_goods(account_id: int) -> None:
    """Read what the platform has on its shelf, match it by code and push what is linked. Safe to repeat."""
    account = connected(account_id)
    if account is None:
        return
    with noting_errors(account_id):
        goods = marketplace_of(account, is_reading=True).goods()
        with transaction():
            listings.take_over(account_id, goods, at=clock.now())
            accounts.note_success(account_id, "goods", at=clock.now())
            ask(account_id)


def push_everything() -> None:
    """Behind the handlers: push whatever is still waiting for any connection of the shop. Safe to repeat."""
    with reading():
        waiting = [one.id for one in queries.accounts(connected_only=True) if queries.dirty_listings(one.id, 1)]
    for account_id in waiting:
        with transaction():
            ask(account_id)


def push_all_again() -> None:
    """Another buffer changes every level. In the present transaction."""
    for account in queries.accounts(connected_only=True):
        listings.want_again(account.id)
        ask(account.id)
