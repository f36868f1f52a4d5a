"""The shop's stores on Tmall and JD, made known to the sandbox."""

import secrets as tokens
from collections import defaultdict
from typing import Any

from demo.catalogue.types import ShopPlan
from demo.seed.vendors import tell

PLATFORMS = {"tmall": "taobao", "jd": "jd"}


def connect(plan: ShopPlan, number: int, sandbox: str) -> None:
    """Open both stores with the goods that are listed there."""
    for platform, path in PLATFORMS.items():
        account = _account(plan, number, platform)
        tell(sandbox, f"{path}/shops", account)
        tell(sandbox, f"{path}/items", {"app_key": account["app_key"], "items": _items(plan, platform)})


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
