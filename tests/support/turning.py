"""Turning the pages of a list there and back, as a person does it."""

import re

from flask.testing import FlaskClient


def link(page: str, rel: str) -> str | None:
    """Where 上一页 (prev) or 下一页 (next) leads; None at the ends."""
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return found[1].replace("&amp;", "&") if found else None


def turned(browser: FlaskClient, path: str) -> tuple[list[str], list[str]]:
    """The bodies of all pages from the first to the last, and again from the last to the first."""
    there = [browser.get(path).text]
    while (onward := link(there[-1], "next")) is not None:
        there.append(browser.get(onward).text)
    back = [there[-1]]
    while (backward := link(back[-1], "prev")) is not None:
        back.append(browser.get(backward).text)
    return [_body(page) for page in there], [_body(page) for page in back]


def _body(page: str) -> str:
    return page.rpartition("<tbody>")[2].partition("</tbody>")[0]
