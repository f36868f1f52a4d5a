"""A product as it stands in the editor: text in every field, from the database or as somebody typed it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product as every
from typing import Any

from werkzeug.datastructures import MultiDict

from admin.catalog import swatches
from commerce.catalog.queries import Editable
from commerce.catalog.rules import MAX_GUARANTEES, MAX_OPTIONS, MAX_POINTS, MAX_SCENES, MAX_SKUS
from kernel.money import format_yuan

PLAIN = (
    "title", "core_word", "attribute", "scene_word", "subtitle", "brand", "category_id", "lifecycle_role",
    "is_wechat_exclusive", "limit_per_member", "returns_excluded_for", "video_url", "version",
)  # fmt: skip
CELLS = ("code", "price", "market_price", "cost_price", "weight", "media", "stock")
INHERITED = ("price", "market_price", "cost_price", "weight")
SLOTS = ("白底首图", "场景图", "场景图", "场景图", "材质特写", "尺寸对比")
ROLES = ("white", "scene", "scene", "scene", "material", "size")


def role_at(position: int) -> str:
    """What the picture at a place of the gallery shows. Source: 需求一, the order of main pictures."""
    return ROLES[position] if position < len(ROLES) else "detail"


@dataclass
class SkuRow:
    """One line of the variant table. held: pieces it has, None while it is new."""

    values: list[str]
    cells: dict[str, str] = field(default_factory=lambda: dict.fromkeys(CELLS, ""))
    held: int | None = None

    @property
    def label(self) -> str:
        return " / ".join(self.values) or "默认规格"


@dataclass
class Sheet:
    """Everything the editor shows, as text."""

    plain: dict[str, str]
    points: list[dict[str, str]]
    guarantees: list[str]
    parameters: list[tuple[str, str]]
    images: list[int]
    scenes: list[dict[str, str]]
    options: list[dict[str, str]]
    skus: list[SkuRow]

    def media_ids(self) -> list[int]:
        """Every picture the sheet names."""
        named = [scene["media"] for scene in self.scenes] + [row.cells["media"] for row in self.skus]
        named += [str(swatch) for option in self.options for swatch in swatches.read(option["swatches"]).values()]
        return [*self.images, *(int(text) for text in named if is_id(text))]

    def swatches_at(self, i: int) -> list[swatches.Choice]:
        """The rows of 色样 for the values of an option."""
        return swatches.choices(values_of(self.options[i]["values"]), self.options[i]["swatches"])

    def build_matrix(self) -> None:
        """One row per combination of the option values; what was typed for a combination stays."""
        axes = [values for values in (values_of(option["values"]) for option in self.options) if values]
        known = {tuple(row.values): row for row in self.skus}
        rows = []
        for chosen in list(every(*axes))[: MAX_SKUS + 1]:
            rows.append(known.get(chosen) or self._heir(list(chosen)))
        self.skus = rows

    def _heir(self, values: list[str]) -> SkuRow:
        """A new combination takes price and weight from the row that is most like it."""
        row = SkuRow(values)
        near = max(self.skus, key=lambda other: len(set(other.values) & set(values)), default=None)
        if near is not None:
            row.cells.update({name: near.cells[name] for name in INHERITED})
        return row


def blank() -> Sheet:
    """A new product."""
    plain = dict.fromkeys(PLAIN, "") | {"lifecycle_role": "core"}
    return _padded(Sheet(plain, [], [], [], [], [], [], [SkuRow([])]))


def of_product(found: Editable, held: Mapping[int, int]) -> Sheet:
    """A stored product. held: SKU id → pieces on hand."""
    row = found.product
    plain = {name: _text(getattr(row, name, None)) for name in PLAIN}
    plain["is_wechat_exclusive"] = "1" if row.is_wechat_exclusive else ""
    return _padded(
        Sheet(
            plain,
            [dict(point) for point in row.selling_points],
            list(row.guarantees),
            [(pair[0], pair[1]) for pair in row.parameters],
            [media.id for media, _role in found.images],
            [{"media": _text(s["media_id"]), "headline": s["headline"], "text": s["text"]} for s in row.scenes],
            [_option(option) for option in row.options],
            [_sku(sku, held.get(sku.id, 0)) for sku in found.skus] or [SkuRow([])],
        )
    )


def of_form(form: MultiDict[str, str], known: Mapping[tuple[str, ...], int] | None = None) -> Sheet:
    """As typed. known: option values → pieces, of the variants that exist already."""
    rows = zip(*(form.getlist(f"point_{part}") for part in ("value", "unit", "label")), strict=False)
    points = [{"value": a.strip(), "unit": b.strip(), "label": c.strip()} for a, b, c in rows]
    pairs = zip(form.getlist("param_name"), form.getlist("param_value"), strict=False)
    skus = [_typed_sku(form, i, known or {}) for i in range(MAX_SKUS + 1) if f"sku-{i}-values" in form]
    return _padded(
        Sheet(
            {name: form.get(name, "").strip() for name in PLAIN},
            points[:MAX_POINTS],
            [text.strip() for text in form.getlist("guarantee")][: MAX_GUARANTEES + 1],
            [(name.strip(), value.strip()) for name, value in pairs],
            [int(text) for text in form.getlist("images") if is_id(text)],
            [_typed_scene(form, i) for i in range(MAX_SCENES + 5) if f"scene-{i}-headline" in form],
            [_typed_option(form, i) for i in range(MAX_OPTIONS)],
            skus or [SkuRow([])],
        )
    )


def is_id(text: str) -> bool:
    """Whether a hidden field holds what may be an id."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def values_of(typed: str) -> list[str]:
    """Option values, one per line, as typed."""
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _padded(sheet: Sheet) -> Sheet:
    """Empty places to type in, so that everything works without scripts."""
    sheet.points += [{"value": "", "unit": "", "label": ""} for _ in range(MAX_POINTS - len(sheet.points))]
    sheet.guarantees += [""] * (MAX_GUARANTEES - len(sheet.guarantees))
    filled = [pair for pair in sheet.parameters if any(pair)]
    sheet.parameters = filled + [("", "")] * max(2, 4 - len(filled))
    sheet.scenes = sheet.scenes or [{"media": "", "headline": "", "text": ""}]
    sheet.options += [{"name": "", "values": "", "swatches": "{}"} for _ in range(MAX_OPTIONS - len(sheet.options))]
    return sheet


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _option(option: Mapping[str, Any]) -> dict[str, str]:
    kept = {value["label"]: value.get("swatch") or value.get("media_id") for value in option["values"]}
    values = "\n".join(value["label"] for value in option["values"])
    return {
        "name": option["name"],
        "values": values,
        "swatches": swatches.written({k: v for k, v in kept.items() if v}),
    }


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen).replace(",", "")


def _sku(sku: Any, held: int) -> SkuRow:
    cells = {
        "code": sku.code, "price": _yuan(sku.price_fen), "market_price": _yuan(sku.market_price_fen),
        "cost_price": _yuan(sku.cost_price_fen), "weight": _text(sku.weight_g or None), "media": _text(sku.media_id),
        "stock": "",
    }  # fmt: skip
    return SkuRow(list(sku.option_values), cells, held)


def _typed_sku(form: MultiDict[str, str], i: int, known: Mapping[tuple[str, ...], int]) -> SkuRow:
    try:
        found = json.loads(form[f"sku-{i}-values"])
    except ValueError:
        found = []
    values: Sequence[str] = [str(value) for value in found] if isinstance(found, list) else []
    cells = {name: form.get(f"sku-{i}-{name}", "").strip() for name in CELLS}
    return SkuRow(list(values), cells, known.get(tuple(values)))


def _typed_scene(form: MultiDict[str, str], i: int) -> dict[str, str]:
    return {name: form.get(f"scene-{i}-{name}", "").strip() for name in ("media", "headline", "text")}


def _typed_option(form: MultiDict[str, str], i: int) -> dict[str, str]:
    typed = {name: form.get(f"option-{i}-{name}", "").strip() for name in ("name", "values")}
    return typed | {"swatches": swatches.of_form(form, i)}
