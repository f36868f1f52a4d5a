"""What every conversation needs: signed access with counted calls, and errors kept for the merchant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from channels import queries
from channels.actions import accounts
from channels.errors import CallLimited, ChannelError
from channels.models import ChannelAccount
from channels.ports import Marketplace, marketplaces
from jobs.queue import Postponed
from kernel import clock
from kernel.db import reading, transaction
from tenants import settings


def connected(account_id: int) -> ChannelAccount | None:
    """The connection, when it may be spoken to; none when it is not (or no longer) authorised.

    Raises Postponed while the platform wants to be left alone.
    """
    with reading():
        account = queries.account(account_id)
    if account.state != "connected":
        return None
    if account.limited_until is not None and account.limited_until > clock.now():
        raise Postponed(account.limited_until, account.error_words or "the platform asked to wait")
    return account


def marketplace_of(account: ChannelAccount, *, is_reading: bool) -> Marketplace:
    """The platform's side. Each call is counted in a transaction of its own before it is made."""
    with reading():
        credentials = queries.credentials(account)
        limit = settings.CHANNEL_DAILY_CALLS.get()

    def spend() -> None:
        with transaction():
            accounts.spend_call(account.id, limit, is_reading=is_reading, at=clock.now())

    return marketplaces().account(account.platform, credentials, spend)


@contextmanager
def noting_errors(account_id: int) -> Iterator[None]:
    """Keep a refusal for the merchant. A limit postpones the job; a busy platform is tried again with growing pauses;
    what trying again cannot mend ends the job quietly: the merchant sees it and has the button."""
    try:
        yield
    except ChannelError as error:
        with transaction():
            accounts.note_error(account_id, error, at=clock.now())
        if isinstance(error, CallLimited):
            raise Postponed(clock.now() + timedelta(seconds=error.wait_s), error.message) from error
        if error.is_retryable:
            raise
