"""What a shop agrees with its shoppers: its own words, or plain ones that hold for every shop until it writes some."""

from dataclasses import dataclass

from tenants import settings

LABELS = {"terms": "用户协议", "privacy": "隐私政策", "returns": "售后政策"}
ALWAYS = ("terms", "privacy")
"""Signing in says one agrees to them, so they can always be read."""


@dataclass(frozen=True)
class Agreement:
    """One text. key: where a link leads, /about#terms; is_own: the shop's own words."""

    key: str
    label: str
    paragraphs: tuple[str, ...]
    is_own: bool


def agreements(shop_name: str) -> list[Agreement]:
    """What can be read in the shop. Inside a unit: settings are read."""
    own = settings.AGREEMENTS.get()
    found = []
    for key, label in LABELS.items():
        text = own.get(key) or ("\n".join(usual(key, shop_name)) if key in ALWAYS else "")
        paragraphs = tuple(line for line in text.splitlines() if line.strip())
        if paragraphs:
            found.append(Agreement(key, label, paragraphs, bool(own.get(key))))
    return found


def usual(key: str, shop_name: str) -> tuple[str, ...]:
    """The words while a shop has none of its own: they promise what the system does, with the shop's own numbers."""
    return {"terms": _terms, "privacy": _privacy}[key](shop_name)


def _terms(shop: str) -> tuple[str, ...]:
    return (
        f"本协议是你与{shop}之间的约定，登录即表示同意。{_who(shop)}",
        "一、账号：用微信或手机号登录即成为本店会员，没有账号会自动注册。验证码请不要告诉别人。",
        "二、下单与付款：提交订单时页面显示的价格、优惠和运费就是应付的金额，由微信支付收取。"
        f"未付款的订单保留 {settings.HOLD_MINUTES.get()} 分钟，到时自动关闭。",
        "三、拼团：到时没有成团的，已付的款项自动原路全额退回。",
        f"四、发货：付款（拼团为成团）后 {settings.SHIP_HOURS.get()} 小时内发货，商品页另有说明的按说明；"
        "订单详情可以看到物流。",
        f"五、退换：收到商品后 {settings.NO_REASON_DAYS.get()} 天内可以无理由退货，依法不适用的商品会在下单时说明；"
        f"确认收货后 {settings.AFTERSALE_DAYS.get()} 天内可以申请售后，退款原路退回。",
        "六、争议：请先与客服协商；协商不成的，可以在售后里申请平台介入，或拨打 12315 投诉，也可以依法起诉。",
    )


def _privacy(shop: str) -> tuple[str, ...]:
    phone = settings.SERVICE_PHONE.get()
    return (
        f"{shop}只为完成交易使用你的个人信息。{_who(shop)}",
        "一、收集什么：微信身份标识；你填写的昵称、手机号、收货人姓名、电话和地址；订单、付款和退款记录；"
        "售后留言和照片；收藏与购物车。银行卡号等付款信息由微信支付处理，本店看不到。",
        "二、用来做什么：登录、发货、退款、开发票、答复售后，以及发送订单通知。不用于其他用途。",
        "三、提供给谁：收件信息给承运的快递公司；付款给微信支付；手机号给发送验证码的短信服务商；"
        "系统由集市提供技术支持，按本店的委托保存数据。此外不向他人提供，法律要求的除外。",
        "四、保存多久：账号存在期间保存；交易记录按法律规定的期限保存，到期删除或去掉能认出你的内容。",
        "五、你的权利：可以随时在「我的」里查看、修改或删除昵称、手机号和地址，也可以联系客服更正、复制或删除信息、注销账号。",
        f"六、联系我们：{f'客服电话 {phone}，或' if phone else ''}打开「客服」页面。收到请求后 15 个工作日内答复。",
    )


def _who(shop: str) -> str:
    licence = settings.LICENCE.get().strip()
    if licence:
        return f"经营者信息：{' '.join(licence.split())}。"
    return f"经营者为{shop}，营业执照信息可以向客服索取。"
