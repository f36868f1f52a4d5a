"""协商记录 as the shopper reads it: the case's moves and what was said, one line of time."""

from typing import TYPE_CHECKING, Any

from commerce.aftersale import queries
from commerce.fulfilment import carriers
from storefront import aftersale_words as words
from web.render import evidence, shop_time

if TYPE_CHECKING:
    from commerce.aftersale.models import Case, CaseEntry, CaseMessage


def events(case: "Case", entries: "list[CaseEntry]") -> list[dict[str, Any]]:
    """Newest first. Inside reading()."""
    told = [(entry.at, _move(entry)) for entry in entries]
    told += [(said.at, _message(said, keys)) for said, keys in queries.messages(case.id)]
    return [item for _, item in sorted(told, key=lambda each: each[0], reverse=True)]


def _move(entry: "CaseEntry") -> dict[str, Any]:
    detail = entry.detail or {}
    parcel = f"{carriers.name_of(detail['carrier'])} {detail['number']}" if "number" in detail else ""
    is_among_colleagues = entry.verb in ("fail", "send_back")  # the gateway's words, a colleague's objection
    note = "" if is_among_colleagues else parcel or words.told(entry)
    if entry.from_state == "returned" and entry.verb != "refuse_receipt" and entry.by.startswith("staff:"):
        note = "已验收退货"  # whether they can be sold again is the shop's own business
    text = f"{words.actor(entry.by)}{words.VERBS.get(entry.verb, entry.verb)}"
    return {"text": text, "note": note, **_when(entry.at)}


def _message(said: "CaseMessage", keys: list[str]) -> dict[str, Any]:
    images = [evidence(key) for key in keys]
    return {"text": f"{words.actor(said.by)}留言", "note": said.words, "images": images, **_when(said.at)}


def _when(at: Any) -> dict[str, str]:
    return {"at": shop_time(at, "%m-%d %H:%M"), "title": shop_time(at)}
