"""python -m tests.controls [--only WORDS] [--sample N --seed S] [--jobs 2]: is every guard watched by a test?

For each mutant a forked process runs one named test with the guard cut out; the test must go red in its body.
Everything is imported once, before the forks; each of the side-by-side places has one database for all its mutants.
"""

import argparse
import contextlib
import importlib
import io
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from tests.controls.cutting import cut, module_of
from tests.controls.mutants import MUTANTS, Mutant

CAUGHT, SURVIVED, UNCLEAR = 0, 1, 2
WORDS = {CAUGHT: "caught", SURVIVED: "SURVIVED", UNCLEAR: "UNCLEAR"}


class Watch:
    """Notes whether a test went red in its own body, not in the making of its surroundings."""

    def __init__(self) -> None:
        self.ran = self.red = self.stumbled = False

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.ran |= report.when == "call"
        self.red |= report.when == "call" and report.failed
        self.stumbled |= report.when == "setup" and report.failed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.controls", description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose guard or file contains these words")
    parser.add_argument("--sample", type=int, default=0, help="so many, drawn at random")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args(arguments)
    chosen = [mutant for mutant in MUTANTS if asked.only in f"{mutant.guard} {mutant.path}"]
    if asked.sample:
        print(f"seed {asked.seed}")
        chosen = random.Random(asked.seed).sample(chosen, min(asked.sample, len(chosen)))
    began = time.monotonic()
    _import_everything(chosen)
    with contextlib.ExitStack() as stack:
        databases = [stack.enter_context(_database(place)) for place in range(asked.jobs)]
        verdicts = _side_by_side(chosen, databases)
    bad = [mutant.guard for mutant, verdict in verdicts if verdict != CAUGHT]
    print(f"{len(verdicts) - len(bad)} of {len(verdicts)} mutants caught in {time.monotonic() - began:.0f} s")
    return 1 if bad or not verdicts else 0


def _import_everything(mutants: Sequence[Mutant]) -> None:
    importlib.import_module("app.doors")
    for mutant in mutants:
        importlib.import_module(module_of(mutant))
        importlib.import_module(mutant.test.split("::")[0].removesuffix(".py").replace("/", "."))


@contextlib.contextmanager
def _database(place: int) -> Iterator[str]:
    """A database for one of the places side by side."""
    from run import testenv
    from tests.support import database

    cloned = database.clone(testenv.ensure(), f"controls{place}")
    try:
        yield cloned["DATABASE_URL"].rsplit("/", 1)[1]
    finally:
        database.drop(cloned)


def _side_by_side(mutants: Sequence[Mutant], databases: Sequence[str]) -> list[tuple[Mutant, int]]:
    waiting, free, verdicts = list(mutants), list(databases), list[tuple[Mutant, int]]()
    running = dict[int, tuple[Mutant, str]]()
    while waiting or running:
        while waiting and free:
            mutant, name = waiting.pop(0), free.pop()
            running[_fork(mutant, name)] = mutant, name
        pid, status = os.wait()
        mutant, name = running.pop(pid)
        free.append(name)
        verdict = os.waitstatus_to_exitcode(status)
        print(f"{WORDS.get(verdict, 'DIED'):<9}{mutant.guard}  [{mutant.path}]", flush=True)
        verdicts.append((mutant, verdict))
    return verdicts


def _fork(mutant: Mutant, database_name: str) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    os.environ["TEST_DATABASE"] = database_name
    told, verdict = io.StringIO(), UNCLEAR
    try:
        with redirect_stdout(told), redirect_stderr(told):
            verdict = _try(mutant)
    except BaseException as error:  # a child must not go on as if it were its parent
        told.write(repr(error))
    if verdict != CAUGHT:
        os.write(2, told.getvalue()[-4000:].encode())
    os._exit(verdict)


def _try(mutant: Mutant) -> int:
    cut(mutant)
    watch = Watch()
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", "--tb=short", mutant.test]
    pytest.main(options, plugins=[watch])
    if watch.stumbled or not watch.ran:
        return UNCLEAR
    return CAUGHT if watch.red else SURVIVED


if __name__ == "__main__":
    sys.exit(main())
