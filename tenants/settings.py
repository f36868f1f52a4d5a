"""A shop's choices: each defined once, with its default and, where the requirement names it, its source.

Read with `HOLD_MINUTES.get()`, change with `HOLD_MINUTES.set(20)`. A read costs no query within CACHE_S.
"""

import time
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from kernel.db import after_commit, db
from kernel.tenancy import current_tenant_id
from tenants.models import Setting

CACHE_S = 5.0
"""A page may be this old (reliability I26: at most 5 s)."""

UNSAVED = "unsaved_settings"
"""In the session's notes while a choice of its transaction is not committed; kernel/db.py clears it at the end."""

T = TypeVar("T")
_cache: dict[int, tuple[float, Mapping[str, Any]]] = {}
CHOICES: dict[str, "Choice[Any]"] = {}


class Choice(Generic[T]):
    """One setting. The default holds until the shop chooses otherwise."""

    def __init__(self, name: str, default: T, label: str) -> None:
        self.name = name
        self.default = default
        self.label = label
        CHOICES[name] = self

    def get(self) -> T:
        """The shop's choice, or the default."""
        value: T = _values().get(self.name, self.default)
        return value

    def is_chosen(self) -> bool:
        """Whether the shop has chosen, rather than living with the default."""
        return self.name in _values()

    def set(self, value: T) -> None:
        """Choose, in the present transaction."""
        statement = insert(Setting).values(tenant_id=current_tenant_id(), name=self.name, value={"v": value}, version=1)
        changes = {"value": statement.excluded.value, "version": Setting.version + 1}
        db.session.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "name"], set_=changes))
        tenant_id = current_tenant_id()
        _cache.pop(tenant_id, None)
        db.session().info[UNSAVED] = True
        after_commit(lambda: forget(tenant_id))


def forget(tenant_id: int | None = None) -> None:
    """Read afresh next time; without an id, for all shops."""
    if tenant_id is None:
        _cache.clear()
    else:
        _cache.pop(tenant_id, None)


def lock_choices() -> None:
    """Hold the shop's settings until the end of the transaction and read them afresh; readers are not held up."""
    tenant_id = current_tenant_id()
    db.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('settings', :tenant_id))"), {"tenant_id": tenant_id}
    )
    forget(tenant_id)


def _values() -> Mapping[str, Any]:
    tenant_id = current_tenant_id()
    cached = _cache.get(tenant_id)
    if cached is not None and time.monotonic() - cached[0] < CACHE_S:
        return cached[1]
    rows = db.session.execute(select(Setting.name, Setting.value).where(Setting.tenant_id == tenant_id))
    values = {row.name: row.value["v"] for row in rows}
    if db.session().info.get(UNSAVED):  # chosen in this transaction, which may still be undone
        return values
    _cache[tenant_id] = (time.monotonic(), values)
    return values


# --- shop ---
THEME = Choice("shop.theme", "orange", "主题色")
"""Source: 需求二「主按钮使用橙色」. One of orange red rose purple blue graphite (ux.md 4.1)."""
NOTICE = Choice("shop.notice", "", "店铺公告")
LOGO_MEDIA_ID = Choice[int | None]("shop.logo_media_id", None, "店铺标志")
BANNERS = Choice[list[dict[str, Any]]]("shop.banners", [], "首页轮播")
"""Each: {"media_id": int, "link": str, "label": str}."""
SERVICE_PHONE = Choice("shop.service_phone", "", "客服电话")
SERVICE_URL = Choice("shop.service_url", "", "微信客服链接")
SERVICE_HOURS = Choice("shop.service_hours", "9:00–21:00", "客服时间")
LICENCE = Choice("shop.licence", "", "营业执照信息")
RETURN_ADDRESS = Choice("shop.return_address", "", "退货地址")
AGREEMENTS = Choice[dict[str, str]]("shop.agreements", {}, "协议与隐私政策")
HOT_WORDS = Choice[list[str]]("search.hot_words", [], "热搜词")
GUIDE_IS_HIDDEN = Choice("home.guide_is_hidden", False, "收起新手任务")
TOP_LABELS = Choice[list[str]]("navigation.top_labels", ["首页", "分类", "我的"], "顶部三个入口的名称")
"""Source: 补充段落「3+5」顶部常驻3个核心入口(首页/分类/个人中心)."""
TABS = Choice[list[dict[str, Any]]](
    "navigation.tabs",
    [
        {"module": "activity", "label": "活动", "visible": True},
        {"module": "coupons", "label": "优惠券", "visible": False},
        {"module": "new", "label": "新品", "visible": True},
        {"module": "cart", "label": "购物车", "visible": True},
        {"module": "orders", "label": "订单", "visible": True},
        {"module": "service", "label": "客服", "visible": True},
    ],
    "底部导航模块",
)
"""Source: 补充段落「3+5」底部设置5个功能模块."""
LOOK_DRAFT = Choice[dict[str, Any] | None]("look.draft", None, "还没有发布的导航和风格")
"""{"look": tabs, top_labels and theme, "by_name", "at"}; see tenants/looks.py."""

# --- checkout and orders ---
HOLD_MINUTES = Choice("checkout.hold_minutes", 15, "未付款订单保留分钟数")
MAX_UNPAID = Choice("checkout.max_unpaid", 5, "每位买家最多同时待付款的订单数")
"""Source: reliability.md I8, limits per person: each unpaid order holds stock, and holding it costs nothing."""
FREIGHT_FEN = Choice("checkout.freight_fen", 800, "基础运费")
FREE_FREIGHT_FEN = Choice("checkout.free_freight_fen", 9900, "满额包邮")
FREIGHT_BY_TEMPLATE = Choice("checkout.freight_by_template", False, "按运费模板计算运费")
"""Kept by commerce/freight: true while the shop has a template, so that shops without one pay no statement."""
MAX_CART_LINES = Choice("checkout.max_cart_lines", 100, "购物车最多款数")
SHIP_HOURS = Choice("orders.ship_hours", 48, "承诺发货小时数")
"""Source: 需求六「48小时发货率≥98%」."""
LATE_AFTER_HOURS = Choice("orders.late_after_hours", 24, "待发货超时提醒小时数")
RECEIVE_DAYS = Choice("orders.receive_days", 10, "自动确认收货天数")
EXTEND_DAYS = Choice("orders.extend_days", 3, "买家延长收货天数")
"""Source: rules.md expected feature 3, the order's timeline; once per order, before it completes by itself."""
CARRIERS = Choice[list[str]]("orders.carriers", ["SF", "ZTO", "YTO", "STO", "YUNDA", "EMS", "JD"], "常用快递")
SLIP_PRICES = Choice("orders.slip_prices", False, "装箱单显示金额")
LOW_STOCK = Choice("inventory.low_stock", 10, "低库存提醒件数")

# --- after-sale ---
AFTERSALE_DAYS = Choice("aftersale.days", 15, "确认收货后可申请售后的天数")
NO_REASON_DAYS = Choice("aftersale.no_reason_days", 7, "七天无理由退货的天数")
"""Source: 消费者权益保护法第二十五条, not below seven days."""
ANSWER_HOURS = Choice("aftersale.answer_hours", 48, "商家处理售后申请的小时数")
"""Source: rules.md 3.7 timers on both sides; a silent merchant has agreed."""
SHOPPER_HOURS = Choice("aftersale.shopper_hours", 72, "买家答复新方案的小时数")
ESCALATE_DAYS = Choice("aftersale.escalate_days", 7, "买家被拒绝后可申请平台介入的天数")
RETURN_DAYS = Choice("aftersale.return_days", 7, "买家寄回商品的天数")
RECEIPT_DAYS = Choice("aftersale.receipt_days", 7, "商家验收退货的天数")
RESEND_HOURS = Choice("aftersale.resend_hours", 72, "商家寄出换货的小时数")
RULING_DAYS = Choice("aftersale.ruling_days", 3, "平台给出处理结果的天数")
TYPED_ABOVE_FEN = Choice("aftersale.typed_above_fen", 500_00, "超过这个金额的退款要再输入一次金额")
"""Source: ux.md 2.1, after-sale; the same limit bounds what may be agreed to in bulk."""
REFUSAL_REASONS = Choice[list[str]](
    "aftersale.refusal_reasons",
    [
        "凭证看不出问题，请补充清晰的照片", "商品已使用，影响再次销售", "超过约定的售后期限",
        "不支持无理由退货的商品，下单时已确认", "已按双方约定补偿", "商品已发出，请收到后再申请退货",
    ],
    "常用拒绝理由",
)  # fmt: skip
"""Source: ux.md 2.1, refusal with a reason template."""
APPROVE_ABOVE_FEN = Choice("aftersale.approve_above_fen", 1_000_00, "一个订单的退款累计超过这个金额，要第二个人复核")
"""Source: rules.md 3.7, approvals above a limit need a second person. Counted per order, not per case: what has gone or
is going back, what people have agreed to in its open cases, and the sum being agreed to now."""

# --- catalogue ---
MIX_TARGET_BP = Choice[dict[str, int]](
    "catalog.mix_target_bp", {"core": 7000, "seasonal": 2000, "test": 1000}, "在架结构目标"
)
"""Source: 补充段落「721」核心商品占70%,季节性商品占20%,测试新品占10%."""
MIN_IMAGES = Choice("catalog.min_images", 15, "建议主图张数")
"""Source: 需求一「15张以上高清主图」."""
MAX_VIDEO_S = Choice("catalog.max_video_s", 180, "短视频最长秒数")
"""Source: 需求一「3分钟以内短视频」."""

# --- group-buy ---
GROUP_HOURS = Choice("groupbuy.hours", 24, "默认成团小时数")

# --- channels ---
CHANNEL_BUFFER = Choice("channels.buffer", 0, "为本店保留的件数")
CHANNEL_DAILY_CALLS = Choice("channels.daily_calls", 5000, "每天接口调用上限")
CHANNEL_PULL_S = Choice("channels.pull_s", 60, "读取平台订单的间隔秒数")

# --- wechat ---
WECHAT_APPID = Choice("wechat.appid", "", "公众号 AppID")
WECHAT_TEMPLATES = Choice[dict[str, str]]("wechat.templates", {}, "模板消息 ID")
WECHAT_TEMPLATE_FIELDS = Choice[dict[str, dict[str, str]]](
    "wechat.template_fields",
    {
        "order_paid": {"character_string1": "number", "thing2": "goods", "amount3": "total", "time4": "at"},
        "order_shipped": {
            "character_string1": "number",
            "thing2": "carrier",
            "character_string3": "tracking",
            "time4": "at",
        },
        "group_succeeded": {"character_string1": "number", "thing2": "goods", "number3": "people", "time4": "at"},
        "group_failed": {"character_string1": "number", "thing2": "goods", "amount3": "total", "thing4": "reason"},
        "refund_settled": {"character_string1": "number", "amount2": "refund", "thing3": "account", "time4": "at"},
        "case_progress": {"character_string1": "number", "thing2": "goods", "thing3": "progress", "time4": "at"},
        "restocked": {"thing1": "goods", "thing2": "option", "amount3": "price", "time4": "at"},
    },
    "模板消息的字段",
)
"""Keyword of the shop's own template → our word (wechat/messages.py lists the words)."""
PAY_MODE = Choice("wechat.pay_mode", "direct", "支付接入方式")
"""direct (普通商户) or partner (服务商)."""
PAY_MCHID = Choice("wechat.pay_mchid", "", "微信支付商户号")
PAY_SUB_MCHID = Choice("wechat.pay_sub_mchid", "", "子商户号（服务商模式）")
PAY_SP_APPID = Choice("wechat.pay_sp_appid", "", "服务商 AppID（服务商模式）")
PAY_SERIAL = Choice("wechat.pay_serial", "", "商户证书序列号")
PAY_PUBLIC_KEY_ID = Choice("wechat.pay_public_key_id", "", "微信支付公钥 ID")
PAY_PUBLIC_KEY = Choice("wechat.pay_public_key", "", "微信支付公钥")
PAY_OTHER_KEYS = Choice[dict[str, str]]("wechat.pay_other_keys", {}, "仍然有效的其他微信支付公钥或平台证书")
"""Public-key id or certificate serial → PEM; both are known while WeChat Pay changes over (seven days)."""
WECHAT_VERIFY_FILES = Choice[dict[str, str]]("wechat.verify_files", {}, "域名校验文件")
"""MP_verify_<name>.txt → its content."""
WECHAT_CHECKS = Choice[dict[str, dict[str, str]]]("wechat.checks", {}, "最近一次连接检查")
"""app and pay → {"at": ISO time, "state": ok|bad, "text": in words}."""

# --- members ---
CODES_PER_DAY = Choice("members.codes_per_day", 2000, "每天最多发送的登录验证码条数")
"""What a shop's texts may cost at most: about 100 yuan a day."""
