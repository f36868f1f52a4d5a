"""Which settings stand on which form, in which order, with which limits."""

from dataclasses import dataclass

from admin.shop.fields import Field
from commerce.fulfilment.carriers import CARRIERS as ALL_CARRIERS
from tenants import settings as s


@dataclass(frozen=True)
class Section:
    """A card on a form."""

    title: str
    fields: tuple[Field, ...]


INFO = (
    Section("公告与联系", (
        Field(s.NOTICE, "店铺公告", "area", "显示在首页顶部，例如节假日发货安排", max_length=120),
        Field(s.SERVICE_PHONE, "客服电话", "phone", "微信客服联系不上时的备用方式"),
        Field(s.SERVICE_HOURS, "客服时间", "line", "例如 9:00–21:00", max_length=40),
        Field(s.SERVICE_URL, "微信客服链接", "link", "在微信客服后台复制，https:// 开头", max_length=300),
        Field(s.HOT_WORDS, "热搜词", "words", "每行一个，最多 10 个；也会轮流显示在搜索框里", most=10, max_length=12),
    )),
    Section("资质与退货", (
        Field(s.LICENCE, "营业执照信息", "area", "公司名称、统一社会信用代码、经营许可", max_length=500),
        Field(s.RETURN_ADDRESS, "退货地址", "area", "收件人、电话和完整地址", max_length=200),
    )),
)  # fmt: skip

TRADE = (
    Section("下单与运费", (
        Field(s.HOLD_MINUTES, "未付款订单保留", "whole", "到时自动关闭并退回库存", "分钟", 5, 120),
        Field(s.MAX_UNPAID, "每人同时待付款", "whole", "未付款订单占着库存，达到后请买家先付款或取消", "单", 1, 50),
        Field(s.FREIGHT_FEN, "基础运费", "yuan"),
        Field(s.FREE_FREIGHT_FEN, "满额包邮", "yuan", "商品金额达到后免运费；填 0 为全场包邮"),
        Field(s.MAX_CART_LINES, "购物车最多款数", "whole", "", "款", 10, 100),
    )),
    Section("发货与收货", (
        Field(s.SHIP_HOURS, "承诺发货", "whole", "付款后多少小时内发出，影响发货率统计", "小时", 1, 720),
        Field(s.LATE_AFTER_HOURS, "待发货超时提醒", "whole", "", "小时", 1, 720),
        Field(s.RECEIVE_DAYS, "自动确认收货", "whole", "发货后多少天", "天", 3, 30),
        Field(s.SLIP_PRICES, "装箱单显示金额", "switch", "默认不印价格，送礼的包裹更合适"),
        Field(s.EXTEND_DAYS, "买家可延长收货", "whole", "每单一次，自动确认收货前", "天", 1, 15),
        Field(s.CARRIERS, "常用快递", "ticks", "发货时可选的快递公司",
              options=tuple((carrier.code, carrier.name) for carrier in ALL_CARRIERS.values())),
    )),
    Section("售后", (
        Field(s.AFTERSALE_DAYS, "可申请售后", "whole", "确认收货后多少天内", "天", 7, 180),
        Field(s.NO_REASON_DAYS, "七天无理由退货", "whole", "法律规定不少于 7 天", "天", 7, 90),
        Field(s.ANSWER_HOURS, "商家处理申请", "whole", "超时没有处理，自动同意", "小时", 12, 168),
        Field(s.SHOPPER_HOURS, "买家答复新方案", "whole", "超时没有答复，自动关闭", "小时", 24, 240),
        Field(s.ESCALATE_DAYS, "被拒绝后可申请平台介入", "whole", "到期没有申请，自动关闭", "天", 3, 30),
        Field(s.RETURN_DAYS, "买家寄回商品", "whole", "超时没有填写物流单号，自动关闭", "天", 3, 30),
        Field(s.RECEIPT_DAYS, "商家验收退货", "whole", "超时没有验收，自动确认收货并退款", "天", 3, 15),
        Field(s.RESEND_HOURS, "商家寄出换货", "whole", "超时没有寄出，自动改为退款", "小时", 24, 168),
        Field(s.TYPED_ABOVE_FEN, "大额确认", "yuan", "超过这个金额要再输入一次金额，也不能批量同意",
              needs="orders.refund"),
        Field(s.APPROVE_ABOVE_FEN, "退款复核", "yuan", "同一订单的退款合起来超过这个金额，要第二个有退款权限的人复核",
              needs="orders.refund"),
        Field(s.REFUSAL_REASONS, "常用拒绝理由", "lines", "每行一条，最多 10 条", most=10, max_length=40),
    )),
    Section("库存与同步", (
        Field(s.LOW_STOCK, "低库存提醒", "whole", "可售少于这个数时提醒", "件", 0, 9999),
        Field(s.CHANNEL_BUFFER, "为本店保留", "whole", "不推给天猫和京东的件数", "件", 0, 9999),
        Field(s.CHANNEL_DAILY_CALLS, "每天接口调用上限", "whole", "同步天猫和京东", "次", 100, 1_000_000),
        Field(s.CHANNEL_PULL_S, "读取平台订单间隔", "whole", "越短越及时，也越费接口次数", "秒", 30, 3600),
    )),
    Section("商品与活动", (
        Field(s.MIN_IMAGES, "建议主图张数", "whole", "少于这个数时编辑页会提示", "张", 1, 30),
        Field(s.MAX_VIDEO_S, "短视频最长", "whole", "", "秒", 10, 600),
        Field(s.GROUP_HOURS, "默认成团时限", "whole", "", "小时", 1, 72),
        Field(s.MIX_TARGET_BP, "在架结构目标", "shares", "核心、季节、测试商品各占多少",
              options=(("core", "核心"), ("seasonal", "季节"), ("test", "测试"))),
        Field(s.CODES_PER_DAY, "每天登录验证码上限", "whole", "微信外登录用的短信条数，控制费用", "条", 10, 100_000),
    )),
)  # fmt: skip
