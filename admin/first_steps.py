"""新手任务: what a new shop still has to do, ticked by its real state."""

from dataclasses import dataclass

from commerce.analytics.queries import Waiting
from tenants.settings import BANNERS, FREIGHT_FEN, LOGO_MEDIA_ID, PAY_MCHID, SERVICE_PHONE, TABS, WECHAT_APPID

PRODUCTS_TO_OPEN = 3


@dataclass(frozen=True)
class Step:
    """One thing to do: why, how long, where."""

    title: str
    why: str
    minutes: int
    url: str
    is_done: bool
    needs: str = "shop.view"  # the right without which the place is not open


def steps(waiting: Waiting) -> list[Step]:
    """All of them, in a sensible order."""
    has_pay = bool(PAY_MCHID.get())
    return [
        Step("完善店铺信息和标志", "买家在页面顶部和分享卡片里看到它们", 2, "/admin/shop/info",
             LOGO_MEDIA_ID.get() is not None and bool(SERVICE_PHONE.get())),
        Step("接入公众号", "买家在微信里免登录下单，并收到订单通知", 5, "/admin/wechat", bool(WECHAT_APPID.get()),
             "wechat.edit"),
        Step("开通微信支付", "没有它，买家只能看不能买", 5, "/admin/wechat/pay", has_pay, "wechat.edit"),
        Step(f"上架 {PRODUCTS_TO_OPEN} 个商品", "首页至少要有几样东西可看", 10, "/admin/catalog/products",
             waiting.shelved >= PRODUCTS_TO_OPEN, "catalog.view"),
        Step("确认运费和包邮", "运费会直接影响下单", 1, "/admin/shop/trade", FREIGHT_FEN.is_chosen()),
        Step("设置导航和首页轮播", "让买家一进来就看到主推", 3, "/admin/shop/navigation",
             TABS.is_chosen() or bool(BANNERS.get())),
        Step("用手机下一单", "自己走一遍，确认支付和发货都通", 3, "/admin/shop/info", waiting.has_paid_order),
    ]  # fmt: skip
