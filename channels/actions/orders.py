"""Orders of a platform taken in: each once, whatever number of times and in whatever order its sights arrive (I22).

Locks: the remote order's row first, then the order, then stock, then listings.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from channels import rules
from channels.actions import mapping, waybills
from channels.actions.pushes import sold_there
from channels.models import ChannelAccount, RemoteOrder
from channels.ports import RemoteTrade, Sight
from channels.states import PLATFORMS
from commerce.inventory import actions as inventory
from commerce.orders import imports
from kernel.db import db, find
from kernel.tenancy import current_tenant_id

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SETTLED_S = 10
"""Platform times have seconds only: a sight this long after a change cannot have missed one of the same second."""


def unread(account_id: int, sights: Sequence[Sight]) -> list[Sight]:
    """The sights that may tell something new: not those we have surely seen already."""
    numbers = [sight.number for sight in sights]
    statement = select(RemoteOrder).where(RemoteOrder.account_id == account_id, RemoteOrder.remote_number.in_(numbers))
    known = {row.remote_number: row for row in db.session.scalars(statement)}
    return [sight for sight in sights if not _is_seen(known.get(sight.number), sight)]


def _is_seen(row: RemoteOrder | None, sight: Sight) -> bool:
    if row is None or row.modified_at < sight.modified_at:
        return False
    return row.modified_at > sight.modified_at or (row.seen_at - row.modified_at).total_seconds() > SETTLED_S


def take_in(account_id: int, trade: RemoteTrade, *, at: datetime) -> str:
    """Take a sight of a remote order in; one word for what became of it.

    imported: an order of ours was made. changed: known, something new. known: nothing new. noted: kept in mind only
    (unpaid there, or over before we came). Safe to repeat any number of times, in parallel and in any order.
    """
    account = find(ChannelAccount, account_id)
    row, is_first = _row(account_id, trade.number)
    if not is_first and not rules.is_newer(row.modified_at, row.digest, row.stage, trade):
        row.seen_at = max(row.seen_at, at)
        return "known"
    outcome = "changed"
    if row.order_id is None and not _is_history(account, trade, row):
        _replace_parent(account, trade)
        outcome = _import(account, row, trade)
    elif is_first or row.order_id is None:
        outcome = "noted"
    _follow(account, row, trade)
    row.stage, row.modified_at, row.digest, row.seen_at = trade.stage, trade.modified_at, trade.digest, at
    row.address_key = trade.address_key or row.address_key
    return outcome


def _row(account_id: int, number: str) -> tuple[RemoteOrder, bool]:
    """The remote order's row, locked; made first when there is none, so that two hands cannot both import."""
    values = {
        "tenant_id": current_tenant_id(),
        "account_id": account_id,
        "remote_number": number,
        "stage": "unpaid",
        "modified_at": LONG_AGO,
        "digest": "",
        "lines": [],
        "missing": [],
        "has_stock": False,
        "address_key": "",
    }
    made = db.session.scalar(insert(RemoteOrder).values(values).on_conflict_do_nothing().returning(RemoteOrder.id))
    statement = (
        select(RemoteOrder)
        .where(RemoteOrder.account_id == account_id, RemoteOrder.remote_number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one(), made is not None


def _is_history(account: ChannelAccount, trade: RemoteTrade, row: RemoteOrder) -> bool:
    """Over before it concerned us: called off before we counted it, or shipped before we were connected."""
    if trade.stage == "cancelled":
        return not row.has_stock
    is_older = account.connected_at is not None and trade.placed_at < account.connected_at
    return trade.stage in ("shipped", "done") and is_older


def _import(account: ChannelAccount, row: RemoteOrder, trade: RemoteTrade) -> str:
    if trade.stage == "cancelled":  # never paid there: its pieces come back
        _give_back(account, row)
        return "noted"
    if not row.has_stock:
        _take_stock(account, row, trade)
    if trade.stage == "unpaid":
        return "noted"
    lines = mapping.lines_for(account.id, trade)
    draft = imports.ImportedOrder(
        source=account.platform,
        remote_number=trade.number,
        lines=[line.imported for line in lines],
        freight_fen=_freight_fen(trade),
        recipient=trade.recipient,
        buyer_note=trade.buyer_note,
        placed_at=trade.placed_at,
        paid_at=trade.paid_at or trade.placed_at,
        is_blocked=trade.stage == "held",
    )
    order, order_lines = imports.create(draft)
    row.order_id = order.id
    by_key = {line.remote.key: made.id for line, made in zip(lines, order_lines, strict=True)}
    row.lines = [{**kept, "order_line_id": by_key.get(kept["key"])} for kept in row.lines]
    return "imported"


def _freight_fen(trade: RemoteTrade) -> int:
    """What is left of the sum beside the lines: freight, and any rounding of the platform's own shares."""
    return max(0, trade.total_fen - sum(line.paid_fen for line in trade.lines))


def _take_stock(account: ChannelAccount, row: RemoteOrder, trade: RemoteTrade) -> None:
    """The platform has sold these pieces: they leave the shared stock, as many as there are."""
    platform, missing, kept = PLATFORMS[account.platform], [], list[dict[str, Any]]()
    lines = sorted(mapping.lines_for(account.id, trade), key=lambda line: (line.sku_id or 0, line.remote.key))
    inventory.lock_skus({line.sku_id for line in lines if line.sku_id is not None})
    sold: dict[int, int] = {}
    for line in lines:
        remote = line.remote
        kept.append({"key": remote.key, "sku_id": line.sku_id, "quantity": remote.quantity, "order_line_id": None})
        note = {
            "key": remote.key,
            "title": remote.title,
            "code": remote.code,
            "item_id": remote.item_id,
            "remote_sku_id": remote.sku_id,
        }
        if line.sku_id is None:
            missing.append(note | {"quantity": remote.quantity, "why": "unmapped"})
            continue
        if remote.is_closed:
            continue
        cause = stock_cause(account.platform, trade.number, remote.key)
        short = inventory.sell_elsewhere(
            line.sku_id, remote.quantity, cause=cause, reason=f"{platform}订单 {trade.number}"
        )
        if short:
            missing.append(note | {"quantity": short, "why": "short"})
        if line.listing_id is not None:
            sold[line.listing_id] = sold.get(line.listing_id, 0) + remote.quantity
    sold_there(account.id, sold, placed_at=trade.placed_at)
    row.lines, row.missing, row.has_stock = kept, missing, True
    row.problem = mapping.problem(missing)


def stock_cause(platform: str, number: str, key: str) -> str:
    """The unique cause of one remote line's movement of stock."""
    return f"{platform}:{number}:{key}"


def _give_back(account: ChannelAccount, row: RemoteOrder, keys: Sequence[str] | None = None) -> None:
    reason = f"{PLATFORMS[account.platform]}订单 {row.remote_number} 取消"
    inventory.lock_skus({kept["sku_id"] for kept in row.lines if kept["sku_id"] is not None})
    for kept in row.lines:
        if keys is None or kept["key"] in keys:
            inventory.take_back(stock_cause(account.platform, row.remote_number, kept["key"]), reason=reason)
    if keys is None:
        row.has_stock, row.missing, row.problem = False, [], None


def _follow(account: ChannelAccount, row: RemoteOrder, trade: RemoteTrade) -> None:
    """Bring our order to where the platform's is."""
    if row.order_id is None:
        return
    by, reason = account.platform, f"{PLATFORMS[account.platform]}上已取消"
    if trade.stage == "cancelled":
        if imports.cancel(row.order_id, by=by, reason=reason):
            _give_back(account, row)
        return
    _follow_closed_lines(account, row, trade)
    if trade.stage in ("to_ship", "held"):
        imports.readdress(row.order_id, trade.recipient)
        imports.set_held(row.order_id, trade.stage == "held", by=by, reason="平台暂停发货")
    else:
        imports.set_held(row.order_id, False, by=by)
    waybills.follow(row, trade, by=by)
    if trade.stage == "done":
        imports.finish(row.order_id, by=by, at=trade.modified_at)


def _follow_closed_lines(account: ChannelAccount, row: RemoteOrder, trade: RemoteTrade) -> None:
    closed = {line.key for line in trade.lines if line.is_closed}
    given_back = []
    for kept in row.lines:
        if kept["key"] in closed and kept.get("order_line_id") and row.order_id is not None:
            line_id = int(kept["order_line_id"])
            if imports.cancel_line(line_id, row.order_id, by=account.platform, reason="平台上这件商品已退款"):
                given_back.append(kept["key"])
    if given_back:
        _give_back(account, row, given_back)


def _replace_parent(account: ChannelAccount, trade: RemoteTrade) -> None:
    """JD splits a paid order into children: the parent's pieces come back before the children take theirs."""
    if not trade.parent_number:
        return
    statement = select(RemoteOrder).where(
        RemoteOrder.account_id == account.id, RemoteOrder.remote_number == trade.parent_number
    )
    parent = db.session.scalar(statement.with_for_update(key_share=True))
    if parent is None or parent.order_id is None or not parent.has_stock:
        return
    if imports.cancel(parent.order_id, by=account.platform, reason="平台已拆分为多个订单"):
        _give_back(account, parent)
