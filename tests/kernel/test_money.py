"""Yuan as people type them, and shares that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from kernel.money import format_money, format_yuan, format_yuan_short, parse_yuan, split_fen


@pytest.mark.parametrize(
    ("typed", "fen"), [("79", 7900), ("79.9", 7990), ("0.01", 1), ("1,284.00", 128400), (" 5 ", 500), ("¥6", 600)]
)
def test_reads_what_people_type(typed, fen):
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    "typed",
    [
        "-1",
        "0.001",
        "NaN",
        "Infinity",
        "1e3",
        "",
        "一百",
        "１００",
        "1 2",
        "+5",
        "9" * 12,
        None,
        [1],
        True,
        "5,0",
        "12,50",
        "1,2,3",
        ",5",
        "1,2345",
        "1234,567",
        "1,284,",
        "100,000,000,000",
    ],
)
def test_refuses_everything_else(typed):
    with pytest.raises(Invalid):
        parse_yuan(typed)


def test_shows_yuan():
    assert [format_yuan(128400), format_yuan(-5)] == ["1,284.00", "-0.05"]
    assert [format_money(151200), format_money(-151200), format_money(0)] == ["¥1,512.00", "-¥1,512.00", "¥0.00"]
    assert [format_yuan_short(f) for f in (7900, 7950, 7999)] == ["79", "79.5", "79.99"]


@given(st.integers(0, 10**11))
def test_what_is_shown_can_be_read_back(fen):
    assert parse_yuan(format_yuan(min(fen, 10**10))) == min(fen, 10**10)


@given(st.integers(0, 10**10), st.lists(st.integers(0, 10**8), min_size=1, max_size=999))
def test_shares_add_up_to_the_fen_and_none_is_off_by_more_than_one(total_fen, weights):
    parts = split_fen(total_fen, weights)
    assert sum(parts) == total_fen
    whole = sum(weights)
    if whole:
        assert all(abs(part * whole - total_fen * weight) < whole for part, weight in zip(parts, weights, strict=True))


def test_one_fen_goes_to_the_first_of_equals():
    assert split_fen(1, [1, 1, 1]) == [1, 0, 0]
    assert split_fen(100, [0, 0]) == [50, 50]
    assert split_fen(5, []) == []
