"""Settings a merchant may change, each with its form field, its limits and how it is read back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kernel.errors import Invalid
from kernel.money import format_yuan, parse_yuan
from tenants.settings import Choice
from web import forms

PHONE = re.compile(r"[0-9+][0-9 -]{4,19}")


@dataclass(frozen=True)
class Field:
    """One setting on a form.

    kind: line, area, whole, yuan, ticks, words, lines, phone, link, shares or switch. least, most: for whole numbers.
    needs: a right that changing it takes besides the form's own.
    """

    choice: Choice[Any]
    label: str
    kind: str = "line"
    hint: str = ""
    unit: str = ""
    least: int = 0
    most: int = 0
    max_length: int = 60
    options: tuple[tuple[str, str], ...] = ()
    needs: str = ""

    @property
    def name(self) -> str:
        """The name of the form field."""
        return self.choice.name.replace(".", "-")

    def read(self, form: forms.Form) -> Any:
        """What was typed, checked. Raises Invalid naming this field."""
        try:
            return READERS[self.kind](self, form)
        except Invalid as error:
            raise Invalid(self.name, error.message) from error

    def spoken(self, value: Any) -> Any:
        """A value as the log shows it."""
        if self.kind == "yuan":
            return f"¥{format_yuan(value)}"
        if self.kind == "switch":
            return "开" if value else "关"
        if self.kind == "ticks":
            return "、".join(dict(self.options).get(item, item) for item in value)
        if self.kind in ("words", "lines"):
            return "、".join(value)
        return value


def _line(field: Field, form: forms.Form) -> str:
    return forms.text(form, field.name, label=field.label, max_length=field.max_length, required=False)


def _whole(field: Field, form: forms.Form) -> int:
    return forms.whole(form, field.name, label=field.label, least=field.least, most=field.most)


def _yuan(field: Field, form: forms.Form) -> int:
    return parse_yuan(form.get(field.name, ""), field.name)


def _ticks(field: Field, form: forms.Form) -> list[str]:
    chosen = [key for key, _label in field.options if key in form.getlist(field.name)]
    if not chosen:
        raise Invalid(field.name, f"{field.label}至少选一个")
    return chosen


def _words(field: Field, form: forms.Form) -> list[str]:
    return _several(field, re.split(r"[\n,，]", form.get(field.name, "")))


def _lines(field: Field, form: forms.Form) -> list[str]:
    return _several(field, form.get(field.name, "").split("\n"))


def _several(field: Field, typed: list[str]) -> list[str]:
    words = list(dict.fromkeys(word.strip() for word in typed if word.strip()))
    if len(words) > field.most:
        raise Invalid(field.name, f"{field.label}最多 {field.most} 个")
    if any(len(word) > field.max_length for word in words):
        raise Invalid(field.name, f"每条最多 {field.max_length} 个字")
    return words


def _phone(field: Field, form: forms.Form) -> str:
    typed = _line(field, form)
    if typed and not PHONE.fullmatch(typed):
        raise Invalid(field.name, "请填写电话号码，例如 400-800-1234")
    return typed


def _link(field: Field, form: forms.Form) -> str:
    typed = _line(field, form)
    if typed and (urlsplit(typed).scheme != "https" or not urlsplit(typed).hostname or re.search(r"[\s<>\"']", typed)):
        raise Invalid(field.name, "请填写 https:// 开头的完整链接")
    return typed


def _shares(field: Field, form: forms.Form) -> dict[str, int]:
    parts = {key: forms.whole(form, f"{field.name}-{key}", label=label, most=100) for key, label in field.options}
    if sum(parts.values()) != 100:
        raise Invalid(field.name, f"三项相加应为 100%，现在是 {sum(parts.values())}%")
    return {key: percent * 100 for key, percent in parts.items()}


def _switch(field: Field, form: forms.Form) -> bool:
    return form.get(field.name) == "1"


READERS = {
    "line": _line, "area": _line, "whole": _whole, "yuan": _yuan, "ticks": _ticks, "words": _words, "lines": _lines,
    "phone": _phone,    "link": _link, "shares": _shares, "switch": _switch,
}  # fmt: skip


def read_all(fields: Sequence[Field], form: forms.Form) -> tuple[dict[str, Any], dict[str, str]]:
    """Everything at once: (values by field name, errors by field name)."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in fields:
        try:
            values[field.name] = field.read(form)
        except Invalid as error:
            errors[field.name] = error.message
    return values, errors


def present(fields: Sequence[Field]) -> Mapping[str, Any]:
    """The values as they are now."""
    return {field.name: field.choice.get() for field in fields}
