"""Cutting text between what people see as characters: no half emoji, no accent without its letter."""

import unicodedata

JOINER = "\u200d"


def cut(text: str, most: int) -> str:
    """The longest beginning of at most so many code points that ends between two visible characters."""
    end = most
    while 0 < end < len(text) and _belongs_together(text, end):
        end -= 1
    return text[:end]


def _belongs_together(text: str, place: int) -> bool:
    """Whether the characters on both sides of a place are one to the eye."""
    before, after = text[place - 1], text[place]
    if JOINER in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if 0x1F3FB <= ord(after) <= 0x1F3FF or 0xE0020 <= ord(after) <= 0xE007F:  # skin tones, tags of flags
        return True
    return _is_flag_half(after) and _halves_before(text, place) % 2 == 1


def _halves_before(text: str, place: int) -> int:
    count = 0
    while place - count > 0 and _is_flag_half(text[place - count - 1]):
        count += 1
    return count


def _is_flag_half(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF
