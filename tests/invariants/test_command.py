"""The command a person runs, and the hourly job that raises the alarm."""

import json
import os

import pytest
from sqlalchemy import create_engine, text

from invariants import checker, jobs, queries
from invariants.__main__ import main
from kernel.db import reading
from kernel.tenancy import tenant_scope

SPOIL = "UPDATE stocks SET reserved = reserved + {} WHERE id = (SELECT min(id) FROM stocks)"


@pytest.fixture
def spoiled(lived_in):
    """A real inconsistency, committed, mended afterwards."""
    engine = create_engine(os.environ["OWNER_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text(SPOIL.format(1)))
    yield
    with engine.begin() as connection:
        connection.execute(text(SPOIL.format(-1)))
    engine.dispose()


def test_a_sound_platform_ends_with_0(lived_in, capsys):
    assert main(["--only", "I6,totals_add_up"]) == 0
    assert "5 条全部成立" in capsys.readouterr().out


def test_what_is_broken_is_told_and_ends_with_1(spoiled, capsys):
    assert main([]) == 1
    out = capsys.readouterr().out
    assert "✗ I6  reserved_is_held" in out
    assert "stock:" in out
    assert main(["--json", "--only", "reserved_is_held"]) == 1
    [told] = json.loads(capsys.readouterr().out)
    assert (told["code"], told["found"], told["offenders"][0]["subject"][:6]) == ("I6", 1, "stock:")


def test_nobody_to_ask_ends_with_2(lived_in, capsys, tmp_path, monkeypatch):
    assert main(["--only", "I99"]) == 2
    monkeypatch.delenv("AUDITOR_DATABASE_URL")
    assert main(["--data", str(tmp_path)]) == 2
    assert "AUDITOR_DATABASE_URL" in capsys.readouterr().err


def test_the_hourly_job_keeps_the_verdicts_and_raises_the_alarm(spoiled, capfd):
    checker.connect(os.environ["AUDITOR_DATABASE_URL"])
    with tenant_scope(None):
        jobs.check_all()
        jobs.check_all()
        with reading():
            first, *rest = queries.standings()
            assert queries.broken() == 1
    assert (first.invariant.name, first.last.found, any(each.is_broken for each in rest)) == (
        "reserved_is_held", 1, False,
    )  # fmt: skip
    assert first.last.broken_since_at < first.last.checked_at


def test_the_checker_cannot_write(lived_in):
    with checker.auditor(os.environ["AUDITOR_DATABASE_URL"]) as connection, pytest.raises(Exception, match="read-only"):
        connection.execute(text("UPDATE stocks SET reserved = 0"))
