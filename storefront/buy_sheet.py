"""The buy sheet's foot: what one tap would do and cost. The page has one for each way in, every quote a fresh one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from commerce.checkout import queries as checkout
from commerce.checkout.errors import NotForSale
from commerce.freight.rules import Place
from commerce.pricing import rules as pricing
from commerce.promotions.groupbuy import queries as groupbuy
from kernel.errors import NotFound
from storefront.invited import Invited
from tenants import settings


@dataclass(frozen=True)
class Wish:
    """What the sheet's form says. mode: single or group; intent: pay or cart; group_id: to join, None opens one."""

    sku_id: int
    quantity: int
    mode: str = "single"
    intent: str = "pay"
    activity_id: int | None = None
    group_id: int | None = None

    @property
    def key(self) -> str:
        """Names the total this wish has; sku.js compares it with the form before anybody pays."""
        return f"{self.sku_id}:{self.quantity}:{self.mode}:{self.intent}"


@dataclass(frozen=True)
class Foot:
    """The total of a wish, and the words beside it. warning: what has changed; refusal: why it cannot be bought."""

    wish: Wish
    quote: pricing.Quote
    warning: str = ""
    refusal: str = ""


def feet(chosen: Mapping[str, Any], *, is_group: bool, activity_id: int | None) -> list[Foot]:
    """The feet for one piece of the chosen SKU: the page's main way first, then the other one."""
    ways = [("group", "pay"), ("single", "pay")] if is_group else [("single", "pay"), ("single", "cart")]
    return [_foot(chosen, mode, intent, activity_id) for mode, intent in ways]


def _foot(chosen: Mapping[str, Any], mode: str, intent: str, activity_id: int | None) -> Foot:
    single_fen, group_fen = chosen["price_fen"], chosen["prices"].get("group")
    is_group = mode == "group"
    line = pricing.PricedLine(
        chosen["id"], 1, group_fen if is_group else single_fen, single_fen if is_group else chosen["was_fen"]
    )
    fee_fen, free_fen = settings.FREIGHT_FEN.get(), settings.FREE_FREIGHT_FEN.get()
    quote = pricing.quote([line], freight_fen=fee_fen, free_freight_fen=free_fen)
    charged = checkout.freight_of(quote, None)  # the address is told by the quote that follows
    if charged is not None:
        quote = checkout.with_freight(quote, charged)
    return Foot(Wish(chosen["id"], 1, mode, intent, activity_id), quote, refusal=_out_of_stock(chosen["stock"], 1))


def quoted(wish: Wish, product_id: int, invited: Invited | None, place: Place | None) -> dict[str, dict[str, Any]]:
    """The sheet's parts by their templates' names, from the server at this moment. Inside reading().

    invited: the group the wish wants to join; place: where it would be sent. Raises NotForSale for a SKU of another
    product.
    """
    activity_id = wish.activity_id if wish.mode == "group" else None
    group_id = wish.group_id if invited and invited.is_open else None
    basket = checkout.price({wish.sku_id: wish.quantity}, activity_id=activity_id, group_id=group_id, place=place)
    snapshot, line = basket.snapshots[wish.sku_id], basket.quote.lines[0]
    if snapshot.product_id != product_id:
        raise NotForSale([wish.sku_id])
    sellable = basket.sellable[wish.sku_id]
    wish, warning, refusal = _as_it_is(wish, basket, invited)
    refusal = refusal or ("不配送到该地区" if basket.refused else _out_of_stock(sellable, wish.quantity))
    limit = _limit(snapshot.limit_per_member, basket.activity_id)
    price = {"price_fen": line.unit_price_fen, "was_fen": line.market_price_fen, "sellable": sellable, "limit": limit}
    return {
        "pay": {"foot": Foot(wish, basket.quote, warning, refusal)},
        "price": price | {"is_swap": True},
        "aim": {"wish": wish, "is_swap": True},
    }


def _as_it_is(wish: Wish, basket: checkout.Basket, invited: Invited | None) -> tuple[Wish, str, str]:
    """The wish as the till would take it now, what has changed for it, and why it cannot be bought."""
    if wish.mode != "group":
        return wish, "", ""
    if basket.activity_id is not None:
        is_late = wish.group_id is not None and not (invited and invited.is_open)
        if not is_late:
            return wish, "", ""
        return replace(wish, group_id=None), "这个团已满员或结束，付款后为你发起一个新团", ""
    if wish.activity_id is not None and _runs(wish.activity_id):
        return wish, "", "这个规格不参加拼团"
    return replace(wish, mode="single"), "拼团已结束，现在是单独购买的价格", ""


def _runs(activity_id: int) -> bool:
    try:
        return groupbuy.offer(activity_id).activity.state == "running"
    except NotFound:
        return False


def _out_of_stock(sellable: int, quantity: int) -> str:
    if sellable >= quantity:
        return ""
    return "已售罄" if sellable < 1 else f"库存只剩 {sellable} 件"


def _limit(product_limit: int | None, activity_id: int | None) -> int | None:
    """Pieces one person may take now: the product's limit, or the running campaign's when that is less."""
    limits = [product_limit, groupbuy.offer(activity_id).activity.limit_per_member if activity_id else None]
    return min((limit for limit in limits if limit is not None), default=None)
