"""The admin's one search box: orders, products, members."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from commerce.analytics import statements as sql
from kernel.db import db
from kernel.tenancy import current_tenant_id

LIMIT = 8
LAST_DIGITS = re.compile(r"[0-9]{4}")


def _find(statement: str, words: str) -> Sequence[Any]:
    escaped = re.sub(r"([\\%_])", r"\\\1", words)
    digits = words if LAST_DIGITS.fullmatch(words) else ""
    values = {
        "tenant_id": current_tenant_id(),
        "words": words,
        "digits": digits,
        "pattern": f"%{escaped}%",
        "limit": LIMIT,
    }
    return db.session.execute(text(statement), values).all()


def orders(words: str) -> Sequence[Any]:
    """By whole number (also the other platform's) or the last four digits of the recipient's phone."""
    return _find(sql.SEARCH_ORDERS, words)


def products(words: str) -> Sequence[Any]:
    """By part of the title, pinyin or whole code."""
    return _find(sql.SEARCH_PRODUCTS, words)


def members(words: str) -> Sequence[Any]:
    """By whole phone, its last four digits, or part of the nickname."""
    return _find(sql.SEARCH_MEMBERS, words)
