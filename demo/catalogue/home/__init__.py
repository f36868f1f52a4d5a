"""山岚生活: home and drinkware."""

from demo.catalogue.compose import composed
from demo.catalogue.home.drinkware import DRINKWARE
from demo.catalogue.home.house import HOUSE
from demo.catalogue.home.kitchen import KITCHEN
from demo.catalogue.home.living import LIVING
from demo.catalogue.inks import CLAY, GLAZE, INKSTONE, LINEN, MIST, NIGHT, OAT, SAND
from demo.catalogue.types import Address, CategoryPlan, ShopPlan
from demo.pictures.branding import BannerSpec, IconSpec, LogoSpec

SHANLAN = ShopPlan(
    slug="shanlan",
    name="山岚生活",
    trade="家居日用",
    theme="orange",
    slogan="把山里的清晨带回家",
    notice="满 99 元包邮，48 小时内发货。瓷器、玻璃破损包赔，签收 48 小时内拍照联系客服即可",
    hot_words=("通勤保温杯 500ml", "手作马克杯", "便当盒", "香薰蜡烛", "细口手冲壶", "全棉毛巾"),
    service_phone="400-000-0101",
    licence="演示营业执照 统一社会信用代码 91000000DEMO000101（仅供演示，非真实主体）",
    return_address=Address("山岚售后", "13800000101", "浙江省", "杭州市", "余杭区", "演示路 101 号 山岚仓 2 号门"),
    free_freight_from_fen=9900,
    logo=LogoSpec("山岚", "#5f7f6d", "hills"),
    banners=(
        BannerSpec(
            "早八灌满，下班还烫",
            "316 保温杯新色到店",
            "#7f9c8b",
            (("bottle", MIST, "山岚"), ("bottle", NIGHT, "山岚"), ("mug", OAT, "山岚")),
        ),
        BannerSpec(
            "慢慢吃一顿饭",
            "手作餐具 满 99 包邮",
            "#c4734f",
            (("pot", CLAY, "山岚"), ("bowl", GLAZE, ""), ("teapot", INKSTONE, "")),
        ),
    ),
    categories=(
        CategoryPlan(
            "drinkware",
            "杯壶",
            IconSpec("bottle", MIST),
            (("thermos", "保温杯"), ("mugs", "马克杯"), ("glassware", "玻璃杯壶"), ("tea", "茶具")),
        ),
        CategoryPlan(
            "kitchen",
            "厨房",
            IconSpec("pot", CLAY),
            (("cookware", "锅具"), ("tableware", "餐具"), ("storage", "储物便当"), ("tools", "砧板工具")),
        ),
        CategoryPlan(
            "bedroom",
            "卧室",
            IconSpec("lamp", LINEN),
            (("lighting", "灯具"), ("cushions", "抱枕"), ("fragrance", "香氛")),
        ),
        CategoryPlan("bath", "卫浴", IconSpec("towel", SAND), (("towels", "毛巾"), ("baskets", "收纳篮"))),
        CategoryPlan("out", "出行", IconSpec("umbrella", NIGHT), (("umbrellas", "雨伞"), ("travel", "随行杯"))),
    ),
    products=composed(HOUSE, DRINKWARE + KITCHEN + LIVING),
)
