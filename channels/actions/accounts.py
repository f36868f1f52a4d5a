"""Connecting a marketplace, its calls counted, its errors kept for the merchant."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from channels import rules
from channels.errors import BudgetSpent, CallLimited, ChannelError, NeedsAuthorisation, NoPermission, WrongKeys
from channels.models import CallBudget, ChannelAccount, PullCursor
from channels.ports import Grant
from channels.states import ACCOUNT, PLATFORMS
from kernel.db import db, find, lock, save
from kernel.errors import Invalid, NotFound, Refused
from kernel.tenancy import current_tenant_id
from tenants import secrets

FIRST_LOOK_S = 86400
"""How far back the first reading goes: orders still to be shipped come over, ended ones only as a record."""
PATIENCE_S = 600
"""Wrong keys or a missing permission are not asked about more often than this."""


def account_of(platform: str) -> ChannelAccount:
    """The shop's connection to a platform, made when it is first asked for; locked."""
    if platform not in PLATFORMS:
        raise NotFound("没有这个平台")
    found = db.session.scalar(select(ChannelAccount.id).where(ChannelAccount.platform == platform))
    return lock(ChannelAccount, found) if found else save(ChannelAccount(platform=platform, state=ACCOUNT.initial))


def set_keys(platform: str, app_key: str, app_secret: str) -> ChannelAccount:
    """What the platform calls our app. An empty secret keeps the one stored; another key ends the authorisation.

    Raises Invalid when no secret is there at all.
    """
    account = account_of(platform)
    if not app_key:
        raise Invalid("app_key", "请填写 App Key")
    if not app_secret and (account.app_key != app_key or secrets.get(f"{platform}.app_secret") is None):
        raise Invalid("app_secret", "请填写 App Secret")
    if app_secret:
        secrets.put(f"{platform}.app_secret", app_secret)
    if account.app_key != app_key and ACCOUNT.can(account, "disconnect"):
        _disconnect(account)
    account.app_key = app_key
    _forget_error(account)
    return account


def accept_grant(account_id: int, grant: Grant, *, at: datetime) -> ChannelAccount:
    """The seller has authorised us, or a token was refreshed: keep the tokens sealed."""
    account = lock(ChannelAccount, account_id)
    is_first = account.connected_at is None
    ACCOUNT.move(account, "connect")
    secrets.put(f"{account.platform}.session", grant.token)
    if grant.refresh_token:
        secrets.put(f"{account.platform}.refresh_token", grant.refresh_token)
    account.token_until = at + timedelta(seconds=grant.expires_s)
    account.can_refresh = bool(grant.refresh_token and grant.refresh_expires_s)
    account.refresh_until = at + timedelta(seconds=grant.refresh_expires_s) if account.can_refresh else None
    account.seller_name = grant.seller_name or account.seller_name
    account.limited_until = None
    _forget_error(account)
    if is_first:
        account.connected_at = at
        save(PullCursor(account_id=account.id, read_until=at - timedelta(seconds=FIRST_LOOK_S)))
    return account


def connect(platform: str, *, app_key: str, app_secret: str, grant: Grant, at: datetime) -> ChannelAccount:
    """Keys and authorisation in one step, for the demo's shops and for tests."""
    account = set_keys(platform, app_key, app_secret)
    return accept_grant(account.id, grant, at=at)


def disconnect(account_id: int) -> ChannelAccount:
    """Stop speaking to the platform; listings, orders and the cursor stay for the next time."""
    account = lock(ChannelAccount, account_id)
    if not ACCOUNT.can(account, "disconnect"):
        raise Refused("这个平台还没有连接")
    _disconnect(account)
    return account


def _disconnect(account: ChannelAccount) -> None:
    ACCOUNT.move(account, "disconnect")
    account.token_until = account.refresh_until = None
    account.can_refresh = False
    secrets.put(f"{account.platform}.session", "")
    secrets.put(f"{account.platform}.refresh_token", "")


def spend_call(account_id: int, limit: int, *, is_reading: bool, at: datetime) -> None:
    """Count one call of the day. Reading stops a part before the end, so that stock and parcels still get through.

    Raises BudgetSpent. The count is one guarded statement, so that no two calls can share the last one.
    """
    account = find(ChannelAccount, account_id)
    most = limit * rules.PULL_SHARE_BP // 10_000 if is_reading else limit
    statement = insert(CallBudget).values(
        tenant_id=current_tenant_id(), account_id=account_id, spent_on=rules.day_there(at), calls=1
    )
    counted = statement.on_conflict_do_update(
        index_elements=["tenant_id", "account_id", "spent_on"],
        set_={"calls": CallBudget.calls + 1},
        where=CallBudget.calls < most,
    ).returning(CallBudget.calls)
    if most < 1 or db.session.scalar(counted) is None:
        raise BudgetSpent(PLATFORMS[account.platform], most, rules.seconds_to_midnight(at))


def note_error(account_id: int, error: ChannelError, *, at: datetime) -> None:
    """Keep what went wrong for the merchant, and how long to leave the platform alone."""
    account = lock(ChannelAccount, account_id)
    account.error_kind, account.error_words, account.error_at = error.kind, error.message, at
    if isinstance(error, NeedsAuthorisation) and ACCOUNT.can(account, "expire"):
        ACCOUNT.move(account, "expire")
    elif isinstance(error, BudgetSpent):
        pass  # the budget itself keeps further calls back, and stock may still have some left
    elif isinstance(error, CallLimited):
        account.limited_until = at + timedelta(seconds=error.wait_s)
    elif isinstance(error, WrongKeys | NoPermission):
        account.limited_until = at + timedelta(seconds=PATIENCE_S)


def note_success(account_id: int, what: str, *, at: datetime) -> None:
    """A conversation went well. what: pull, push or goods."""
    account = lock(ChannelAccount, account_id)
    setattr(account, f"last_{what}_at", at)
    _forget_error(account)


def allow_again(account_id: int) -> ChannelAccount:
    """The merchant has mended something and wants us to try at once."""
    account = lock(ChannelAccount, account_id)
    account.limited_until = None
    return account


def _forget_error(account: ChannelAccount) -> None:
    account.error_kind = account.error_words = account.error_at = None
