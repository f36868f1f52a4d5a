"""Forty invented shoppers with masked nicknames, as other shoppers see them."""

from dataclasses import dataclass

_NAMES = (
    "陈**", "林**", "赵**", "周**", "吴**", "徐**", "孙**", "马**", "朱**", "胡**", "郭**", "何**", "高**", "罗**",
    "小满**", "阿梨**", "山行**", "木木**", "初一**", "栗子**", "一只橘**", "晚风**", "豆豆妈**", "南瓜**", "小鹿**",
    "白露**", "七月**", "阿宁**", "青柠**", "大圆**", "米粒**", "老周**", "圆圆**", "西西**", "云朵**", "番茄**",
    "可乐**", "知夏**", "阿树**", "小北**",
)  # fmt: skip
_CITIES = (
    ("上海市", "上海市", "静安区"), ("北京市", "北京市", "朝阳区"), ("广东省", "广州市", "天河区"),
    ("广东省", "深圳市", "南山区"), ("浙江省", "杭州市", "西湖区"), ("江苏省", "南京市", "鼓楼区"),
    ("四川省", "成都市", "武侯区"), ("湖北省", "武汉市", "洪山区"), ("陕西省", "西安市", "雁塔区"),
    ("福建省", "厦门市", "思明区"),
)  # fmt: skip


@dataclass(frozen=True)
class MemberPlan:
    """One shopper. openid: the demo's WeChat id in this shop. phone: invented, never called."""

    nickname: str
    openid: str
    phone: str
    province: str
    city: str
    district: str
    detail: str
    joined_days_ago: int


def _member(index: int, name: str) -> MemberPlan:
    province, city, district = _CITIES[index * 7 % len(_CITIES)]
    return MemberPlan(
        nickname=name,
        openid=f"demo-openid-{index + 1:03d}",
        phone=f"1380000{2000 + index}",
        province=province,
        city=city,
        district=district,
        detail=f"演示路 {index * 13 % 200 + 1} 号 {index % 9 + 1} 栋 {index * 37 % 20 + 1}02 室",
        joined_days_ago=200 - index * 4,
    )


MEMBERS: tuple[MemberPlan, ...] = tuple(_member(index, name) for index, name in enumerate(_NAMES))
