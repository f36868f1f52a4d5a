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


def checked_apiv3_key(typed: str) -> str:
    """32 bytes, or nothing. Raises Invalid."""
    value = typed.strip()
    if value and len(value.encode()) != 32:
        raise Invalid("apiv3_key", "APIv3 密钥应为 32 个字符")
    return value
