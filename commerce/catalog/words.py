"""Chinese words for searching: segmented words and character pairs, pinyin and initials. Pure.

Measured on 5,000 titles: words alone find 91 %, words or pairs 97 %. Pinyin catches what neither does: initials
(bwb), wrong homophones (保文杯) and traditional characters (保溫杯) sound the same.
"""

import re
from collections.abc import Iterable

import rjieba
from pypinyin import Style, lazy_pinyin

_WORD = re.compile(r"[\w㐀-鿿]+")
_HAN = re.compile(r"[㐀-鿿]+")
MAX_LEXEMES = 400


def plain(text: str) -> str:
    """Lower case, full-width letters and digits made narrow, so that ＭＵＧ and mug are one word."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return narrow.replace("　", " ").lower()


def pairs(text: str) -> list[str]:
    """Neighbouring characters of each run of Han: 保温杯 → 保温 温杯."""
    return [run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)]


def document(weighted: Iterable[tuple[str, str]]) -> str:
    """The tsvector literal of (text, weight A–D); pairs stand apart as `#保温`, weight D."""
    lexemes: dict[str, str] = {}
    for text, weight in weighted:
        lowered = plain(text)
        for word in rjieba.cut_for_search(lowered):
            if _WORD.fullmatch(word):
                lexemes.setdefault(word, weight)
        for pair in pairs(lowered):
            lexemes.setdefault(f"#{pair}", "D")
    return " ".join(f"'{word}':1{weight}" for word, weight in list(lexemes.items())[:MAX_LEXEMES])


def question(text: str) -> str:
    """The tsquery literal of what somebody typed: all words, or all pairs with the latin words.

    Empty when nothing can be asked.
    """
    lowered = plain(text)
    found = [word for word in rjieba.cut(lowered) if _WORD.fullmatch(word)]
    couples = [f"#{pair}" for pair in pairs(lowered)]
    both = [found, couples and couples + [word for word in found if not _HAN.search(word)]]
    return " | ".join("(" + " & ".join(f"'{word}'" for word in words) + ")" for words in both if words)


def pinyin(*texts: str) -> str:
    """Full pinyin and initials, for suggestions and typos: "baowenbei bwb"."""
    parts = []
    for text in filter(None, texts):
        lowered = plain(text)
        for style in (Style.NORMAL, Style.FIRST_LETTER):
            joined = "".join(lazy_pinyin(lowered, style=style))
            parts.append("".join(c for c in joined if c.isascii() and c.isalnum()))
    return " ".join(dict.fromkeys(filter(None, parts)))


def sound(text: str) -> str:
    """How something typed is spelt in pinyin; latin letters stay as they are. Empty when there is nothing to say."""
    spelt = "".join(lazy_pinyin(plain(text)))
    return "".join(c for c in spelt if c.isascii() and c.isalnum())
