"""A product page's words and numbers, ready for the template: nothing is computed there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commerce.checkout.showcase import Campaign, ProductPage
from commerce.pricing import rules as pricing
from kernel.money import format_yuan_short
from storefront import buy_sheet, cards
from storefront.invited import Invited
from tenants import settings
from web.render import masked_name, media_url

MOST_AT_ONCE = 99


@dataclass(frozen=True)
class Goods:
    """What ui macros and the product templates show. *_fen int, *_ms epoch milliseconds."""

    id: int
    document: Mapping[str, Any]
    images: list[dict[str, str]]
    options: list[dict[str, Any]]
    skus: list[dict[str, Any]]
    chosen: Mapping[str, Any]
    chosen_options: Mapping[str, str]
    feet: list[buy_sheet.Foot]
    choice_text: str
    options_text: str
    is_sold_out: bool
    sold_text: str | None
    campaign: Campaign | None
    starts_at_ms: int | None
    group_fen: int | None
    teams: list[dict[str, Any]]
    taken_percent: int
    left: int
    perks: list[str]
    freight_text: str
    ship_text: str
    related: list[dict[str, Any]]
    invited: Invited | None
    now_ms: int  # 0 where nothing on the page runs out: the page of the next moment is the same one

    @property
    def is_group(self) -> bool:
        """A group-buy runs now and has pieces left."""
        return self.group_fen is not None

    @property
    def is_joining(self) -> bool:
        """The shopper was invited to a group and may join it."""
        return self.is_group and self.invited is not None and self.invited.is_open

    @property
    def group_id(self) -> int | None:
        """The group the main button joins."""
        return self.invited.group_id if self.is_joining and self.invited else None

    @property
    def wish(self) -> buy_sheet.Wish:
        """What the sheet is set to at first."""
        return replace(self.feet[0].wish, group_id=self.group_id)


def of(page: ProductPage, *, at: datetime, sku_id: int | None = None, invited: Invited | None = None) -> Goods:
    """The view of a product. sku_id: the variant to choose beforehand, when it can be bought; invited: by a group."""
    document, now_ms = page.document, int(at.timestamp() * 1000)
    campaign = invited.campaign if invited and invited.campaign else page.campaign
    running = campaign if campaign and campaign.starts_ms <= now_ms and campaign.left > 0 else None
    skus = [_sku(sku, page, campaign) for sku in document["skus"]]
    in_stock = [sku for sku in skus if sku["stock"] > 0]
    chosen = _chosen(skus, in_stock, sku_id, running)
    group_fen = chosen["prices"].get("group") if running and in_stock else None
    is_group = group_fen is not None
    feet = buy_sheet.feet(chosen, is_group=is_group, activity_id=running.id if running else None)
    return Goods(
        id=page.id,
        document=document,
        images=[_image(image, n, document) for n, image in enumerate(document["images"], 1)]
        or [_image({}, 1, document)],
        options=[_option(option) for option in document["options"]],
        skus=skus,
        chosen=chosen,
        chosen_options=dict(zip((o["name"] for o in document["options"]), chosen["values"], strict=False)),
        feet=feet,
        choice_text=" · ".join([*chosen["values"], "1 件"]),
        options_text="".join(["共", *(f" {len(o['values'])} {_unit(o['name'])}" for o in document["options"])]),
        is_sold_out=not in_stock,
        sold_text=cards.sold_text(page.sold_count),
        campaign=running if is_group else None,
        starts_at_ms=campaign.starts_ms if campaign and campaign.starts_ms > now_ms else None,
        group_fen=group_fen,
        teams=_teams(running, now_ms) if is_group else [],
        taken_percent=running.taken * 100 // running.quota if running and running.quota else 0,
        left=min(running.left, sum(sku["stock"] for sku in in_stock if sku["prices"])) if running else 0,
        perks=_perks(running, chosen, group_fen, feet[0].quote),
        freight_text=freight_text(feet[0].quote),
        ship_text=f"{settings.SHIP_HOURS.get()} 小时内发货",
        related=cards.of(page.related),
        invited=invited,
        now_ms=now_ms if campaign or invited else 0,
    )


def _chosen(
    skus: list[dict[str, Any]], in_stock: list[dict[str, Any]], sku_id: int | None, running: Campaign | None
) -> dict[str, Any]:
    """The variant asked for, else one with the running campaign's price, else the first to be had."""
    asked = next((sku for sku in in_stock if sku["id"] == sku_id), None)
    offered = next((sku for sku in in_stock if running and sku["prices"]), None)
    return asked or offered or (in_stock or skus)[0]


def freight_text(quote: pricing.Quote) -> str:
    """免运费, or what sending costs and from which sum on it is free."""
    if quote.freight_fen == 0:
        return "免运费"
    words = f"运费 ¥{format_yuan_short(quote.freight_fen)}{' 起' if settings.FREIGHT_BY_TEMPLATE.get() else ''}"
    free_from_fen = quote.goods_fen - quote.discount_fen + quote.to_free_freight_fen
    return f"{words}，满 ¥{format_yuan_short(free_from_fen)} 免运费" if quote.to_free_freight_fen else words


def _sku(sku: Mapping[str, Any], page: ProductPage, campaign: Campaign | None) -> dict[str, Any]:
    limit = campaign.limit if campaign and sku["id"] in campaign.prices else None
    limits = [n for n in (limit, page.document["limit"], MOST_AT_ONCE) if n]
    return {
        "id": sku["id"],
        "values": sku["values"] if page.document["options"] else [],
        "price_fen": sku["price_fen"],
        "was_fen": sku["market_price_fen"],
        "prices": {"group": campaign.prices[sku["id"]]} if campaign and sku["id"] in campaign.prices else {},
        "stock": max(0, page.stock.get(sku["id"], 0)),
        "limit": min(limits),
        "image_url": media_url(sku["key"] or page.document["cover"], 345),
    }


def _image(image: Mapping[str, Any], number: int, document: Mapping[str, Any]) -> dict[str, str]:
    return {"url": media_url(image.get("key"), 750), "alt": f"{document['title']} 图 {number}"}


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    values = [
        {"label": v["label"], "image_url": media_url(v["key"], 150) if v["key"] else None, "colour": v.get("colour")}
        for v in option["values"]
    ]
    return {"name": option["name"], "values": values}


def _unit(name: str) -> str:
    """颜色 → 色, other options by their own name: 共 3 色 2 容量."""
    return "色" if name == "颜色" else name


def _teams(campaign: Campaign | None, now_ms: int) -> list[dict[str, Any]]:
    return [
        {
            "id": team.id,
            "leader": masked_name(team.names[0] if team.names else "友"),
            "people": [{"name": name} for name in team.names],
            "missing": team.missing,
            "deadline_ms": team.expires_ms,
            "now_ms": now_ms,
        }
        for team in (campaign.teams if campaign else ())
    ]


def _perks(
    campaign: Campaign | None, chosen: Mapping[str, Any], group_fen: int | None, quote: pricing.Quote
) -> list[str]:
    """What is really saved: by the group, by free freight."""
    perks = []
    if campaign is not None and group_fen is not None and group_fen < chosen["price_fen"]:
        perks.append(f"{campaign.size}人团立省 ¥{format_yuan_short(chosen['price_fen'] - group_fen)}")
    return [*perks, *_freight_perk(quote)]


def _freight_perk(quote: pricing.Quote) -> list[str]:
    """From which sum on sending is free, when any sum makes it so."""
    if settings.FREIGHT_BY_TEMPLATE.get():
        free_from_fen = quote.goods_fen - quote.discount_fen + quote.to_free_freight_fen
        if quote.freight_fen == 0:
            return ["包邮"]
        return [f"满 ¥{format_yuan_short(free_from_fen)} 包邮"] if quote.to_free_freight_fen else []
    if not (settings.FREIGHT_FEN.get() and settings.FREE_FREIGHT_FEN.get()):
        return ["全店包邮"]
    return [f"满 ¥{format_yuan_short(settings.FREE_FREIGHT_FEN.get())} 包邮"]
