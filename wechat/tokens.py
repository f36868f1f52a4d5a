"""access_token and jsapi_ticket of a 公众号: kept sealed in PostgreSQL, fetched once however many processes ask.

stable_token answers the same token to everybody, so a second fetch would not hurt; the lease saves the calls.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.db import db, reading, transaction
from tenants import secrets
from wechat import addresses
from wechat.connection import AppAccount
from wechat.models import WeChatToken
from wechat.transport import WeChatAway, WeChatRefused, call

MARGIN = timedelta(minutes=5)
"""stable_token gives a new token when the old one has less than this left, and both work for that long."""
LEASE = timedelta(seconds=15)
WAIT_S, MOST_WAITS = 0.25, 32
DEAD_TOKEN = {40001, 40014, 42001}


@dataclass(frozen=True)
class _Lent:
    value: str
    expires_at: datetime


def access_token(account: AppAccount) -> str:
    """The token of this 公众号. Network when it is due: call it outside any transaction.

    Raises WeChatAway, WeChatRefused.
    """
    return _lent(account, "token", lambda: _fetch_token(account, force=False))


def ticket(account: AppAccount) -> str:
    """The jsapi_ticket of this 公众号, under the same rules."""
    return _lent(account, "ticket", lambda: _fetch_ticket(account))


def with_token(account: AppAccount, method: str, path: str, **options: Any) -> dict[str, Any]:
    """One call under /cgi-bin with the token; a token that died early is renewed once."""
    token = access_token(account)
    url = f"{addresses.current().api}/cgi-bin/{path}"
    params = options.pop("params", {})
    try:
        return call(method, url, params=params | {"access_token": token}, **options)
    except WeChatRefused as refusal:
        if refusal.code not in DEAD_TOKEN:
            raise
    return call(method, url, params=params | {"access_token": _renewed(account, token)}, **options)


def json_body(body: dict[str, Any]) -> dict[str, Any]:
    """A JSON body as WeChat wants it: UTF-8 with Chinese as it is."""
    return {"data": json.dumps(body, ensure_ascii=False).encode(), "headers": {"Content-Type": "application/json"}}


def ask_afresh(account: AppAccount) -> None:
    """Ask WeChat afresh, past what is remembered, so that a wrong AppSecret shows. Raises WeChatAway, WeChatRefused."""
    _fetch_token(account, force=False)


def _renewed(account: AppAccount, dead: str) -> str:
    fresh = _fetch_token(account, force=False)
    if fresh.value == dead:
        fresh = _fetch_token(account, force=True)
    with transaction():
        _keep(account, "token", fresh)
    return fresh.value


def _fetch_token(account: AppAccount, *, force: bool) -> _Lent:
    body = {
        "grant_type": "client_credential", "appid": account.appid, "secret": account.secret, "force_refresh": force,
    }  # fmt: skip
    answer = call("POST", f"{addresses.current().api}/cgi-bin/stable_token", json=body)
    return _read(answer, "access_token")


def _fetch_ticket(account: AppAccount) -> _Lent:
    return _read(with_token(account, "GET", "ticket/getticket", params={"type": "jsapi"}), "ticket")


def _read(answer: dict[str, Any], name: str) -> _Lent:
    value, life_s = answer.get(name), answer.get("expires_in")
    if not isinstance(value, str) or not isinstance(life_s, int):
        raise WeChatAway("微信的应答里没有凭证")
    return _Lent(value, clock.now() + timedelta(seconds=life_s))


def _lent(account: AppAccount, kind: str, fetch: Callable[[], _Lent]) -> str:
    for _ in range(MOST_WAITS):
        with reading():
            row = db.session.scalar(_where(account, kind))
        if row is not None and row.sealed is not None and row.expires_at - clock.now() > MARGIN:
            return secrets.unseal_for_platform(row.sealed, _purpose(account, kind))
        with transaction():
            fence = _take_lease(account, kind)
        if fence is not None:
            return _fetch_under(account, kind, fence, fetch)
        time.sleep(WAIT_S)  # somebody else is fetching it this very moment
    raise WeChatAway("获取微信凭证超时，请稍后再试")


def _fetch_under(account: AppAccount, kind: str, fence: int, fetch: Callable[[], _Lent]) -> str:
    try:
        fresh = fetch()
    except (WeChatAway, WeChatRefused):
        with transaction():
            db.session.execute(_update(account, kind, fence).values(lease_until=None))
        raise
    with transaction():
        values = {"sealed": _sealed(account, kind, fresh), "expires_at": fresh.expires_at, "lease_until": None}
        db.session.execute(_update(account, kind, fence).values(values))
    return fresh.value


def _keep(account: AppAccount, kind: str, fresh: _Lent) -> None:
    values = {"sealed": _sealed(account, kind, fresh), "expires_at": fresh.expires_at}
    where = (WeChatToken.appid == account.appid, WeChatToken.kind == kind)
    db.session.execute(update(WeChatToken).where(*where).values(values))


def _take_lease(account: AppAccount, kind: str) -> int | None:
    """The right to fetch, as a fence; None while somebody else has it."""
    now = clock.now()
    statement = insert(WeChatToken).values(
        tenant_id=account.tenant_id, appid=account.appid, kind=kind, lease_until=now + LEASE, fence=1
    )
    is_free = WeChatToken.lease_until.is_(None) | (WeChatToken.lease_until < now)
    changes = {"lease_until": now + LEASE, "fence": WeChatToken.fence + 1}
    taken = statement.on_conflict_do_update(
        index_elements=["tenant_id", "appid", "kind"], set_=changes, where=is_free
    ).returning(WeChatToken.fence)
    return db.session.scalar(taken)


def _where(account: AppAccount, kind: str) -> Any:
    return select(WeChatToken).where(WeChatToken.appid == account.appid, WeChatToken.kind == kind)


def _update(account: AppAccount, kind: str, fence: int) -> Any:
    return update(WeChatToken).where(
        WeChatToken.appid == account.appid, WeChatToken.kind == kind, WeChatToken.fence == fence
    )


def _sealed(account: AppAccount, kind: str, fresh: _Lent) -> bytes:
    return secrets.seal_for_platform(fresh.value, _purpose(account, kind))


def _purpose(account: AppAccount, kind: str) -> str:
    return f"wechat:{account.tenant_id}:{account.appid}:{kind}"
