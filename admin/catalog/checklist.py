"""What still helps a product before and after it goes on the shelf: three are asked for, the rest is advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admin.catalog.sheet import Sheet, is_id
from kernel.errors import Invalid
from kernel.money import parse_yuan

if TYPE_CHECKING:
    from commerce.catalog.models import Media

LEAST_IMAGES = 15
"""Source: 需求一「15张以上高清主图」."""
POINTS = 4
"""Source: 需求一「首屏4个核心卖点」."""
SCENES = 3
"""Source: 需求一, pictures 2 to 4 show scenes."""


@dataclass(frozen=True)
class Item:
    """One line. is_must: without it the product cannot go on the shelf."""

    text: str
    is_done: bool
    hint: str = ""
    is_must: bool = False


def items(sheet: Sheet, media: Mapping[int, "Media"]) -> list[Item]:
    """The whole list, what is asked for first."""
    first = media.get(sheet.images[0]) if sheet.images else None
    count = len(sheet.images)
    points = sum(1 for point in sheet.points if point["value"] and point["label"])
    parameters = sum(1 for pair in sheet.parameters if all(pair))
    in_stock = any(row.held or row.cells["stock"] not in ("", "0") for row in sheet.skus)
    return [
        Item("每个规格都有售价", all(_is_price(row.cells["price"]) for row in sheet.skus), is_must=True),
        Item("有主图", count > 0, "上传后第一张就是首图", is_must=True),
        Item("首图是白色背景", first is not None and first.has_white_ground, _ground(first), is_must=True),
        Item(
            f"主图 {LEAST_IMAGES} 张以上",
            count >= LEAST_IMAGES,
            f"现在 {count} 张，还差 {max(0, LEAST_IMAGES - count)} 张",
        ),
        Item("第 2–4 张是场景图", count > SCENES, "让买家看到用起来的样子"),
        Item("有材质特写和尺寸对比", count > SCENES + 2, "放在第 5、6 张，减少因尺寸不符的退货"),
        Item(f"{POINTS} 个核心卖点", points == POINTS, f"现在 {points} 个，显示在手机首屏"),
        Item("选了分类", is_id(sheet.plain["category_id"]), "没有分类的商品只能被搜索到"),
        Item("参数 3 条以上", parameters >= 3, f"现在 {parameters} 条"),
        Item("有讲解视频", bool(sheet.plain["video_url"]), "3 分钟以内"),
        Item("有库存", in_stock, "没有库存会显示已售罄"),
    ]


def _ground(first: "Media | None") -> str:
    if first is None:
        return "四周要接近纯白"
    return "" if first.has_white_ground else "这张图四周不是白色，请换一张或把白底图移到第一张"


def _is_price(typed: str) -> bool:
    try:
        return parse_yuan(typed) >= 1
    except Invalid:
        return False
