"""What a product may look like. Pure: plain values in, Invalid with Chinese words out."""

import re
from collections.abc import Sequence
from itertools import product as every
from urllib.parse import urlsplit

from commerce.catalog.forms import ROLES, ImageForm, OptionForm, ProductForm, SkuForm
from commerce.catalog.returns import EXCLUSIONS
from kernel.errors import Invalid
from kernel.money import MAX_FEN

MAX_TITLE = 60
"""Source: 需求一, the title builder: 品牌+核心词+属性+场景+促销 within 60 characters."""
MAX_POINTS = 4
"""Source: 需求一「首屏4个核心卖点」."""
MAX_OPTIONS, MAX_VALUES, MAX_SKUS = 3, 30, 200
MAX_IMAGES, MAX_SCENES, MAX_PARAMETERS, MAX_GUARANTEES = 30, 20, 40, 6
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
COLOUR = re.compile(r"#[0-9a-f]{6}")
LIFECYCLE = {"core", "seasonal", "test"}


def check(form: ProductForm) -> None:
    """Everything about a product that can be judged without the database."""
    _line("title", form.title, "商品标题", MAX_TITLE)
    _line("subtitle", form.subtitle, "副标题", 60, required=False)
    _line("brand", form.brand, "品牌", 20, required=False)
    if form.lifecycle_role not in LIFECYCLE:
        raise Invalid("lifecycle_role", "请选择商品层级：核心、季节或测试")
    if form.limit_per_member is not None and not 1 <= form.limit_per_member <= 999:
        raise Invalid("limit_per_member", "每人限购应在 1–999 件之间")
    if form.returns_excluded_for is not None and form.returns_excluded_for not in EXCLUSIONS:
        raise Invalid("returns_excluded_for", "请选择不支持无理由退货的原因")
    _check_words(form)
    _check_pictures(form)
    check_matrix(form.options, form.skus)
    for sku in form.skus:
        _check_sku(sku)
    codes = [sku.code for sku in form.skus if sku.code]
    if len(set(codes)) != len(codes):
        raise Invalid("skus", "有两个规格用了同一个商家编码，请改成不同的")


def check_matrix(options: Sequence[OptionForm], skus: Sequence[SkuForm]) -> None:
    """Each combination of option values at most once, none that does not exist; at least one SKU."""
    _check_options(options)
    if not 1 <= len(skus) <= MAX_SKUS:
        raise Invalid("skus", f"请设置 1–{MAX_SKUS} 个规格的价格和库存")
    allowed = set(every(*(option.values for option in options)))
    chosen = [sku.option_values for sku in skus]
    if len(set(chosen)) != len(chosen):
        raise Invalid("skus", "同一个规格组合出现了两次")
    if not set(chosen) <= allowed:
        raise Invalid("skus", "规格组合与规格选项对不上，请重新生成规格表")


def _check_options(options: Sequence[OptionForm]) -> None:
    if len(options) > MAX_OPTIONS:
        raise Invalid("options", f"最多设置 {MAX_OPTIONS} 组规格")
    names = [option.name.strip() for option in options]
    if len(set(names)) != len(names):
        raise Invalid("options", "规格名称不能重复")
    for option in options:
        _line("options", option.name, "规格名称", 10)
        if not 1 <= len(option.values) <= MAX_VALUES:
            raise Invalid("options", f"「{option.name}」要有 1–{MAX_VALUES} 个选项")
        if len(set(option.values)) != len(option.values):
            raise Invalid("options", f"「{option.name}」里有重复的选项")
        for value in option.values:
            _line("options", value, "规格选项", 20)
        _check_swatches(option)


def _check_swatches(option: OptionForm) -> None:
    colours = [swatch for swatch in (option.swatches or {}).values() if isinstance(swatch, str)]
    if not all(COLOUR.fullmatch(colour) for colour in colours):
        raise Invalid("options", f"「{option.name}」的色样颜色不正确，请重新选择")


def check_price(price_fen: object, field: str = "price") -> int:
    """A price in whole fen, at least 0.01 yuan."""
    if not isinstance(price_fen, int) or isinstance(price_fen, bool) or not 1 <= price_fen <= MAX_FEN:
        raise Invalid(field, "价格要在 0.01 元以上，最多两位小数")
    return price_fen


def crossed_price(price_fen: int, market_price_fen: int | None, highest_asked_fen: int) -> int | None:
    """The 划线价 that may be shown: a price really asked before and above the present one, else none or a refusal.

    highest_asked_fen: the most the SKU ever cost (0 for a new one).
    """
    if market_price_fen is None or market_price_fen <= price_fen:
        return None
    if market_price_fen > highest_asked_fen:
        raise Invalid("market_price", "划线价必须是这个规格真实卖过的价格，不能虚标")
    return market_price_fen


def _check_sku(sku: SkuForm) -> None:
    check_price(sku.price_fen)
    if sku.market_price_fen is not None:
        check_price(sku.market_price_fen, "market_price")
    if sku.cost_price_fen is not None and not 0 <= sku.cost_price_fen <= MAX_FEN:
        raise Invalid("cost_price", "成本价不正确")
    if not 0 <= sku.weight_g <= 1_000_000:
        raise Invalid("weight", "重量应在 0–1000 千克之间")
    if sku.code and not CODE.fullmatch(sku.code):
        raise Invalid("skus", "商家编码只能用字母、数字和 . _ -，最多 40 位")


def _check_words(form: ProductForm) -> None:
    if len(form.selling_points) > MAX_POINTS:
        raise Invalid("selling_points", f"首屏最多 {MAX_POINTS} 个卖点")
    for point in form.selling_points:
        _line("selling_points", point.get("value", ""), "卖点", 6)
        _line("selling_points", point.get("unit", ""), "卖点单位", 4, required=False)
        _line("selling_points", point.get("label", ""), "卖点说明", 8)
    if len(form.guarantees) > MAX_GUARANTEES:
        raise Invalid("guarantees", f"服务保障最多 {MAX_GUARANTEES} 条")
    for text in form.guarantees:
        _line("guarantees", text, "服务保障", 12)
    if len(form.parameters) > MAX_PARAMETERS:
        raise Invalid("parameters", f"参数最多 {MAX_PARAMETERS} 条")
    for name, value in form.parameters:
        _line("parameters", name, "参数名", 20)
        _line("parameters", value, "参数值", 120)


def check_images(images: Sequence[ImageForm]) -> None:
    """Not too many, each in a known place."""
    if len(images) > MAX_IMAGES:
        raise Invalid("images", f"主图最多 {MAX_IMAGES} 张")
    if any(image.role not in ROLES for image in images):
        raise Invalid("images", "图片位置不正确，请刷新后重试")


def _check_pictures(form: ProductForm) -> None:
    check_images(form.images)
    if len(form.scenes) > MAX_SCENES:
        raise Invalid("scenes", f"图文最多 {MAX_SCENES} 段")
    for scene in form.scenes:
        _line("scenes", scene.headline, "图文标题", 30)
        _line("scenes", scene.text, "图文说明", 200, required=False)
    if form.video_url and not is_web_address(form.video_url):
        raise Invalid("video_url", "视频请填写 https:// 开头的链接")


def is_web_address(address: str) -> bool:
    """An https address of some other machine: shown as a link, never fetched by us (reliability 125–127)."""
    if len(address) > 500 or any(c.isspace() or c < " " for c in address):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" and "." in (parts.hostname or "") and parts.username is None


def _line(field: str, text: object, label: str, most: int, *, required: bool = True) -> None:
    if not isinstance(text, str) or any(c < " " or c == "\x7f" for c in text):
        raise Invalid(field, f"{label}里有不能使用的字符")
    if required and not text.strip():
        raise Invalid(field, f"请填写{label}")
    if len(text.strip()) > most:
        raise Invalid(field, f"{label}最多 {most} 个字，现在是 {len(text.strip())} 个")
