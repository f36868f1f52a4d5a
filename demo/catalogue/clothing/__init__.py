"""织云服饰: clothes and accessories."""

from demo.catalogue.clothing.accessories import ACCESSORIES
from demo.catalogue.clothing.bottoms import BOTTOMS
from demo.catalogue.clothing.house import HOUSE
from demo.catalogue.clothing.tops import TOPS
from demo.catalogue.compose import composed
from demo.catalogue.inks import BRICK, KHAKI, NAVY, OATMEAL, SAGE, SKY, WHITE
from demo.catalogue.types import Address, CategoryPlan, ShopPlan
from demo.pictures.branding import BannerSpec, IconSpec, LogoSpec

ZHIYUN = ShopPlan(
    slug="zhiyun",
    name="织云服饰",
    trade="服饰鞋包",
    theme="graphite",
    slogan="穿着舒服，才会常穿",
    notice="全店包邮，送退货运费险。尺码拿不准就告诉客服身高体重，十分钟内给你建议",
    hot_words=("重磅纯棉 T 恤", "通勤衬衫", "麻花毛衣", "直筒牛仔裤", "帆布托特包", "羊毛围巾"),
    service_phone="400-000-0303",
    licence="演示营业执照 统一社会信用代码 91000000DEMO000303（仅供演示，非真实主体）",
    return_address=Address("织云售后", "13800000303", "广东省", "广州市", "海珠区", "演示路 303 号 织云仓 5 楼"),
    free_freight_from_fen=0,
    logo=LogoSpec("织云", "#4b5666", "cloud"),
    banners=(
        BannerSpec(
            "一件好毛衣，穿三季",
            "麻花针织 新色上架",
            "#8fa9bf",
            (("sweater", OATMEAL, ""), ("scarf", BRICK, ""), ("beanie", NAVY, "")),
        ),
        BannerSpec(
            "周一到周五的衣服",
            "通勤系列 免烫抗皱",
            "#bfa27a",
            (("coat", KHAKI, ""), ("shirt", WHITE, ""), ("tote", SAGE, "")),
        ),
    ),
    categories=(
        CategoryPlan(
            "tops", "上装", IconSpec("tshirt", SAGE), (("tees", "T 恤"), ("shirts", "衬衫"), ("hoodies", "卫衣"))
        ),
        CategoryPlan("knits", "针织", IconSpec("sweater", OATMEAL), (("sweaters", "毛衣"), ("cardigans", "开衫"))),
        CategoryPlan("bottoms", "下装", IconSpec("trousers", SKY), (("trousers", "裤装"), ("skirts", "半裙"))),
        CategoryPlan("outer", "外套裙装", IconSpec("coat", KHAKI), (("coats", "大衣风衣"), ("dresses", "连衣裙"))),
        CategoryPlan(
            "bags", "鞋包", IconSpec("tote", OATMEAL), (("totes", "手提包"), ("backpacks", "双肩包"), ("shoes", "鞋"))
        ),
        CategoryPlan(
            "extras", "配饰", IconSpec("scarf", BRICK), (("scarves", "围巾帽子"), ("socks", "袜子"), ("belts", "皮带"))
        ),
    ),
    products=composed(HOUSE, TOPS + BOTTOMS + ACCESSORIES),
)
