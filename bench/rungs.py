"""Two things done in turns, and what one costs as a ratio of the other."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench import processor
from bench.load import Counted


@dataclass(frozen=True)
class Cost:
    """One round of one rung."""

    cpu_us: float
    per_s: float


@dataclass(frozen=True)
class Row:
    """One line of the report: what was measured, its ratio, the goal, and the figures behind it."""

    id: str
    what: str
    figures: str
    goal: str
    is_met: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "met", False: "MISSED", None: ""}[self.is_met]
        return f"{self.id:<4} {self.what:<44} {self.figures}  [goal {self.goal}] {verdict}".rstrip()


def measure(run: Callable[[], Counted], roots: Iterable[int]) -> Cost:
    """One round: processor time of server and database per piece of work, and pieces a second."""
    pids = list(roots)
    before_s = processor.used_s(pids)
    counted = run()
    used_s = max(processor.used_s(pids) - before_s, processor.TICK_S)
    assert counted.done, "nothing went through"
    assert counted.failed * 20 <= counted.done, f"{counted.failed} of {counted.failed + counted.done} failed"
    return Cost(used_s / (counted.done + counted.failed) * 1e6, counted.done / counted.took_s)


def in_turns(rounds: int, *rungs: Callable[[], Cost]) -> list[list[Cost]]:
    """Every rung once a round, the order turning each time, so that a noisy neighbour meets all of them."""
    found: list[list[Cost]] = [[] for _ in rungs]
    for number in range(rounds):
        order = list(range(len(rungs)))
        for place in order if number % 2 == 0 else reversed(order):
            found[place].append(rungs[place]())
    return found


def ratios(bare: Sequence[Cost], ours: Sequence[Cost]) -> tuple[float, float]:
    """Medians over the rounds of how ours compares, by processor time and by pieces a second; 1 is as good as bare."""
    by_cpu = statistics.median(b.cpu_us / o.cpu_us for b, o in zip(bare, ours, strict=True))
    by_rate = statistics.median(o.per_s / b.per_s for b, o in zip(bare, ours, strict=True))
    return by_cpu, by_rate


def figures(bare: Sequence[Cost], ours: Sequence[Cost]) -> str:
    """The ratios with the medians they come from; in brackets the lowest and highest round."""
    by_cpu, by_rate = ratios(bare, ours)
    each = [b.cpu_us / o.cpu_us for b, o in zip(bare, ours, strict=True)]
    cpu = [statistics.median(cost.cpu_us for cost in costs) for costs in (ours, bare)]
    rate = [statistics.median(cost.per_s for cost in costs) for costs in (ours, bare)]
    return (
        f"cpu x{by_cpu:.2f} ({min(each):.2f}-{max(each):.2f})  rate x{by_rate:.2f}  "
        f"(ours {cpu[0]:,.0f} us, {rate[0]:,.0f}/s; bare {cpu[1]:,.0f} us, {rate[1]:,.0f}/s)"
    )
