"""QR codes of the shop's own addresses, drawn here."""

import io

import segno
from flask import Response

from web.render import fragment


def picture(address: str) -> Response:
    """The code as an SVG picture: dark on white in both colour schemes, or phones would not read it."""
    body = io.BytesIO()
    segno.make(address, error="m").save(body, kind="svg", scale=6, border=3, dark="#1b1d21", light="#fff")
    return Response(body.getvalue(), mimetype="image/svg+xml")


def card(title: str, address: str, picture_url: str) -> str:
    """The dialog with the code and the link to copy."""
    return fragment("admin/catalog/_phone_card.html", title=title, address=address, picture_url=picture_url)
