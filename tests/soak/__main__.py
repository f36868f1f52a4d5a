"""bin/soak --kills N [--seed S] [--minutes M] [--shoppers P] [--data DIR]: disasters under load, then the books.

Starts a demo of its own, lets shoppers buy without pause, kills its processes one after the other (at random and at
named points), spoils lines and notices; then lets everything come to rest, asks the checker and compares with the
provider. 0: nothing lost, nothing doubled, every invariant holds.
"""

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.soak.crowd import Shopper
from tests.soak.ground import Ground, ground
from tests.soak.reaper import Reaper
from tests.soak.verdict import Verdict, come_to_rest, judge


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bin/soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="disasters")
    parser.add_argument("--minutes", type=float, default=0, help="go on at least so long")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--shoppers", type=int, default=3)
    parser.add_argument("--data", type=Path, help="keep the demo here; else in a directory that is removed when green")
    asked = parser.parse_args(arguments)
    data = asked.data or Path(tempfile.mkdtemp(prefix="jishi-soak-"))
    print(f"seed {asked.seed}, data in {data}", flush=True)
    with ground(data) as here:
        shoppers = [Shopper(here, asked.seed + number) for number in range(asked.shoppers)]
        reaper = Reaper(here, asked.seed)
        began = time.monotonic()
        _disasters(here, shoppers, reaper, kills=asked.kills, seconds=asked.minutes * 60)
        print(f"at rest after {time.monotonic() - began:.0f} s", flush=True)
        verdict = judge(here, shoppers)
    _tell(verdict, reaper)
    if verdict.is_green and asked.data is None:
        shutil.rmtree(data, ignore_errors=True)
    return 0 if verdict.is_green else 1


def _disasters(here: Ground, shoppers: list[Shopper], reaper: Reaper, *, kills: int, seconds: float) -> None:
    stop, began, struck = threading.Event(), time.monotonic(), 0
    threads = [threading.Thread(target=shopper.live, args=(stop,), daemon=True) for shopper in shoppers]
    for thread in threads:
        thread.start()
    here.demo.until(lambda: any(shopper.numbers for shopper in shoppers), what="the first order", seconds=60)
    while struck < kills or time.monotonic() - began < seconds:
        print(f"  {struck + 1}: {reaper.strike()}", flush=True)
        struck += 1
        here.demo.pause.wait(reaper.rng.uniform(0.3, 2.0))
    here.demo.pause.wait(2)
    stop.set()
    for thread in threads:
        thread.join(timeout=120)
    come_to_rest(here)


def _tell(verdict: Verdict, reaper: Reaper) -> None:
    kills = sum(count for name, count in reaper.counts.items() if name.startswith("kill"))
    print(", ".join(f"{name} {count}" for name, count in sorted(reaper.counts.items())))
    print(f"kills {kills}, orders {verdict.orders}, paid {verdict.paid}, refunds {verdict.refunds}, "
          f"notices sent {verdict.notices}, forgeries {verdict.forgeries}, "
          f"lost {len(verdict.lost) + len(verdict.unknown_orders)}, doubled {len(verdict.doubled)}")  # fmt: skip
    for name in ("lost", "unknown_orders", "doubled", "dead", "broken"):
        if getattr(verdict, name):
            print(f"{name}: {getattr(verdict, name)}")
    print("every invariant holds" if verdict.is_green else "NOT SOUND")


if __name__ == "__main__":
    sys.exit(main())
