"""What the tester wants to happen to notices: hold, lose, repeat, reorder, delay or forge them."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.pay.forgery import KINDS
from sandbox.store import Record, Store

ACTIONS = ("hold", "lose", "repeat", "reorder", "delay", "forge")
FILTERS = ("mchid", "out_trade_no", "event_type")


class BadRule(Exception):
    """The rule cannot be understood; the text says why."""


def new_rule(store: Store, wish: dict[str, Any]) -> Record:
    """Keep a rule. `count` = for so many notices (none = all); `times` = how often to lose, repeat or gather."""
    action = wish.get("action")
    if action not in ACTIONS:
        raise BadRule(f"action must be one of {', '.join(ACTIONS)}")
    if action == "forge" and wish.get("kind") not in KINDS:
        raise BadRule(f"kind must be one of {', '.join(KINDS)}")
    rule: Record = {
        "id": secrets.token_hex(6),
        "action": action,
        "count": wish.get("count"),
    }
    rule |= {name: wish.get(name) for name in (*FILTERS, "kind")}
    rule |= {"times": wish.get("times"), "seconds": float(wish.get("seconds") or 0)}
    rule["genuine_too"] = bool(wish.get("genuine_too", True))
    store.put("steering", rule["id"], rule)
    return rule


def rule_for(store: Store, notice: Record) -> Record | None:
    """The first rule that fits this new notice, with one use taken off it."""
    with store.transaction():
        for rule in store.all("steering"):
            if all(rule[name] in (None, notice[name]) for name in FILTERS):
                if rule["count"] is not None:
                    rule["count"] -= 1
                    if rule["count"] <= 0:
                        store.delete("steering", rule["id"])
                    else:
                        store.put("steering", rule["id"], rule)
                return rule
    return None
