"""Plain decisions: money, windows, levels, what is newer."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from channels import rules

AT = datetime(2026, 8, 21, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        ("79", 7900),
        ("79.9", 7990),
        ("79.90", 7990),
        ("0.01", 1),
        ("1280.00", 128000),
        ("-3.50", -350),
        ("", 0),
        (None, 0),
        ("19.9000", 1990),
    ],
)
def test_yuan_become_fen_exactly(yuan, fen):
    assert rules.fen_of(yuan) == fen


@pytest.mark.parametrize("yuan", ["1e2", "79.905", "¥79", "79,9", "nan", " "])
def test_nothing_is_rounded(yuan):
    with pytest.raises(ValueError, match="yuan"):
        rules.fen_of(yuan)


def test_a_level_keeps_the_buffer_and_is_never_negative():
    assert [rules.level(10, 0), rules.level(10, 3), rules.level(2, 3), rules.level(-1, 0)] == [10, 7, 0, 0]


def test_windows_overlap_and_reach_the_present():
    found = list(rules.windows(AT - timedelta(hours=2), AT, 1800))

    assert found[0][0] == AT - timedelta(hours=2, minutes=5)
    assert found[-1][1] == AT
    assert all(end - start <= timedelta(seconds=1800) for start, end in found)
    assert all(later[0] == earlier[1] - timedelta(seconds=300) for earlier, later in pairwise(found))


def test_beijing_times_go_there_and_back():
    assert rules.beijing_text(AT) == "2026-08-21 12:00:00"
    assert rules.from_beijing("2026-08-21 12:00:00") == AT
    assert rules.from_beijing("") is None


@pytest.mark.parametrize(
    ("seconds", "digest", "stage", "is_newer"),
    [
        (1, "b", "to_ship", True),
        (-1, "b", "shipped", False),
        (0, "a", "to_ship", False),
        (0, "b", "shipped", True),
        (0, "b", "unpaid", False),
    ],
)
def test_a_late_or_doubled_sight_is_not_newer(seconds, digest, stage, is_newer):
    seen = SimpleNamespace(modified_at=AT + timedelta(seconds=seconds), digest=digest, stage=stage)
    assert rules.is_newer(AT, "a", "to_ship", seen) is is_newer
