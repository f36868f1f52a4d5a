"""Two test runs are told as one, and a failure of the first is not hidden by the second."""

from pathlib import Path

from run import results

_REPORT = """<testsuites><testsuite time="{time}">
<testcase classname="tests.a" name="test_one"/><testcase classname="tests.a" name="test_two">{inner}</testcase>
</testsuite></testsuites>"""


def test_counts_are_added_and_failures_named(tmp_path: Path) -> None:
    quick, slow = tmp_path / "quick.xml", tmp_path / "slow.xml"
    quick.write_text(_REPORT.format(time="1.5", inner="<failure/>"))
    slow.write_text(_REPORT.format(time="2", inner="<skipped/>"))

    lines = results.closing_lines([quick, slow]).splitlines()

    assert lines[0] == "FAILED tests.a::test_two"
    assert lines[-1].strip("= ") == "1 failed, 2 passed, 1 skipped in 3.50s"


def test_no_report_is_not_a_success(tmp_path: Path) -> None:
    assert "no tests ran" in results.closing_lines([])
