"""3 + 5: the three entries at the top and the merchant's modules at the bottom, as the layout wants them."""

from collections.abc import Mapping
from typing import Any

from flask import request

from kernel.tenancy import current_tenant_id
from tenants import settings
from web import drafts
from web.modules import MODULES, MOST_VISIBLE

TOP = (("home", "/"), ("category", "/c"), ("me", "/me"))


def top_entries() -> list[dict[str, str]]:
    """The three that stand on every page; only their words can be chosen. Source: 补充段落「3+5」."""
    look = _previewed()
    labels = look["top_labels"] if look else settings.TOP_LABELS.get()
    return [{"key": key, "label": label, "url": url} for (key, url), label in zip(TOP, labels, strict=False)]


def tabs(cart_count: int | str) -> list[dict[str, Any]]:
    """The merchant's modules that are visible and built, at most five."""
    look = _previewed()
    stored = look["tabs"] if look else settings.TABS.get()
    chosen = [tab for tab in stored if tab.get("visible") and tab.get("module") in MODULES]
    return [_tab(tab, cart_count) for tab in chosen[:MOST_VISIBLE]]


def theme() -> str:
    """The colour of the shop's buttons and prices."""
    look = _previewed()
    return str(look["theme"]) if look else settings.THEME.get()


def _previewed() -> Mapping[str, Any] | None:
    return drafts.asked("look", current_tenant_id())


def _tab(tab: dict[str, Any], cart_count: int | str) -> dict[str, Any]:
    module = MODULES[tab["module"]]
    entry: dict[str, Any] = {
        "label": tab.get("label") or module.label,
        "icon": module.icon,
        "url": module.url,
        "current": request.full_path.rstrip("?") == module.url,
    }
    if tab["module"] == "cart":
        entry["badge"] = cart_count
    return entry
