"""What both marketplaces share: numbers, yuan texts, fields on request, shoppers' addresses and the call budget."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable
from typing import Any

from sandbox.clock import beijing_date, now_s, rfc3339
from sandbox.here import here
from sandbox.store import Record

RECEIVER = {
    "name": "李晓梅",
    "mobile": "13900139000",
    "state": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "town": "文新街道",
    "address": "文一西路 588 号 3 幢 1202",
    "zip": "310012",
}
_running = itertools.count(secrets.randbelow(10**6))


def yuan(fen: int) -> str:
    """1990 → 19.90, as both marketplaces write money."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def new_number(digits: int, first: str) -> int:
    """A fresh id of so many digits that begins with `first`; later ones are larger within a run."""
    stamp = int(now_s() * 1000) % 10**11 * 10**4 + next(_running) % 10**4
    return int((first + f"{stamp:018d}"[-(digits - len(first)) :]).ljust(digits, "0"))


def masked(text: str, keep: int = 1) -> str:
    """李**: what the buyer's data look like to a seller without the decryption right."""
    return text[:keep] + "*" * max(1, len(text) - keep)


def only(body: Record, names: Iterable[str]) -> Record:
    """The fields that were asked for, in the record's own order."""
    wanted = set(names)
    return {name: value for name, value in body.items() if name in wanted}


def calls_today(vendor: str, app_key: str) -> int:
    """Count this call of the app; how many there were today."""
    store, key = here().store, f"{vendor}|{app_key}|{beijing_date(now_s())}"
    with store.transaction():
        count = (store.get("calls", key) or {"count": 0})["count"] + 1
        store.put("calls", key, {"count": count})
    return int(count)


def note_stock(vendor: str, app_key: str, **what: Any) -> None:
    """Remember that somebody set a stock, for the page and the control interface."""
    body = {
        "vendor": vendor,
        "app_key": app_key,
        "at": rfc3339(now_s()),
        "at_s": now_s(),
        **what,
    }
    here().store.put("stock_push", secrets.token_hex(8), body, owner=f"{vendor}|{app_key}")
