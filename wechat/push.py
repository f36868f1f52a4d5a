"""What a message push says: fields out of XML or JSON, its kind, whose it is, and what makes it the same push again."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

from wechat.envelope import BadPush

MOST_DEPTH = 8
Fields = dict[str, str]


@dataclass(frozen=True)
class Push:
    """One push. kind: "subscribe", "text" …; openid: the person it is about; at: WeChat's clock."""

    kind: str
    is_event: bool
    openid: str
    at: datetime
    fields: Fields

    @property
    def once(self) -> str:
        """The same for the same push: by MsgId, or for events by all that tells one from another."""
        if number := self.fields.get("MsgId"):
            parts = ["message", number]
        else:
            told = ("FromUserName", "CreateTime", "Event", "EventKey", "OpenID", "RevokeInfo", "MsgID")
            parts = ["event", *(self.fields.get(name, "") for name in told)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read(body: bytes) -> Fields:
    """The outer fields of a body, XML or JSON. Raises BadPush."""
    return _json(body) if body.lstrip()[:1] == b"{" else _xml(body)


def push_of(fields: Fields) -> Push:
    """What the fields mean. Raises BadPush."""
    kind, moment = fields.get("MsgType", "").lower(), fields.get("CreateTime", "")
    if not kind or not (moment.isascii() and moment.isdigit() and len(moment) <= 11):
        raise BadPush(400, "no kind or no moment")
    is_event = kind == "event"
    name = fields.get("Event", "").lower() if is_event else kind
    openid = fields.get("OpenID") or fields.get("FromUserName", "")
    if not name or not openid or len(name) > 64 or len(openid) > 64:
        raise BadPush(400, "no event or no person")
    return Push(name, is_event, openid, datetime.fromtimestamp(int(moment), UTC), fields)


def _xml(body: bytes) -> Fields:
    """The children of the root. A document type is refused, so there are no entities to fetch or to swell."""
    parser = expat.ParserCreate("utf-8")  # whatever encoding the document claims
    reader = _Reader()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise BadPush(400, "not XML") from error
    return reader.fields


def _refuse_doctype(*_: object) -> None:
    raise BadPush(400, "document type")


class _Reader:
    def __init__(self) -> None:
        self.fields: Fields = {}
        self._path: list[str] = []

    def start(self, name: str, _attributes: object) -> None:
        self._path.append(name)
        if len(self._path) > MOST_DEPTH:
            raise BadPush(400, "too deep")

    def end(self, _name: str) -> None:
        self._path.pop()

    def text(self, data: str) -> None:
        if len(self._path) == 2:
            name = self._path[1]
            self.fields[name] = self.fields.get(name, "") + data


def _json(body: bytes) -> Fields:
    try:
        found = json.loads(body, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise BadPush(400, "not JSON") from error
    return {name: str(value) for name, value in found.items() if isinstance(value, (str, int))}


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """WeChat's own examples have blanks around names. Raises ValueError when a name stands twice."""
    found = {name.strip(): value for name, value in pairs}
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
