"""Finding goods by what shoppers type: words and character pairs first, then what sounds the same.

Nothing typed becomes a pattern or an operator: words.py makes quoted lexemes, LIKE gets its own wildcards escaped.
"""

import functools
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, bindparam, case, cast, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from commerce.catalog import words
from commerce.catalog.models import Category, Product
from commerce.catalog.queries import SORTS, Listing
from kernel.db import db
from tenants import settings

MOST_TYPED = 40
"""More than that is not a question; the rest is cut off (reliability 169)."""
MOST_SUGGESTIONS = 8
LEAST_SOUND = 2


def cut(typed: str) -> str:
    """What we look for: trimmed, without control characters, not longer than anyone means it."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed[: 4 * MOST_TYPED]).split())[:MOST_TYPED]


def matching(typed: str, sort: str = "default") -> Listing:
    """Products on the shelf that fit, best first: by words, then by sound, each by how well and how often sold."""
    asked = cut(typed)
    question, sound = words.question(asked), words.sound(asked)
    values = {"pattern": f"%{_plain(asked)}%", "question": question, "sound": f"%{sound}%"}
    is_spoken = len(sound) >= LEAST_SOUND
    given = {"pattern": bool(asked), "question": bool(question), "sound": is_spoken}
    statement = _matching(sort if sort in SORTS else "default", *given.values())
    return Listing(statement, {name: values[name] for name, is_given in given.items() if is_given})


@functools.cache
def _matching(sort: str, is_typed: bool, has_words: bool, is_spoken: bool) -> Select[Any]:
    pattern, sound = bindparam("pattern", type_=Text), bindparam("sound", type_=Text)
    tests: list[Any] = [Product.title.ilike(pattern, escape="\\") if is_typed else false()]
    rank: Any = literal(0.0)
    if has_words:
        query = cast(bindparam("question", type_=Text), TSQUERY)
        tests.append(Product.words.op("@@")(query))
        rank = func.ts_rank(Product.words, query)
    fits = or_(*tests, *((Product.pinyin.like(sound),) if is_spoken else ()))
    order = SORTS[sort] if sort != "default" else (
        case((or_(*tests), 0), else_=1), rank.desc(), Product.sold_count.desc(), Product.id.desc(),
    )  # fmt: skip
    return select(Product.id).where(Product.state == "shelved", fits).order_by(*order)


@dataclass(frozen=True)
class Suggestion:
    """One line under the search field. kind: word, category, product; id: of the category or product."""

    kind: str
    text: str
    id: int | None = None


def suggestions(typed: str) -> list[Suggestion]:
    """At most eight, from the first character on: hot words, categories, products. Two queries."""
    asked = cut(typed)
    if not asked:
        return []
    lowered, sound = words.plain(asked), words.sound(asked)
    found = [Suggestion("word", word) for word in settings.HOT_WORDS.get() if _sounds(word, lowered, sound)]
    found += _categories(lowered, sound) + _products(asked, sound)
    return list({suggestion.text: suggestion for suggestion in reversed(found)}.values())[::-1][:MOST_SUGGESTIONS]


def _categories(lowered: str, sound: str) -> list[Suggestion]:
    rows = db.session.execute(select(Category.id, Category.name).where(Category.is_visible).limit(200))
    return [Suggestion("category", name, id_) for id_, name in rows if _sounds(name, lowered, sound)]


def _products(asked: str, sound: str) -> list[Suggestion]:
    in_title = Product.title.ilike(f"%{_plain(asked)}%", escape="\\")
    fits = or_(in_title, *_spoken(sound))
    statement = (
        select(Product.id, Product.title)
        .where(Product.state == "shelved", fits)
        .order_by(case((in_title, 0), else_=1), Product.sold_count.desc(), Product.id.desc())
        .limit(MOST_SUGGESTIONS)
    )
    return [Suggestion("product", title, id_) for id_, title in db.session.execute(statement)]


def _sounds(text: str, lowered: str, sound: str) -> bool:
    """Whether a word contains what was typed, as written or as spoken."""
    if lowered in words.plain(text) or not sound:
        return lowered in words.plain(text)
    parts = words.pinyin(text).split()
    return any(part.startswith(sound) if len(sound) < LEAST_SOUND else sound in part for part in parts)


def _spoken(sound: str) -> list[Any]:
    """Conditions on how a title is spoken; a single letter must begin it."""
    if len(sound) >= LEAST_SOUND:
        return [Product.pinyin.like(f"%{sound}%")]
    return [Product.pinyin.like(f"{sound}%"), Product.pinyin.like(f"% {sound}%")] if sound else []


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
