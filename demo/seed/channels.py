"""The shop's stores on Tmall and JD, opened in the sandbox and connected."""

import secrets as tokens
from collections import defaultdict
from typing import Any

from channels.actions import accounts
from channels.jobs import orders, stock
from channels.ports import Grant
from demo.catalogue.types import ShopPlan
from demo.seed.vendors import tell
from jobs.queue import later
from kernel import clock
from kernel.db import transaction

PLATFORMS = {"tmall": "taobao", "jd": "jd"}
PULL_S = 8
TOKEN_S = 30 * 86400


def connect(plan: ShopPlan, number: int, sandbox: str) -> None:
    """Open both stores with the goods that are listed there, authorise them, and match the goods by their codes."""
    for platform, path in PLATFORMS.items():
        account = _account(plan, number, platform)
        tell(sandbox, f"{path}/shops", account)
        tell(sandbox, f"{path}/items", {"app_key": account["app_key"], "items": _items(plan, platform)})
        _authorise(platform, account)


def _authorise(platform: str, account: dict[str, Any]) -> None:
    token, name = account.get("session") or account["token"], account.get("nick") or account["name"]
    grant = Grant(token, "", TOKEN_S, name)
    with transaction():
        made = accounts.connect(
            platform, app_key=account["app_key"], app_secret=account["secret"], grant=grant, at=clock.now()
        )
        later(stock.sync_goods, made.id, key=f"goods:{made.id}")
        orders.pull_now(made.id)


def _account(plan: ShopPlan, number: int, platform: str) -> dict[str, Any]:
    app_key, secret, token = f"{number}{tokens.randbelow(10**7):07d}", tokens.token_hex(16), tokens.token_hex(24)
    if platform == "tmall":
        return {"app_key": app_key, "secret": secret, "session": token, "nick": f"{plan.name}旗舰店"}
    return {"app_key": app_key, "secret": secret, "token": token, "name": f"{plan.name}京东店"}


def _items(plan: ShopPlan, platform: str) -> list[dict[str, Any]]:
    items = []
    for product in plan.products:
        listed = {listing.sku_code: listing for listing in product.listings if listing.channel == platform}
        if not listed:
            continue
        by_item: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for sku in product.skus:
            if sku.code in listed:
                entry = {"outer_id": listed[sku.code].outer_id, "name": " ".join(sku.choice) or "默认", "stock": 0}
                by_item[listed[sku.code].remote_item_id].append(entry)
        for skus in by_item.values():
            items.append(
                {"title": product.title, "outer_id": product.code, "price_fen": product.skus[0].price_fen, "skus": skus}
            )
    return items
