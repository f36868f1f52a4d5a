"""色样: what stands beside an option value, a colour or one of the product's pictures."""

import json
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

NONE, COLOUR = "", "colour"
GREY = "#9aa0a8"
"""What the colour field starts with; it counts only when 颜色 is chosen."""
Swatch = int | str
"""A media id, or a colour as #rrggbb."""


@dataclass(frozen=True)
class Choice:
    """One value's row. kind: none, colour, or the id of a picture as text."""

    label: str
    kind: str
    colour: str


def choices(labels: list[str], text: str) -> list[Choice]:
    """The rows for the values of an option. text: the swatches as the hidden field keeps them."""
    kept = read(text)
    return [_choice(label, kept.get(label)) for label in labels]


def read(text: str) -> dict[str, Swatch]:
    """Kept swatches by value. Nonsense is none."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(k): v for k, v in pairs if isinstance(v, int | str) and not isinstance(v, bool) and v}


def written(kept: dict[str, Swatch]) -> str:
    """For the hidden field."""
    return json.dumps(kept, ensure_ascii=False)


def of_form(form: MultiDict[str, str], i: int) -> str:
    """The swatches of option i as chosen in its rows, over those the hidden field carries for other values."""
    kept = read(form.get(f"option-{i}-swatches", ""))
    for label, kind, colour in zip(
        *(form.getlist(f"swatch-{i}-{part}") for part in ("label", "kind", "colour")), strict=False
    ):
        kept.pop(label, None)
        if kind == COLOUR:
            kept[label] = colour.strip().lower()
        elif kind.isascii() and kind.isdigit() and len(kind) <= 18:
            kept[label] = int(kind)
    return written(kept)


def _choice(label: str, swatch: Swatch | None) -> Choice:
    if isinstance(swatch, str):
        return Choice(label, COLOUR, swatch)
    return Choice(label, NONE if swatch is None else str(swatch), GREY)
