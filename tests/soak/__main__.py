"""bin/soak --kills N [--seed S] [--minutes M] [--within W] [--only web,K3,…]: disasters under load, then the books.

Starts a demo of its own, lets people buy, repent, agree and ship without pause, kills its processes one after the
other (at random and at named points), spoils lines and notices; then lets everything come to rest, asks the checker
and compares with the provider. It ends by itself. 0: nothing lost, nothing doubled, every invariant holds; 1: not so;
2: what happened is sound, but it was less than was asked for.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.soak.ground import ground
from tests.soak.plan import KINDS, Deck
from tests.soak.storm import Storm, Wish, weather


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parse(arguments)
    data = asked.data or Path(tempfile.mkdtemp(prefix="jishi-soak-"))
    print(f"seed {asked.seed}, data in {data}", flush=True)
    most_s = max(asked.within, asked.minutes) * 60
    wish = Wish(
        asked.kills, asked.seed, asked.shoppers, asked.minutes * 60, most_s, asked.rest * 60, asked.patience
    )  # fmt: skip
    try:
        with ground(data) as here:
            storm = weather(here, wish, Deck(asked.seed, asked.only), lambda line: print(line, flush=True))
    except Exception as error:  # whatever broke, the run ends with a verdict
        print(f"NOT SOUND: no verdict could be had, {error!r}; logs in {data}")
        return 1
    print("\n".join(told(storm)))
    if storm.is_green and asked.data is None:
        shutil.rmtree(data, ignore_errors=True)
    return 1 if storm.verdict.findings else 2 if storm.stopped else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/soak", description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=20, help="processes that die; a card that hits nobody does not count"
    )
    parser.add_argument("--minutes", type=float, default=0, help="go on at least so long")
    parser.add_argument("--within", type=float, default=40, help="no longer than so many minutes of disasters")
    parser.add_argument("--rest", type=float, default=5, help="minutes everything may take to come to rest")
    parser.add_argument("--patience", type=int, default=12, help="seconds a disaster waits for its victim to come by")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--shoppers", type=int, default=3)
    parser.add_argument("--only", type=_kinds, default=(), help=f"these disasters in this order, of {', '.join(KINDS)}")
    parser.add_argument("--data", type=Path, help="keep the demo here; else in a directory that is removed when green")
    return parser.parse_args(arguments)


def _kinds(typed: str) -> tuple[str, ...]:
    found = tuple(each.strip() for each in typed.split(","))
    if strange := set(found) - set(KINDS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(strange))}")
    return found


def told(storm: Storm) -> list[str]:
    """The figures, what is wrong if anything is, and the last word."""
    reaper, verdict, desk = storm.reaper, storm.verdict, storm.desk.did
    people = sum((each.did for each in storm.shoppers), start=desk.copy())
    lines = [
        ", ".join(f"{name} {count}" for name, count in sorted(reaper.counts.items())),
        ", ".join(f"{name} {count}" for name, count in sorted(people.items())),
        f"nobody there for: {', '.join(f'{name} {n}' for name, n in sorted(reaper.missed.items())) or 'none'}; "
        f"slowest to come back: {reaper.slowest}; at rest after {storm.rested_s:.0f} s",
        f"kills {reaper.kills} in {storm.took_s:.0f} s, orders {verdict.orders}, paid {verdict.paid}, "
        f"cases {verdict.cases}, refunds {verdict.refunds}, notices sent {verdict.notices}, "
        + "".join(f"{name} {count}, " for name, count in verdict.spoiled.items())
        + f"lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, invented {len(verdict.invented)}",
    ]  # fmt: skip
    lines += [f"{name}: {row}" for name, rows in verdict.findings.items() for row in rows]
    if verdict.findings:
        return [*lines, "NOT SOUND"]
    if storm.stopped:
        lines.append(f"UNFINISHED: {storm.stopped}; what happened is sound")
    return [*lines, "every invariant holds"]


if __name__ == "__main__":
    sys.exit(main())
