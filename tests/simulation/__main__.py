"""python -m tests.simulation [--steps N] [--seed S] [--epoch N] [--no-shrink]: many lives of shops against a model.

A run is cut into epochs on fresh shops, so that tables stay small and steps fast. A failing epoch says the seed that
replays it (--seed S --steps N) and is made shorter as long as it fails in the same way (--only 3,17,99).
"""

import argparse
import random
import subprocess
import sys
import time as real_time
from collections import Counter
from collections.abc import Sequence

from tests.simulation.play import CHECK_EVERY, Failure, play
from tests.simulation.stage import Clock, application, simulated_clock, superuser

EPOCH = 2000
TRIES = 60


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--steps", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--epoch", type=int, default=EPOCH, help="steps on the same shops")
    parser.add_argument("--jobs", type=int, default=1, help="so many processes share the epochs")
    parser.add_argument("--no-shrink", action="store_true", help="tell a failure as it is")
    parser.add_argument("--only", default="", help="play these steps and leave the others out: 3,17,99")
    asked = parser.parse_args(arguments)
    if asked.jobs > 1:
        return _side_by_side(asked)
    began, counts, checks, idle = real_time.perf_counter(), Counter[str](), 0, 0
    kept = {int(step) for step in asked.only.split(",") if step}
    left_out = set(range(asked.steps)) - kept if kept else set[int]()
    with application():
        for number in range(-(-asked.steps // asked.epoch)):
            seed, steps = asked.seed + number, min(asked.epoch, asked.steps - number * asked.epoch)
            try:
                with simulated_clock() as clock:
                    played = play(seed, steps, clock, left_out=left_out)
            except Failure as failure:
                _tell(failure if asked.no_shrink or kept else shorter(failure), asked.epoch)
                return 1
            counts += played.counts
            checks, idle = checks + played.checks, idle + played.idle
            _tidy()
    took_s = real_time.perf_counter() - began
    print(f"{asked.steps} steps ({idle} idle), {checks} checks, seed {asked.seed}: {took_s:.0f} s, "
          f"{asked.steps / took_s:.0f} steps/s, {real_time.process_time():.0f} s of this process")  # fmt: skip
    print(", ".join(f"{name} {count}" for name, count in counts.most_common()))
    return 0


def _tell(failure: Failure, epoch: int) -> None:
    """What went wrong, and the command that plays it again."""
    more = f" --epoch {epoch}" if epoch != EPOCH else ""
    more += f" --only {','.join(map(str, failure.kept))}" if failure.is_shortened else ""
    command = f"python -m tests.simulation --seed {failure.seed} --steps {failure.step + 1}{more}"
    print(f"{failure}\nreplay: {command}", flush=True)


def _side_by_side(asked: argparse.Namespace) -> int:
    """The same epochs as one process would play, in so many processes."""
    epochs = -(-asked.steps // asked.epoch)
    share = -(-epochs // asked.jobs)
    running = []
    for first in range(0, epochs, share):
        steps = min(share * asked.epoch, asked.steps - first * asked.epoch)
        command = [sys.executable, "-m", "tests.simulation", "--steps", str(steps), "--seed", str(asked.seed + first)]
        more = ["--no-shrink"] if asked.no_shrink else []
        running.append(subprocess.Popen([*command, "--epoch", str(asked.epoch), *more]))
    return max(process.wait() for process in running)


def shorter(failure: Failure) -> Failure:
    """Leave steps out, in halves, quarters, …, as long as it still fails for the same reason."""
    kind, steps = failure.why.split(":")[0], failure.step + 1
    steps = -(-steps // CHECK_EVERY) * CHECK_EVERY  # the check that failed stands at a full hundred
    left_out: set[int] = set()
    size, tries = max(1, steps // 2), 0
    while size >= 1 and tries < TRIES:
        for start in range(0, steps, size):
            without = left_out | set(range(start, min(start + size, failure.step)))
            if without == left_out or tries >= TRIES:
                continue
            tries += 1
            found = _again(failure.seed, steps, without)
            if found is not None and found.why.split(":")[0] == kind:
                left_out, failure = without, found
        size //= 2
    return failure


def _again(seed: int, steps: int, left_out: set[int]) -> Failure | None:
    _tidy()  # the same shops open once more, with the same ids
    try:
        with simulated_clock() as clock:
            _play_quietly(seed, steps, clock, left_out)
    except Failure as failure:
        return failure
    return None


def _play_quietly(seed: int, steps: int, clock: Clock, left_out: set[int]) -> None:
    play(seed, steps, clock, left_out=left_out)


def _tidy() -> None:
    """An epoch's rows are not needed any more; the tests' server has no autovacuum."""
    with superuser() as line:
        names = line.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchone()
        assert names is not None
        line.execute(f"TRUNCATE {names[0]} RESTART IDENTITY CASCADE")


if __name__ == "__main__":
    sys.exit(main())
