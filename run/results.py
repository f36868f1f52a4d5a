"""The closing lines of several pytest runs as one, in pytest's own form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree  # the reports are our own

_ORDER = ("failed", "passed", "skipped", "error")


def closing_lines(reports: Iterable[Path]) -> str:
    """The failed tests by name, then one line of counts; from the JUnit reports pytest wrote."""
    counts: Counter[str] = Counter()
    took_s, lines = 0.0, []
    for report in reports:
        tree = ElementTree.parse(report).getroot()  # noqa: S314 - written by our own pytest
        for case in tree.iter("testcase"):
            outcome = _outcome(case)
            counts[outcome] += 1
            if outcome in ("failed", "error"):
                lines.append(f"{outcome.upper()} {case.get('classname')}::{case.get('name')}")
        took_s += sum(float(suite.get("time", 0)) for suite in tree.iter("testsuite"))
    told = ", ".join(f"{counts[name]} {name}" for name in _ORDER if counts[name])
    return "\n".join([*lines, f" {told or 'no tests ran'} in {took_s:.2f}s ".center(80, "=")])


def _outcome(case: ElementTree.Element) -> str:
    for tag, outcome in (("failure", "failed"), ("error", "error"), ("skipped", "skipped")):
        if case.find(tag) is not None:
            return outcome
    return "passed"
