"""Every guard is where its control says, and a test goes red without it."""

import subprocess
import sys

import pytest

from tests.controls.cutting import ROOT, mutated
from tests.controls.mutants import MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.guard)
def test_the_guard_and_its_test_are_there(mutant):
    compile(mutated(mutant), mutant.path, "exec")
    path, _, test = mutant.test.partition("::")
    assert f"def {test.split('[')[0]}(" in (ROOT / path).read_text(encoding="utf8")


def test_there_are_enough_controls():
    assert len({mutant.guard for mutant in MUTANTS}) == len(MUTANTS) >= 20


@pytest.mark.slow
def test_without_its_guard_every_named_test_goes_red():
    done = subprocess.run(
        [sys.executable, "-m", "tests.controls", "--sample", "12"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
