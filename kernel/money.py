"""Money is integer fen. Yuan exist only in what people read and type."""

import re
from collections.abc import Sequence

from kernel.errors import Invalid

MAX_FEN = 100_000_000_00
"""One hundred million yuan: above every price a shop could mean; typing errors stop here."""

_YUAN = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,2})(\.[0-9]{1,2})?")
"""A comma parts thousands and nothing else: "12,5" must not become 125."""


def parse_yuan(text: str, field: str = "price") -> int:
    """Read what a person typed in yuan ("79", "79.9") as fen.

    Raises Invalid for signs, exponents, spaces inside, full-width digits, more than two decimals, and commas that do
    not part thousands.
    """
    typed = text.strip().removeprefix("¥") if isinstance(text, str) else ""
    if not _YUAN.fullmatch(typed):
        raise Invalid(field, "请填写金额，最多两位小数，例如 79.90")
    yuan, _, decimals = typed.replace(",", "").partition(".")
    fen = int(yuan) * 100 + int(decimals.ljust(2, "0") or 0)
    if fen > MAX_FEN:
        raise Invalid(field, "金额太大了，请检查是否多写了零")
    return fen


def format_yuan(fen: int) -> str:
    """1284.00 as "1,284.00"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def format_money(fen: int) -> str:
    """With its sign before the currency's: "¥1,284.00", "-¥5.00". For sums that can be below zero."""
    return f"{'-' if fen < 0 else ''}¥{format_yuan(abs(fen))}"


def format_yuan_short(fen: int) -> str:
    """Without decimals that say nothing: "79", "79.5", "79.90" becomes "79.9"."""
    return format_yuan(fen).rstrip("0").rstrip(".") if fen % 100 else format_yuan(fen)[:-3]


def split_fen(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount over parts in proportion, so that the parts add up exactly.

    Largest remainder; ties go to the earlier part. All weights 0 means equal weights.
    """
    if not weights:
        return []
    shares = list(weights) if sum(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total_fen * share // whole for share in shares]
    left = total_fen - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(total_fen * shares[i] % whole), i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return parts
