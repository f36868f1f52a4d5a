"""Freight templates by region, as each trade has them; the first is what the shop charged all along."""

from commerce.freight import actions as freight
from commerce.freight.rules import Template, Zone
from demo.catalogue.types import ShopPlan

REMOTE = ("内蒙古自治区", "甘肃省", "青海省", "宁夏回族自治区", "海南省")
FAR = ("新疆维吾尔自治区", "西藏自治区")
OVERSEAS = ("台湾省", "香港特别行政区", "澳门特别行政区")
COLD = (*FAR, "青海省", "内蒙古自治区")
"""Where fresh fruit does not arrive fresh."""


def place(plan: ShopPlan, freight_fen: int) -> None:
    """By piece for most, by weight for fruit; regions nothing is sent to are named."""
    free = plan.free_freight_from_fen or None
    home = Zone((), 1, freight_fen, free_from_fen=free)
    remote = Zone(REMOTE, 1, 1200, 1, 300, free_from_fen=(free or 9900) * 2)
    far = Zone(FAR, 1, 2000, 1, 800)
    if plan.slug == "qinghe":
        _keep(
            Template(0, "水果快递", "piece", (home, Zone(("海南省", "甘肃省"), 1, 1800, 1, 500)), (*COLD, *OVERSEAS)),
            True,
        )
        _keep(Template(0, "冷链按重量", "weight", (Zone((), 3000, 1800, 1000, 300),), (*COLD, *OVERSEAS)))
        return
    _keep(Template(0, "全国快递", "piece", (home, remote, far), OVERSEAS), True)
    _keep(
        Template(
            0, "大件按重量", "weight", (Zone((), 5000, 1500, 1000, 200), Zone(FAR, 5000, 4000, 1000, 900)), OVERSEAS
        )
    )
    near = Zone(("上海市", "江苏省", "浙江省", "安徽省"), 1, 0)
    _keep(Template(0, "江浙沪包邮", "piece", (Zone((), 1, 1000, 1, 200), near), (*FAR, *OVERSEAS)))


def _keep(template: Template, is_default: bool = False) -> None:
    freight.keep(template, is_default=is_default)
