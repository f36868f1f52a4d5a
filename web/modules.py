"""The modules a merchant may put into the bottom bar of the shop. Source: 补充段落「3+5」底部设置5个功能模块."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Module:
    """label: the word it starts with (≤ 4 characters); icon: a symbol of static/icons.svg; url: where it leads."""

    label: str
    icon: str
    url: str


MODULES: dict[str, Module] = {
    "activity": Module("活动", "flame", "/activity"),
    "new": Module("新品", "sparkles", "/c?sort=new"),
    "hot": Module("热卖", "trending-up", "/c?sort=sold"),
    "category": Module("分类", "layout-grid", "/c"),
    "search": Module("搜索", "search", "/search"),
    "favourites": Module("收藏", "heart", "/me/favorites"),
    "cart": Module("购物车", "shopping-cart", "/cart"),
    "orders": Module("订单", "clipboard-list", "/orders"),
    "addresses": Module("地址", "map-pin", "/me/addresses"),
    "about": Module("资质", "shield-check", "/about"),
    "service": Module("客服", "headset", "/service"),
}
MOST_VISIBLE = 5
"""So many stand in the bar; the others wait."""
ALWAYS = "cart"
"""The one module that cannot be taken away."""
