"""青禾果园: fresh fruit and farm food."""

from demo.catalogue.compose import composed
from demo.catalogue.fruit.field import FIELD
from demo.catalogue.fruit.fresh import FRESH
from demo.catalogue.fruit.house import HOUSE
from demo.catalogue.fruit.pantry import PANTRY
from demo.catalogue.types import Address, CategoryPlan, ShopPlan
from demo.pictures.branding import BannerSpec, IconSpec, LogoSpec
from demo.pictures.spec import Ink

_ORANGE = Ink("", "#f08a24")
_APPLE = Ink("", "#c8322f")
_GIFT = Ink("", "#b5362f")

QINGHE = ShopPlan(
    slug="qinghe",
    name="青禾果园",
    trade="生鲜水果",
    theme="red",
    slogan="树上熟了，才给你摘",
    notice="生鲜每日 16 点前下单当日采摘，坏果拍照联系客服，按个数赔付。偏远地区暂不发货",
    hot_words=("冰糖橙 5 斤", "红颜草莓", "五常大米", "洋槐蜂蜜", "糖心苹果", "散养土鸡蛋"),
    service_phone="400-000-0202",
    licence="演示食品经营许可证 JY00000DEMO000202（仅供演示，非真实主体）",
    return_address=Address("青禾售后", "13800000202", "江西省", "赣州市", "信丰县", "演示路 202 号 青禾分拣中心"),
    free_freight_from_fen=7900,
    logo=LogoSpec("青禾", "#4f8a45", "leaf"),
    banners=(
        BannerSpec(
            "树上熟，再发货",
            "赣南冰糖橙 现摘现发",
            "#f08a24",
            (("orange", _ORANGE, ""), ("apple", _APPLE, ""), ("juice", _ORANGE, "")),
        ),
        BannerSpec(
            "一箱年礼，甜到家",
            "鲜果礼盒 可寄全国",
            "#7fae3a",
            (("giftbox", _GIFT, "鲜果"), ("honey", Ink("", "#e09a1f"), ""), ("nuts", _GIFT, "")),
        ),
    ),
    categories=(
        CategoryPlan(
            "citrus", "柑橘", IconSpec("orange", _ORANGE), (("oranges", "橙"), ("mandarins", "橘柑"), ("pomelos", "柚"))
        ),
        CategoryPlan("orchard", "苹果桃梨", IconSpec("apple", _APPLE), (("apples", "苹果"), ("peaches", "桃"))),
        CategoryPlan(
            "berries",
            "浆果",
            IconSpec("strawberry", Ink("", "#dc2f3c")),
            (("grapes", "葡萄"), ("small", "莓果"), ("cherries", "樱桃")),
        ),
        CategoryPlan(
            "tropical",
            "热带瓜果",
            IconSpec("mango", Ink("", "#f2b134")),
            (("mangoes", "芒果菠萝"), ("melons", "西瓜"), ("kiwis", "猕猴桃")),
        ),
        CategoryPlan(
            "field",
            "田园粮蔬",
            IconSpec("corn", Ink("", "#f4c63f")),
            (("vegetables", "蔬菜薯类"), ("grains", "米面"), ("eggs", "禽蛋")),
        ),
        CategoryPlan(
            "pantry",
            "茶蜜零食",
            IconSpec("honey", Ink("", "#e09a1f")),
            (("honey", "蜂蜜"), ("tea", "茶"), ("nuts", "坚果"), ("juices", "果汁礼盒")),
        ),
    ),
    products=composed(HOUSE, FRESH + FIELD + PANTRY),
)
