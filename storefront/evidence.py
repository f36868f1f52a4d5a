"""Pictures a shopper hands in: their ids travel through the browser signed, so nobody can attach another's."""

from collections.abc import Iterable

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def _seal() -> URLSafeSerializer:
    assert current_app.secret_key is not None
    return URLSafeSerializer(current_app.secret_key, salt="evidence")


def sealed(member_id: int, media_id: int) -> str:
    """What the form keeps of an uploaded picture."""
    return str(_seal().dumps([member_id, media_id]))


def opened(member_id: int, tokens: Iterable[str]) -> tuple[int, ...]:
    """The pictures this member uploaded themselves; anything else is left out."""
    found = []
    for token in tokens:
        try:
            owner, media_id = _seal().loads(token)
        except (BadSignature, ValueError, TypeError):
            continue
        if owner == member_id:
            found.append(int(media_id))
    return tuple(dict.fromkeys(found))
