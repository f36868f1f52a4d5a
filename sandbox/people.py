"""The test people who own a WeChat account in the sandbox, and their openids."""

from __future__ import annotations

import base64
import hashlib
import re

from sandbox.store import Record, Store

# Anyone else may come too: a person named in a request and not listed here is made on the spot.
PEOPLE = {
    "lin": "小林",
    "chen": "小陈",
    "jie": "阿杰",
    "zhou": "周周",
    "wang": "老王",
    "mi": "米米",
}
PERSON_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def _digest(text: str, length: int) -> str:
    raw = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return raw[:length]


def all_people(store: Store) -> list[Record]:
    """The listed people first, then those made on the spot."""
    made = {one["id"]: one for one in store.all("person")}
    listed = [made.pop(key, {"id": key, "nickname": name, "subscribed": True}) for key, name in PEOPLE.items()]
    return listed + list(made.values())


def person(store: Store, person_id: str) -> Record | None:
    """The person of this id, made when new. None when the id is no id."""
    if not PERSON_ID.fullmatch(person_id):
        return None
    known = store.get("person", person_id)
    if known is not None:
        return known
    body = {
        "id": person_id,
        "nickname": PEOPLE.get(person_id, person_id),
        "subscribed": True,
    }
    if person_id not in PEOPLE:
        store.add("person", person_id, body)
    return body


def openid_of(store: Store, appid: str, person_id: str, *, snapshot: bool = False) -> str:
    """28 characters beginning with o; differs per appid; remembered so that it can be traced back."""
    openid = "o" + _digest(f"openid|{appid}|{person_id}|{snapshot}", 27)
    store.add(
        "openid",
        openid,
        {"openid": openid, "appid": appid, "person": person_id, "snapshot": snapshot},
    )
    return openid


def unionid_of(platform_account: str, person_id: str) -> str:
    """The same for all appids of one Open Platform account."""
    return "o" + _digest(f"unionid|{platform_account}|{person_id}", 27)
