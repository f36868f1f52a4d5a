"""The editor's text as a product: every field judged on its own, so that all mistakes show at once."""

from dataclasses import dataclass, field

from admin.catalog import swatches
from admin.catalog.sheet import Sheet, SkuRow, is_id, role_at, values_of
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SceneForm, SkuForm
from kernel.errors import Invalid
from kernel.money import parse_yuan


@dataclass
class Read:
    """What could be read. form is None while errors has anything. pieces: first count per row of the table."""

    form: ProductForm | None = None
    pieces: dict[int, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read(sheet: Sheet) -> Read:
    """The whole sheet."""
    found = Read()
    plain = sheet.plain
    if not plain["title"]:
        parts = (plain[name] for name in ("brand", "core_word", "attribute", "scene_word"))
        plain["title"] = " ".join(part for part in parts if part)
    if not plain["title"]:
        found.errors["title"] = "请填写商品标题，或用下面的词组合"
    limit = _whole(found, "limit_per_member", plain["limit_per_member"], "每人限购")
    skus = tuple(_sku(found, i, row) for i, row in enumerate(sheet.skus))
    scenes = _scenes(found, sheet)
    if found.errors:
        return found
    found.form = ProductForm(
        title=plain["title"],
        skus=skus,
        options=_options(sheet),
        images=_images(sheet),
        category_id=int(plain["category_id"]) if is_id(plain["category_id"]) else None,
        subtitle=plain["subtitle"],
        brand=plain["brand"],
        lifecycle_role=plain["lifecycle_role"],
        is_wechat_exclusive=plain["is_wechat_exclusive"] == "1",
        selling_points=tuple(point for point in sheet.points if any(point.values())),
        guarantees=tuple(text for text in sheet.guarantees if text),
        parameters=tuple(pair for pair in sheet.parameters if any(pair)),
        scenes=scenes,
        video_url=plain["video_url"],
        limit_per_member=limit,
        returns_excluded_for=plain["returns_excluded_for"] or None,
        version=int(plain["version"]) if is_id(plain["version"]) else None,
    )
    return found


def _images(sheet: Sheet) -> tuple[ImageForm, ...]:
    return tuple(ImageForm(media_id, role_at(i)) for i, media_id in enumerate(sheet.images))


def _options(sheet: Sheet) -> tuple[OptionForm, ...]:
    """Options with values; a name without values is left out, values without a name are told by the rules."""
    found = []
    for option in sheet.options:
        values = values_of(option["values"])
        if values:
            kept = {label: swatch for label, swatch in swatches.read(option["swatches"]).items() if label in values}
            found.append(OptionForm(option["name"], tuple(values), kept))
    return tuple(found)


def _scenes(found: Read, sheet: Sheet) -> tuple[SceneForm, ...]:
    scenes = []
    for i, scene in enumerate(sheet.scenes):
        if not any(scene.values()):
            continue
        if not is_id(scene["media"]):
            found.errors[f"scene-{i}-media"] = "这段图文还没有图片，请上传"
        else:
            scenes.append(SceneForm(int(scene["media"]), scene["headline"], scene["text"]))
    return tuple(scenes)


def _sku(found: Read, i: int, row: SkuRow) -> SkuForm:
    cells = row.cells
    pieces = _whole(found, f"sku-{i}-stock", cells["stock"], "库存")
    if pieces is not None:
        found.pieces[i] = pieces
    return SkuForm(
        price_fen=_yuan(found, i, "price", cells, "售价") or 0,
        option_values=tuple(row.values),
        code=cells["code"],
        market_price_fen=_yuan(found, i, "market_price", cells),
        cost_price_fen=_yuan(found, i, "cost_price", cells),
        weight_g=_whole(found, f"sku-{i}-weight", cells["weight"], "重量") or 0,
        media_id=int(cells["media"]) if is_id(cells["media"]) else None,
    )


def _yuan(found: Read, i: int, name: str, cells: dict[str, str], required: str = "") -> int | None:
    """required: the field's name in words when it may not stay empty."""
    where = f"sku-{i}-{name}"
    if not cells[name]:
        if required:
            found.errors[where] = f"请填写{required}"
        return None
    try:
        fen = parse_yuan(cells[name], where)
    except Invalid as error:
        found.errors[where] = error.message
        return None
    if required and fen < 1:
        found.errors[where] = "售价至少 0.01 元"
    return fen


def _whole(found: Read, where: str, typed: str, label: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 7):
        found.errors[where] = f"{label}请填写整数"
        return None
    return int(typed)
