"""Reading what people typed: strict, with Chinese words for what is wrong."""

import re
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from kernel.errors import Invalid

Form = MultiDict[str, str]
_DIGITS = re.compile(r"[0-9]{1,9}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－　", "0123456789+- ")


def text(form: Form, field: str, *, label: str, max_length: int = 200, required: bool = True) -> str:
    """One line or paragraph of text, trimmed, without control characters."""
    value = "".join(c for c in form.get(field, "") if c >= " " or c in "\n\t").strip()
    if required and not value:
        raise Invalid(field, f"请填写{label}")
    if len(value) > max_length:
        raise Invalid(field, f"{label}最多 {max_length} 个字，现在是 {len(value)} 个")
    return value


def whole(form: Form, field: str, *, label: str, least: int = 0, most: int = 999_999_999) -> int:
    """A whole number in plain ASCII digits: no sign, exponent, space or full-width digit."""
    typed = form.get(field, "")
    if not _DIGITS.fullmatch(typed):
        raise Invalid(field, f"{label}请填写整数")
    number = int(typed)
    if not least <= number <= most:
        raise Invalid(field, f"{label}应在 {least}–{most} 之间")
    return number


def ids(form: Form, field: str, *, most: int = 500) -> list[int]:
    """A list of ids from repeated fields; order kept, doubles and empty fields dropped."""
    values = [value for value in dict.fromkeys(form.getlist(field)) if value]
    if len(values) > most:
        raise Invalid(field, f"一次最多选择 {most} 项")
    if not all(_DIGITS.fullmatch(v) or (v.isascii() and v.isdigit() and len(v) <= 18) for v in values):
        raise Invalid(field, "选择的内容不正确，请刷新后重试")
    return [int(v) for v in values]


def chosen(form: Form, field: str, what: str, *, most: int = 500) -> list[int]:
    """The ticked rows of a list; Invalid in words when nothing is ticked. what: "订单", "商品"."""
    picked = ids(form, field, most=most)
    if not picked:
        raise Invalid(field, f"还没有选择{what}，请先勾选再操作")
    return picked


def phone(form: Form, field: str = "phone") -> str:
    """A mainland mobile number in any usual spelling (+86, spaces, full-width digits) as 11 digits."""
    typed = re.sub(r"[\s-]", "", form.get(field, "").translate(_FULL_WIDTH))
    digits = re.sub(r"^(\+?86|0086)(?=1\d{10}$)", "", typed)
    if not _PHONE.fullmatch(digits):
        raise Invalid(field, "请填写 11 位手机号")
    return digits


def own_path(target: str | None, default: str = "/") -> str:
    """Where to go next: only a path of this very host, never another site (bad inputs 115, 123)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(c in target for c in "\r\n\t\\") or "%0d" in target.lower() or "%0a" in target.lower():
        return default
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else default
