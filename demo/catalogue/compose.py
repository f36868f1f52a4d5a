"""The short hand the catalogue is written in, expanded to full plans.

A draft says what is particular about a product; prices, stock, pictures and listings of its SKUs follow from it.
"""

import zlib
from dataclasses import dataclass, field
from itertools import product as every

from demo.catalogue.types import (
    ChannelListing,
    GroupBuyPlan,
    LifecycleRole,
    OptionPlan,
    OptionValue,
    Parameter,
    ProductPlan,
    SceneBlock,
    SellingPoint,
    SkuPlan,
)
from demo.pictures.spec import Ink, PictureSpec


@dataclass(frozen=True)
class House:
    """What all products of a shop share."""

    brand: str
    guarantees: tuple[str, ...]
    freight_fen: int


@dataclass(frozen=True)
class Draft:
    """A product in short hand.

    points: four of `value|unit|label`, parted by blanks. parameters: `name:value;name:value`.
    inks: its colours, offered as `colour_option` unless there is only one.
    sizes: values of the second option with their surcharge in fen. price, cost, before: fen of the base variant.
    scenes: two of (place, headline, text). size_cm: width, height. stock: pieces over all SKUs.
    gone: SKU choices that are sold out, low: choices with the few pieces left. sold_out: nothing left at all.
    groupbuy: (size, percent of the price, formed groups, hours left).
    """

    code: str
    title: str
    subtitle: str
    category: str
    shape: str
    inks: tuple[Ink, ...]
    points: str
    price_fen: int
    cost_fen: int
    stock: int
    weight_g: int
    size_cm: tuple[float, float]
    parameters: str
    scenes: tuple[tuple[str, str, str], tuple[str, str, str]]
    mark: str = ""
    before_fen: int | None = None
    colour_option: str = "颜色"
    size_option: str = "规格"
    sizes: dict[str, int] = field(default_factory=dict)
    beside: str = ""
    role: LifecycleRole = "core"
    exclusive: bool = False
    sold_out: bool = False
    gone: tuple[str, ...] = ()
    low: dict[str, int] = field(default_factory=dict)
    limit: int | None = None
    groupbuy: tuple[int, int, int, int] | None = None


def composed(house: House, drafts: tuple[Draft, ...]) -> tuple[ProductPlan, ...]:
    """The full plans of a list of drafts."""
    return tuple(_plan(house, draft, index) for index, draft in enumerate(drafts))


def _plan(house: House, draft: Draft, index: int) -> ProductPlan:
    options = _options(draft)
    skus = _skus(draft, options)
    return ProductPlan(
        code=draft.code,
        title=draft.title,
        subtitle=draft.subtitle,
        brand=house.brand,
        category=draft.category,
        points=_points(draft),
        options=options,
        skus=skus,
        parameters=tuple(Parameter(*row.split(":", 1)) for row in draft.parameters.split(";")),
        scenes=_scenes(draft),
        pictures=_pictures(draft),
        role=draft.role,
        exclusive=draft.exclusive,
        guarantees=house.guarantees,
        freight_fen=house.freight_fen,
        limit_per_order=draft.limit,
        groupbuy=_groupbuy(draft, skus),
        listings=() if draft.exclusive else _listings(draft, skus, index),
    )


def _points(draft: Draft) -> tuple[SellingPoint, SellingPoint, SellingPoint, SellingPoint]:
    one, two, three, four = (SellingPoint(*words.split("|")) for words in draft.points.split())
    return one, two, three, four


def _options(draft: Draft) -> tuple[OptionPlan, ...]:
    options = []
    if len(draft.inks) > 1:
        values = tuple(OptionValue(ink.name, ink) for ink in draft.inks)
        options.append(OptionPlan(draft.colour_option, values))
    if draft.sizes:
        options.append(OptionPlan(draft.size_option, tuple(OptionValue(name) for name in draft.sizes)))
    return tuple(options)


def _skus(draft: Draft, options: tuple[OptionPlan, ...]) -> tuple[SkuPlan, ...]:
    choices = list(every(*([value.name for value in option.values] for option in options)))
    return tuple(_sku(draft, choice, number, len(choices)) for number, choice in enumerate(choices, start=1))


def _sku(draft: Draft, choice: tuple[str, ...], number: int, count: int) -> SkuPlan:
    surcharge = sum(draft.sizes.get(name, 0) for name in choice)
    share = (draft.price_fen + surcharge) / draft.price_fen
    before = None if draft.before_fen is None else draft.before_fen + surcharge
    return SkuPlan(
        code=f"{draft.code}-{number:02d}" if count > 1 else draft.code,
        choice=choice,
        price_fen=draft.price_fen + surcharge,
        market_price_fen=before,
        cost_price_fen=round(draft.cost_fen * share / 10) * 10,
        stock=_stock(draft, choice, number, count),
        weight_g=round(draft.weight_g * share),
    )


def _stock(draft: Draft, choice: tuple[str, ...], number: int, count: int) -> int:
    """Uneven, as shelves are, but the same every time."""
    key = "/".join(choice)
    if draft.sold_out or key in draft.gone:
        return 0
    if key in draft.low:
        return draft.low[key]
    wobble = zlib.crc32(f"{draft.code}{number}".encode()) % 61 - 30
    return max(1, round(draft.stock / count * (100 + wobble) / 100))


def _scenes(draft: Draft) -> tuple[SceneBlock, ...]:
    return tuple(
        SceneBlock(headline, text, _scene(draft, place, number))
        for number, (place, headline, text) in enumerate(draft.scenes)
    )


def _scene(draft: Draft, place: str, number: int) -> PictureSpec:
    ink = draft.inks[number % len(draft.inks)]
    alt = f"{_short(draft)} {draft.scenes[number][1]}"
    beside = draft.beside if number == 0 else ""
    return PictureSpec("scene", draft.shape, (ink,), draft.mark, place=place, beside=beside, alt=alt)


def _pictures(draft: Draft) -> tuple[PictureSpec, ...]:
    """White first, then all colours together, two scenes, close-up and measures."""
    first, name, mark = draft.inks[:1], _short(draft), draft.mark
    width, height = draft.size_cm
    pictures = [PictureSpec("white", draft.shape, first, mark, alt=f"{name} 白底图")]
    if len(draft.inks) > 1:
        pictures.append(PictureSpec("trio", draft.shape, draft.inks[:3], mark, alt=f"{name} 多色合影"))
    pictures += [_scene(draft, place, number) for number, (place, _, _) in enumerate(draft.scenes)]
    pictures.append(PictureSpec("detail", draft.shape, first, mark, alt=f"{name} 细节特写"))
    size_alt = f"{name} 尺寸图，宽 {width:g} 厘米，高 {height:g} 厘米"
    pictures.append(PictureSpec("size", draft.shape, first, mark, width_cm=width, height_cm=height, alt=size_alt))
    return tuple(pictures)


def _short(draft: Draft) -> str:
    return " ".join(draft.title.split(" ")[:2])


def _groupbuy(draft: Draft, skus: tuple[SkuPlan, ...]) -> GroupBuyPlan | None:
    if draft.groupbuy is None:
        return None
    size, percent, formed, hours_left = draft.groupbuy
    prices = {sku.code: sku.price_fen * percent // 10000 * 100 for sku in skus}
    stock = max(size, sum(sku.stock for sku in skus) // 2)
    return GroupBuyPlan(size, prices, stock, formed, hours_left, limit_per_member=2)


def _listings(draft: Draft, skus: tuple[SkuPlan, ...], index: int) -> tuple[ChannelListing, ...]:
    """Two of three open products are on Tmall, every second on JD; some on both, some on neither."""
    listings = []
    for sku in skus:
        number = 1_000_000 + zlib.crc32(sku.code.encode()) % 9_000_000
        if index % 3 != 2:
            item = f"7{zlib.crc32(draft.code.encode()):011d}"
            listings.append(ChannelListing("tmall", sku.code, sku.code, item, f"5{number:012d}"))
        if index % 2 == 0:
            item = f"100{zlib.crc32(draft.code.encode()) % 10_000_000:07d}"
            listings.append(ChannelListing("jd", sku.code, sku.code, item, f"100{number:08d}"))
    return tuple(listings)
