"""What a person fills in to describe a product. Plain values; rules.py judges them, actions.py keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ROLES = ("white", "scene", "material", "size", "detail")


@dataclass(frozen=True)
class OptionForm:
    """One thing to choose: 颜色 with its values. swatches: value → media id of its picture, or a colour as #rrggbb."""

    name: str
    values: tuple[str, ...]
    swatches: Mapping[str, int | str] | None = None


@dataclass(frozen=True)
class SkuForm:
    """One variant. option_values: one per option, in their order; empty for a product without options.

    code: the merchant's own, made by us when empty. market_price_fen: crossed out, only a price really asked before.
    """

    price_fen: int
    option_values: tuple[str, ...] = ()
    code: str = ""
    market_price_fen: int | None = None
    cost_price_fen: int | None = None
    weight_g: int = 0
    media_id: int | None = None


@dataclass(frozen=True)
class SceneForm:
    """A picture with words in the product's details."""

    media_id: int
    headline: str
    text: str = ""


@dataclass(frozen=True)
class ImageForm:
    """One picture of the gallery, in order; role: one of ROLES."""

    media_id: int
    role: str = "detail"


@dataclass(frozen=True)
class ProductForm:
    """A whole product. version: of the product when the form was opened; None skips the check (import)."""

    title: str
    skus: tuple[SkuForm, ...]
    options: tuple[OptionForm, ...] = ()
    images: tuple[ImageForm, ...] = ()
    category_id: int | None = None
    subtitle: str = ""
    brand: str = ""
    lifecycle_role: str = "core"
    is_wechat_exclusive: bool = False
    selling_points: tuple[Mapping[str, str], ...] = ()  # {"value": "12", "unit": "h", "label": "长效保温"}
    guarantees: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    scenes: tuple[SceneForm, ...] = ()
    video_url: str = ""
    limit_per_member: int | None = None
    returns_excluded_for: str | None = None  # a code of returns.EXCLUSIONS
    version: int | None = None

    def media_ids(self) -> set[int]:
        """Every picture the form names; all must be the shop's own (reliability 129)."""
        swatches = [i for option in self.options for i in (option.swatches or {}).values() if isinstance(i, int)]
        skus = [sku.media_id for sku in self.skus if sku.media_id is not None]
        return {*swatches, *skus, *(i.media_id for i in self.images), *(s.media_id for s in self.scenes)}

    def columns(self) -> dict[str, Any]:
        """What goes into the product's own row."""
        return {
            "title": self.title.strip(),
            "subtitle": self.subtitle.strip(),
            "brand": self.brand.strip(),
            "category_id": self.category_id,
            "cover_id": self.images[0].media_id if self.images else None,
            "lifecycle_role": self.lifecycle_role,
            "is_wechat_exclusive": self.is_wechat_exclusive,
            "selling_points": [dict(point) for point in self.selling_points],
            "guarantees": list(self.guarantees),
            "parameters": [list(pair) for pair in self.parameters],
            "scenes": [{"media_id": s.media_id, "headline": s.headline, "text": s.text} for s in self.scenes],
            "options": [_option(option) for option in self.options],
            "video_url": self.video_url,
            "limit_per_member": self.limit_per_member,
            "returns_excluded_for": self.returns_excluded_for,
        }


def _option(option: OptionForm) -> dict[str, Any]:
    swatches = option.swatches or {}
    return {"name": option.name, "values": [_value(label, swatches.get(label)) for label in option.values]}


def _value(label: str, swatch: int | str | None) -> dict[str, Any]:
    if isinstance(swatch, str):
        return {"label": label, "media_id": None, "swatch": swatch}
    return {"label": label, "media_id": swatch}
