"""Invoices: what a title, a tax number, an invoice number and a file must look like. Pure."""

import re
from dataclasses import dataclass

from commerce.invoices.errors import NotAPdf
from kernel.errors import Invalid

KINDS = {"personal": "个人", "company": "企业"}
MOST_TITLES = 20
MOST_BYTES = 2 * 1024 * 1024
"""An electronic invoice is some tens of kilobytes; scans of a page stay below this."""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NUMBER = re.compile(r"[0-9]{8}|[0-9]{20}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


@dataclass(frozen=True)
class Title:
    """抬头: whom an invoice is made out to."""

    kind: str
    title: str
    tax_number: str = ""
    email: str = ""


def is_tax_number(typed: str) -> bool:
    """Whether the check digit of a 统一社会信用代码 is right. Source: GB 32100-2015."""
    if len(typed) != 18 or any(c not in _ALPHABET for c in typed):
        return False
    total = sum(_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(typed[:17]))
    return _ALPHABET[-total % 31] == typed[17]


def checked_title(kind: str, title: str, tax_number: str, email: str) -> Title:
    """A title as it may stand on an invoice. Raises Invalid with the field that is wrong."""
    if kind not in KINDS:
        raise Invalid("kind", "请选择抬头类型")
    title = " ".join(title.split())
    if kind == "company" and not 2 <= len(title) <= 100:
        raise Invalid("title", "请填写营业执照上的企业全称")
    if len(title) > 100:
        raise Invalid("title", "抬头最多 100 个字")
    tax_number = re.sub(r"\s", "", tax_number).upper()
    if kind == "company" and not is_tax_number(tax_number):
        raise Invalid("tax_number", "税号不对，请核对 18 位统一社会信用代码")
    email = email.strip()
    if email and (len(email) > 120 or not _EMAIL.fullmatch(email)):
        raise Invalid("email", "邮箱格式不对，例如 name@example.com")
    return Title(kind, title or "个人", tax_number if kind == "company" else "", email)


def checked_number(typed: str, field: str = "number") -> str:
    """An invoice number: 20 digits of a fully electronic one, or 8 of an older one."""
    number = re.sub(r"\s", "", typed)
    if not _NUMBER.fullmatch(number):
        raise Invalid(field, "发票号码应为 20 位数字（老版发票为 8 位）")
    return number


def checked_pdf(content: bytes) -> bytes:
    """The file of an invoice: a plain PDF, not too large, with nothing in it that runs. Raises NotAPdf."""
    if len(content) > MOST_BYTES:
        raise NotAPdf("发票文件不能超过 2 MB")
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise NotAPdf("请上传 PDF 格式的发票文件")
    if any(mark in content for mark in _ACTIVE):
        raise NotAPdf("这个 PDF 里有脚本或附件，请上传税务平台下载的原始文件")
    return content
