"""What a connection's fields must look like. Pure; keys are read in wechat/connection.py."""

import re

from kernel.errors import Invalid

SHAPES: dict[str, tuple[str, re.Pattern[str], str]] = {
    "appid": ("AppID", re.compile(r"wx[0-9A-Za-z]{6,30}"), "以 wx 开头，在公众平台「基本配置」里"),
    "app_secret": ("AppSecret", re.compile(r"[0-9A-Za-z]{32}"), "32 位字母和数字"),
    "mchid": ("商户号", re.compile(r"[0-9]{6,12}"), "6–12 位数字"),
    "sub_mchid": ("子商户号", re.compile(r"[0-9]{6,12}"), "6–12 位数字"),
    "sp_appid": ("服务商 AppID", re.compile(r"wx[0-9A-Za-z]{6,30}"), "以 wx 开头"),
    "serial": ("商户证书序列号", re.compile(r"[0-9A-Fa-f]{16,64}"), "40 位十六进制，在商户平台「API 安全」里"),
    "public_key_id": ("微信支付公钥 ID", re.compile(r"PUB_KEY_ID_[0-9A-Za-z]{1,60}"), "以 PUB_KEY_ID_ 开头"),
    "other_key_id": (
        "公钥 ID 或证书序列号",
        re.compile(r"PUB_KEY_ID_[0-9A-Za-z]{1,60}|[0-9A-Fa-f]{16,64}"),
        "公钥 ID 或 40 位序列号",
    ),
    "verify_name": (
        "校验文件名",
        re.compile(r"MP_verify_[0-9A-Za-z]{4,32}\.txt"),
        "例如 MP_verify_abcd1234efgh5678.txt",
    ),
    "verify_text": ("校验文件内容", re.compile(r"[0-9A-Za-z]{4,64}"), "文件里的那一行字母和数字"),
    "push_token": ("Token", re.compile(r"[0-9A-Za-z]{3,32}"), "3–32 位字母和数字，自己定，两边填一样的"),
    "push_aes_key": ("EncodingAESKey", re.compile(r"[0-9A-Za-z]{43}"), "43 位字母和数字，在公众平台点「随机生成」"),
    "template": ("模板 ID", re.compile(r"[0-9A-Za-z_-]{10,64}"), "在公众平台「模板消息」里复制"),
}


def checked(field: str, typed: str, *, shape: str = "", required: bool = False) -> str:
    """One field, trimmed. shape: the name in SHAPES when it is not the field's own. Raises Invalid."""
    label, pattern, hint = SHAPES[shape or field]
    value = typed.strip()
    if not value and not required:
        return ""
    if not value:
        raise Invalid(field, f"请填写{label}")
    if not pattern.fullmatch(value):
        raise Invalid(field, f"{label}格式不对：{hint}")
    return value


WORDS: dict[str, str] = {
    "number": "订单号", "goods": "商品", "total": "订单金额", "at": "时间", "carrier": "快递公司",
    "tracking": "快递单号", "people": "成团人数", "reason": "原因", "refund": "退款金额", "account": "退回账户",
    "option": "规格", "price": "售价",
}  # fmt: skip
"""What a keyword of a template message may be filled with, and what the merchant calls it."""
_KEYWORD = re.compile(
    r"(?:thing|short_thing|character_string|number|amount|time|date|phrase|const|name|letter|phone_number|car_number)\d{1,2}"
)


def checked_fields(field: str, typed: str) -> dict[str, str]:
    """Keyword → word, from lines such as "thing2 商品". Raises Invalid with the line that is wrong."""
    by_label = {label: word for word, label in WORDS.items()}
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in typed.splitlines())):
        keyword, _, label = line.replace("：", " ").replace(":", " ").partition(" ")
        if not _KEYWORD.fullmatch(keyword) or label.strip() not in by_label:
            raise Invalid(field, f"「{line[:30]}」看不懂，请写成：thing2 商品。可用的内容：{'、'.join(by_label)}")
        found[keyword] = by_label[label.strip()]
    if len(found) > 10:
        raise Invalid(field, "一个模板最多 10 个字段")
    return found


def written_fields(fields: dict[str, str]) -> str:
    """The same as lines to edit."""
    return "\n".join(f"{keyword} {WORDS[word]}" for keyword, word in fields.items() if word in WORDS)


def checked_apiv3_key(typed: str) -> str:
    """32 bytes, or nothing. Raises Invalid."""
    value = typed.strip()
    if value and len(value.encode()) != 32:
        raise Invalid("apiv3_key", "APIv3 密钥应为 32 个字符")
    return value
