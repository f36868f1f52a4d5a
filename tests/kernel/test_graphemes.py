"""Text is cut between what people see (bad input 159)."""

import pytest

from kernel.graphemes import cut

FAMILY, FLAG, WAVE, ACCENT = "👨‍👩‍👧‍👦", "🇨🇳", "👋🏽", "e\u0301\u0302\u0303"


@pytest.mark.parametrize(
    ("text", "most", "left"),
    [
        ("山岚保温杯", 3, "山岚保"),
        ("山岚", 5, "山岚"),
        ("", 5, ""),
        ("山" + FAMILY + "杯", 4, "山"),
        ("山" + FAMILY + "杯", 8, "山" + FAMILY),
        (FLAG * 3, 3, FLAG),
        ("a" + FLAG * 3, 4, "a" + FLAG),
        ("好" + WAVE, 2, "好"),
        ("caf" + ACCENT, 5, "caf"),
        ("❤️", 1, ""),
        ("😀" * 200, 20, "😀" * 20),
        ("\u202eabc", 2, "\u202ea"),
    ],
)
def test_no_visible_character_is_cut_in_two(text: str, most: int, left: str) -> None:
    assert cut(text, most) == left
