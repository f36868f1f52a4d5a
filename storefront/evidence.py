"""Pictures a shopper hands in: slowed, counted, and their ids travel signed, so nobody can attach another's."""

from collections.abc import Iterable

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from commerce.aftersale import evidence
from commerce.catalog import media
from kernel.db import transaction
from kernel.errors import Invalid, ShopError
from kernel.tenancy import current_tenant_id
from web import throttle
from web.errors import status_of
from web.render import fragment, media_url

LEAST_PX = 200
PICTURES_A_MINUTE = 20
"""Of one person, in each process: decoding them costs. How many a day: commerce/aftersale/rules.py."""


def receive(member_id: int, order_id: int) -> str | tuple[str, int]:
    """One picture of the request; answers its tile, or a short plain text. The row stands before its files are put."""
    throttle.admit("evidence", current_tenant_id(), member_id, most=PICTURES_A_MINUTE)
    file = request.files.get("file")
    try:
        if file is None:
            raise Invalid("file", "请选择图片")
        picture = media.prepare(file.read(media.MAX_UPLOAD_BYTES + 1), least_px=LEAST_PX)
        with transaction():
            row = evidence.keep(picture, member_id=member_id, order_id=order_id)
        media.upload(picture)
    except ShopError as error:
        return error.message, status_of(error)
    key = sealed(member_id, row.id)
    return fragment("ui/image_tile.html", name="pictures", key=key, url=media_url(row.key, 150))


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
