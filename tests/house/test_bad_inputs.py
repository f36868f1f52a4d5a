"""The table of bad inputs is whole, and every test it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/bad-inputs.md").read_text("utf8").splitlines()
    if re.match(r"\| \d+ \|", line)
]
ELSEWHERE = ("not built yet", "measured: ", "by the proxy: ")
NAMED = [(number, test) for number, _, _, tests in ROWS for test in re.findall(r"`([^`]+)`", tests)]


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text("utf8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_case_has_its_row() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 180, 2))


@pytest.mark.parametrize(("number", "test"), NAMED)
def test_the_named_test_exists(number: str, test: str) -> None:
    path, _, name = test.partition("::")
    assert name.startswith("test_")
    assert name in names_in(path)


def test_only_what_stands_elsewhere_has_no_guard_and_no_test() -> None:
    for number, _, guard, tests in ROWS:
        if not guard.startswith(ELSEWHERE):
            assert "::" in tests, number
            assert all((ROOT / path).exists() for path in re.findall(r"`([^`]+)`", guard)), number
        else:
            assert tests == "", number
