"""The left menu. An entry shows when its page exists and the person may open it; the page says which right that is."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from admin.access import can


@dataclass(frozen=True)
class Entry:
    """One line. key: what a page passes as `active`. count: the name of a figure in Counts."""

    key: str
    label: str
    url: str
    icon: str = ""
    count: str = ""
    children: tuple["Entry", ...] = ()
    words: str = ""  # further words the global search finds it by


MENU: tuple[Entry, ...] = (
    Entry("home", "概况", "/admin/", "layout-dashboard", words="首页 工作台 数据"),
    Entry("orders", "订单", "/admin/orders", "clipboard-list", "to_ship", (
        Entry("orders.list", "全部订单", "/admin/orders", words="发货 待付款 待发货"),
        Entry("orders.aftersale", "售后", "/admin/aftersale", count="cases", words="退货 换货 维权 售后单"),
        Entry("orders.anomalies", "异常资金", "/admin/orders/anomalies", count="anomalies", words="对账 退款失败"),
        Entry("orders.invoices", "发票", "/admin/invoices", words="开票 抬头 税号 冲红"),
        Entry("orders.refunds", "退款", "/admin/orders/refunds", words="退款记录 重试退款"),
    )),
    Entry("books", "财务", "/admin/books", "wallet", "", (
        Entry("books.days", "账本", "/admin/books", words="对账 应收 实收 手续费 导出 报表"),
        Entry("books.differences", "对账差异", "/admin/books/differences", count="differences", words="账单 核对"),
        Entry("books.switch", "资金开关", "/admin/books/switch", words="暂停退款 停止打款 止损"),
    )),
    Entry("catalog", "商品", "/admin/catalog/products", "package", "", (
        Entry("catalog.products", "商品列表", "/admin/catalog/products", words="上架 下架 改价 新建商品"),
        Entry("catalog.categories", "商品分类", "/admin/catalog/categories"),
    )),
    Entry("inventory", "库存与仓配", "/admin/inventory", "building-warehouse", "", (
        Entry("inventory.stock", "库存", "/admin/inventory", count="low_stock", words="盘点 调整库存"),
        Entry("inventory.movements", "出入库", "/admin/inventory/movements"),
        Entry("freight", "运费模板", "/admin/freight", words="包邮 不配送 运费 地区"),
    )),
    Entry("promotions", "营销", "/admin/promotions/groupbuy", "speakerphone", "", (
        Entry("promotions.groupbuy", "拼团", "/admin/promotions/groupbuy", words="活动 团购"),
    )),
    Entry("members", "客户", "/admin/members", "users"),
    Entry("channels", "平台同步", "/admin/channels", "transfer", words="天猫 京东 淘宝"),
    Entry("shop", "店铺", "/admin/shop/info", "building-store", "", (
        Entry("shop.info", "店铺信息", "/admin/shop/info", words="标志 公告 客服电话 执照 退货地址 协议"),
        Entry("shop.navigation", "导航设置", "/admin/shop/navigation", words="底部模块 热搜词"),
        Entry("shop.theme", "风格", "/admin/shop/theme", words="主题 颜色"),
        Entry("shop.banners", "首页轮播", "/admin/shop/banners", words="广告图 横幅"),
        Entry("shop.trade", "交易设置", "/admin/shop/trade", words="运费 包邮 快递 低库存 自动收货"),
        Entry("wechat", "公众号", "/admin/wechat", words="微信 授权 模板消息"),
        Entry("wechat.push", "消息推送", "/admin/wechat/push", words="服务器配置 Token EncodingAESKey 关注"),
        Entry("wechat.pay", "微信支付", "/admin/wechat/pay", words="商户号 支付"),
    )),
    Entry("settings", "设置", "/admin/staff", "settings", "", (
        Entry("staff", "员工与角色", "/admin/staff", words="邀请 停用 店长"),
        Entry("staff.permissions", "权限说明", "/admin/staff/permissions", words="角色 权限"),
        Entry("audit", "操作日志", "/admin/audit", words="日志 代登录"),
        Entry("account", "登录与安全", "/admin/account", words="密码 二次验证 下线"),
    )),
)  # fmt: skip


def menu(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The menu as templates/layouts/_menu.html wants it."""
    shown = []
    for entry in MENU:
        children = [_line(child, counts) for child in entry.children if _is_open(child.url)]
        if entry.children and not children:
            continue
        if not entry.children and not _is_open(entry.url):
            continue
        line = _line(entry, counts) | {"children": children}
        if children:
            line["url"] = children[0]["url"]
        shown.append(line)
    return shown


def screens(words: str) -> list[Entry]:
    """The pages a person may open whose name or words contain what was typed; for the global search."""
    leaves = [leaf for entry in MENU for leaf in (entry.children or (entry,))]
    return [leaf for leaf in leaves if words and words in leaf.label + leaf.words and _is_open(leaf.url)]


def _line(entry: Entry, counts: dict[str, int]) -> dict[str, Any]:
    count = counts.get(entry.count, 0) if entry.count else 0
    return {"key": entry.key, "label": entry.label, "url": entry.url, "icon": entry.icon, "count": count or None}


def _is_open(url: str) -> bool:
    permission = _permission_behind(url, id(current_app._get_current_object()))  # type: ignore[attr-defined]
    return permission is not None and can(permission)


@lru_cache(maxsize=256)
def _permission_behind(url: str, _app: int) -> str | None:
    try:
        endpoint, _values = current_app.url_map.bind("admin").match(url, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return getattr(current_app.view_functions[endpoint], "permission", None)
