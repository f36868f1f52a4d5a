"""The bench's parts run and print their rows, in a tiny configuration. Never how fast anything is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import processor, rungs
from bench.load import Counted, hammer

ROOT = Path(__file__).resolve().parents[2]


def test_ratios_are_medians_of_the_rounds_side_by_side():
    bare = [rungs.Cost(100, 10), rungs.Cost(100, 10), rungs.Cost(300, 10)]
    ours = [rungs.Cost(200, 5), rungs.Cost(400, 4), rungs.Cost(400, 1)]

    assert rungs.ratios(bare, ours) == (0.5, 0.4)


def test_rungs_take_turns_and_the_order_turns_each_round():
    told = []

    def rung(name):
        return lambda: told.append(name) or rungs.Cost(1, 1)

    found = rungs.in_turns(3, rung("bare"), rung("ours"))

    assert told == ["bare", "ours", "ours", "bare", "bare", "ours"]
    assert [len(costs) for costs in found] == [3, 3]


def test_the_processor_time_of_a_child_that_has_ended_counts():
    before_s = processor.used_s([os.getpid()])
    subprocess.run([sys.executable, "-c", "sum(range(10**6))"], check=True)

    assert processor.used_s([os.getpid()]) > before_s


def test_a_call_that_fails_is_counted_and_a_round_of_failures_is_no_figure():
    numbers = iter(range(10**9))

    def call():
        assert next(numbers) % 2, "an even one"

    counted = hammer(lambda number: call, clients=1, for_s=0.01)
    assert counted.done > 0
    assert counted.failed > 0

    with pytest.raises(AssertionError, match="failed"):
        rungs.measure(lambda: Counted(10, 10, 1.0), [os.getpid()])


def test_what_costs_less_than_the_clock_can_tell_is_a_figure_all_the_same():
    cost = rungs.measure(lambda: Counted(10, 0, 1.0), [])

    assert cost.cpu_us == processor.TICK_S / 10 * 1e6
    assert rungs.ratios([cost], [cost]) == (1.0, 1.0)


@pytest.mark.slow
def test_the_bench_prints_a_row_for_each_goal_asked_for():
    small = ["--rounds", "1", "--seconds", "0.1", "--tiny"]
    command = [sys.executable, "-m", "bench", *small, "--only", "P7,P11"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    named = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("P")]
    assert named == ["P7", "P7", "P11", "P11", "P11"]
