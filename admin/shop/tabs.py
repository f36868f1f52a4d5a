"""The bottom bar as the merchant edits it: rows in order, checked before they are published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.errors import Invalid
from web.forms import Form
from web.modules import ALWAYS, MODULES, MOST_VISIBLE

LEAST_VISIBLE = 3
LONGEST_LABEL = 4


@dataclass(frozen=True)
class Tab:
    """One module of the registry with the merchant's word for it."""

    module: str
    label: str
    visible: bool

    @property
    def stored(self) -> dict[str, Any]:
        return {"module": self.module, "label": self.label, "visible": self.visible}


def all_tabs(stored: Sequence[Mapping[str, Any]]) -> list[Tab]:
    """What is stored, then every module not mentioned yet, hidden."""
    known = [tab for tab in stored if tab.get("module") in MODULES]
    tabs = [
        Tab(tab["module"], tab.get("label") or MODULES[tab["module"]].label, bool(tab.get("visible"))) for tab in known
    ]
    mentioned = {tab.module for tab in tabs}
    return tabs + [Tab(key, module.label, False) for key, module in MODULES.items() if key not in mentioned]


def read(form: Form) -> list[Tab]:
    """The rows in the order of the form; unknown and repeated modules are dropped."""
    visible = set(form.getlist("visible"))
    order = [key for key in dict.fromkeys(form.getlist("module")) if key in MODULES]
    return [Tab(key, form.get(f"label-{key}", "").strip(), key in visible) for key in order]


def read_top(form: Form) -> list[str]:
    """The words of the top three. Raises Invalid."""
    words = [word.strip() for word in form.getlist("top")]
    if len(words) != 3 or not all(1 <= len(word) <= LONGEST_LABEL for word in words):
        raise Invalid("top", f"顶部三个入口的名称各为 1–{LONGEST_LABEL} 个字")
    return words


def warning(tabs: Sequence[Tab]) -> str | None:
    """What to tell before publishing, or None. Raises Invalid for what may not be published.

    Source: 补充段落「3+5」底部设置5个功能模块.
    """
    shown = [tab for tab in tabs if tab.visible]
    if ALWAYS not in {tab.module for tab in shown}:
        raise Invalid("tabs", "购物车不能从底部移除")
    if not LEAST_VISIBLE <= len(shown) <= MOST_VISIBLE:
        raise Invalid("tabs", f"底部显示 {LEAST_VISIBLE}–{MOST_VISIBLE} 个模块，现在是 {len(shown)} 个")
    if not all(1 <= len(tab.label) <= LONGEST_LABEL for tab in shown):
        raise Invalid("tabs", f"模块名称为 1–{LONGEST_LABEL} 个字")
    if len({tab.label for tab in shown}) != len(shown):
        raise Invalid("tabs", "底部有重复的名称，请改成不同的名称")
    return None if len(shown) == MOST_VISIBLE else f"建议显示满 {MOST_VISIBLE} 个模块，现在是 {len(shown)} 个"
