"""What a demo shop consists of, as plain frozen values.

Nothing here touches the database: whoever seeds the demo walks these values through the product's own actions.
Money is in fen, weights in grams, sizes in centimetres.
"""

from dataclasses import dataclass
from typing import Literal

from demo.pictures.branding import BannerSpec, IconSpec, LogoSpec
from demo.pictures.spec import Ink, PictureSpec

LifecycleRole = Literal["core", "seasonal", "test"]
Channel = Literal["tmall", "jd"]


@dataclass(frozen=True)
class SellingPoint:
    """One of the four on the first screen: `12` `h` `长效保温`; the unit may be empty."""

    value: str
    unit: str
    label: str


@dataclass(frozen=True)
class Parameter:
    """One row of the parameter table."""

    name: str
    value: str


@dataclass(frozen=True)
class SceneBlock:
    """A picture with a headline and a sentence in the product's details."""

    headline: str
    text: str
    picture: PictureSpec


@dataclass(frozen=True)
class OptionValue:
    """One choice; ink only where the choice is a colour that shows in the pictures."""

    name: str
    ink: Ink | None = None


@dataclass(frozen=True)
class OptionPlan:
    """What the shopper chooses: 颜色 with its values."""

    name: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True)
class SkuPlan:
    """One sellable variant.

    code: the merchant's outer id, unique within the shop. choice: one value name per option, in option order.
    market_price_fen: a price really asked before, or None. stock: pieces on the shelf; 0 is sold out.
    """

    code: str
    choice: tuple[str, ...]
    price_fen: int
    market_price_fen: int | None
    cost_price_fen: int
    stock: int
    weight_g: int


@dataclass(frozen=True)
class GroupBuyPlan:
    """A running 拼团 of one product. price_fen: for every SKU code. stock: pieces put into it.

    formed_groups: how many groups the order history should hold; hours_left: until it ends, from seeding.
    """

    size: int
    price_fen: dict[str, int]
    stock: int
    formed_groups: int
    hours_left: int
    limit_per_member: int


@dataclass(frozen=True)
class ChannelListing:
    """A SKU on another platform. outer_id: the merchant's code there (ours). remote ids are invented numbers."""

    channel: Channel
    sku_code: str
    outer_id: str
    remote_item_id: str
    remote_sku_id: str


@dataclass(frozen=True)
class ProductPlan:
    """One product with all a product page shows.

    category: path `parent/child` of category slugs. limit_per_order: pieces, or None. freight_fen: 0 is free.
    exclusive: sold in WeChat only, never listed elsewhere. sold: pieces of earlier months shown as 已售.
    pictures: the gallery in order; the first is the white one.
    """

    code: str
    title: str
    subtitle: str
    brand: str
    category: str
    points: tuple[SellingPoint, SellingPoint, SellingPoint, SellingPoint]
    options: tuple[OptionPlan, ...]
    skus: tuple[SkuPlan, ...]
    parameters: tuple[Parameter, ...]
    scenes: tuple[SceneBlock, ...]
    pictures: tuple[PictureSpec, ...]
    role: LifecycleRole
    exclusive: bool
    guarantees: tuple[str, ...]
    freight_fen: int
    limit_per_order: int | None
    groupbuy: GroupBuyPlan | None
    listings: tuple[ChannelListing, ...]

    def all_pictures(self) -> tuple[PictureSpec, ...]:
        """Gallery and scene blocks, each picture once."""
        return tuple(dict.fromkeys((*self.pictures, *(scene.picture for scene in self.scenes))))

    def sku_pictures(self) -> dict[str, PictureSpec]:
        """The white picture of each SKU that has a colour way, by SKU code (a colour's SKUs share theirs)."""
        inks = {value.name: value.ink for option in self.options for value in option.values if value.ink}
        base = self.pictures[0]
        found = {}
        for sku in self.skus:
            ink = next((inks[name] for name in sku.choice if name in inks), None)
            if ink:
                found[sku.code] = PictureSpec("white", base.shape, (ink,), base.mark, alt=f"{base.alt} {ink.name}")
        return found


@dataclass(frozen=True)
class CategoryPlan:
    """A category of the first level with its children (slug, name)."""

    slug: str
    name: str
    icon: IconSpec
    children: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Address:
    """Where returns go. Invented, with a number nobody answers."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str


@dataclass(frozen=True)
class ShopPlan:
    """A whole demo shop. theme: orange, red, rose, purple, blue or graphite. hot_words: the search field's hints."""

    slug: str
    name: str
    trade: str
    theme: str
    slogan: str
    notice: str
    hot_words: tuple[str, ...]
    service_phone: str
    licence: str
    return_address: Address
    free_freight_from_fen: int
    logo: LogoSpec
    banners: tuple[BannerSpec, BannerSpec]
    categories: tuple[CategoryPlan, ...]
    products: tuple[ProductPlan, ...]

    def product(self, code: str) -> ProductPlan:
        """The product with that code; raises KeyError when there is none."""
        for product in self.products:
            if product.code == code:
                return product
        raise KeyError(code)

    def skus(self) -> dict[str, SkuPlan]:
        """Every SKU of the shop by its code."""
        return {sku.code: sku for product in self.products for sku in product.skus}
