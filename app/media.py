"""Pictures for browsers: only under names we made ourselves, unchangeable, so they may be kept for ever."""

import re

from flask import Blueprint, Response, abort

from commerce.catalog.media import WIDTHS
from commerce.catalog.ports import storage

bp = Blueprint("media", __name__, url_prefix="/media")
KEY = re.compile(r"t[1-9][0-9]{0,17}/[0-9a-f]{2}/[0-9a-f]{64}")
FOR_EVER = "public, max-age=31536000, immutable"
BLANK = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120"><path fill="#f4f5f7" d="M0 0h120v120H0z"/>
<g fill="none" stroke="#b9bec7" stroke-width="4" stroke-linejoin="round">
<path d="M30 40h60v46H30z"/><path d="m30 76 18-18 14 14 10-9 18 16"/>
<circle cx="73" cy="53" r="5"/></g></svg>"""


@bp.get("/none.webp")
def blank() -> Response:
    """What stands where a product has no picture yet."""
    return Response(BLANK, mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@bp.get("/<path:key>/<int:width>.webp")
def picture(key: str, width: int) -> Response:
    """One width of a stored picture."""
    if width not in WIDTHS or not KEY.fullmatch(key):
        abort(404)
    body = storage().get(f"{key}/{width}.webp")
    if body is None:
        abort(404)
    headers = {"Cache-Control": FOR_EVER, "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(body, mimetype="image/webp", headers=headers)
