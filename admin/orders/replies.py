"""How a move answers: a form in the dialog or on a page of its own, and afterwards a toast and a fresh list."""

import json
import re
from html import unescape
from typing import Any

from flask import Response, redirect
from markupsafe import Markup

from admin.context import admin_page
from kernel.errors import Invalid
from web.render import fragment, is_htmx

_HEADING = re.compile(r"<h2[^>]*>([^<]+)</h2>")
"""Every dialog begins with its own heading."""


def form(template: str, *, status: int = 200, **context: Any) -> Any:
    """A form of a move: the fragment for the dialog, a whole page without scripts."""
    body = fragment(template, **context)
    if is_htmx():
        return body, status
    heading = _HEADING.search(body)
    page = admin_page(
        "admin/orders/move.html", active="orders.list", form=Markup(body),  # noqa: S704  our own fragment
        title=unescape(heading[1]) if heading else "处理订单",
    )  # fmt: skip
    return page, status


def wrong(template: str, error: Invalid, **context: Any) -> Any:
    """The same form with what was typed and what is wrong with it."""
    return form(template, status=422, errors={error.field: error.message}, **context)


def gone(url: str) -> Any:
    """The move has a page of its own: go there."""
    if not is_htmx():
        return redirect(url, code=303)
    return Response(status=204, headers={"HX-Redirect": url, "Vary": "HX-Request"})


def done(words: str, *, otherwise: str, level: str = "success") -> Any:
    """The move is made: close the dialog, say so, fetch the list again; a redirect without scripts."""
    if not is_htmx():
        return redirect(otherwise, code=303)
    told = {"toast": {"level": level, "text": words}, "orders:changed": True, "dialog:close": True}
    return Response(status=204, headers={"HX-Trigger": json.dumps(told), "Vary": "HX-Request"})
