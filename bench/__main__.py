"""bin/bench [--rounds N] [--seconds S] [--only P1,P6,…]: what each goal is met by, side by side with its bare rung."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.ground import Ground, ground
from bench.rungs import Row
from run.bootstrap import step

if TYPE_CHECKING:
    from flask import Flask

    from bench.furnish import Shop

KNOWN = ("P1", "P2", "P3", "P6", "P7", "P8", "P9", "P11")


@dataclass(frozen=True)
class Plan:
    """How much to measure. seconds: of one round of one rung; orders: paid for each round of P11."""

    wanted: frozenset[str]
    rounds: int = 3
    seconds: float = 3.0
    orders: int = 150
    samples: int = 20
    products: int = 12
    pictures: int = 5
    many_orders: int = 100_000


def main(arguments: list[str]) -> int:
    """Print a line for each goal; 0 also when one is missed, since other people may load the machine."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=Plan.rounds, help="turns of each rung; medians are shown")
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="of one round of one rung")
    parser.add_argument("--only", default=",".join(KNOWN), help="goals, separated by commas: " + ",".join(KNOWN))
    parser.add_argument("--tiny", action="store_true", help="next to nothing of everything: does it run at all?")
    asked = parser.parse_args(arguments)
    wanted = frozenset(name.strip().upper() for name in asked.only.split(","))
    if wanted - set(KNOWN):
        parser.error(f"unknown: {', '.join(sorted(wanted - set(KNOWN)))}")
    plan = Plan(wanted, max(1, asked.rounds), asked.seconds)
    if asked.tiny:
        plan = replace(plan, orders=6, samples=1, products=2, pictures=1, many_orders=2_000)
    for row in measured(plan):
        print(row, flush=True)
    print("Ratios: ours beside bare, medians; 1.00 is as cheap (cpu) or as fast (rate) as the bare rung.")
    return 0


def measured(plan: Plan) -> Iterator[Row]:
    """The rows, as they come."""
    with ground() as here:
        yield from _on(here, plan)


def _on(here: Ground, plan: Plan) -> Iterator[Row]:
    from app import create_app  # reads the environment the ground has set
    from bench import facts, first_screen, isolation
    from bench.furnish import furnish

    app = create_app()
    with step("Furnishing the shop"):
        shop = furnish(app, products=plan.products, pictures=plan.pictures)
    here.server.psql("-c", "ANALYZE", database="jishi_bench")
    if plan.wanted & {"P1", "P2", "P3", "P6", "P9"}:
        yield from _over_http(here, app, shop, plan)
    if "P8" in plan.wanted:
        yield from first_screen.rows(here, shop, rounds=plan.rounds)
    if "P7" in plan.wanted:
        yield from isolation.rows(here, shop, rounds=plan.rounds, for_s=plan.seconds)
    if "P11" in plan.wanted:
        yield facts.throughput(here, app, shop, rounds=plan.rounds, orders=plan.orders)
        yield from facts.hands(here, app, shop, samples=plan.samples, jobs=plan.orders)


def _over_http(here: Ground, app: Flask, shop: Shop, plan: Plan) -> Iterator[Row]:
    from bench import lists, pages, placing
    from bench.serving import granian

    log = here.place.home / "web.log"
    with granian("wsgi:app", here.environment, here.port, log, host=shop.host) as pid:
        if plan.wanted & {"P1", "P2", "P3"}:
            yield from pages.rows(here, app, shop, pid, rounds=plan.rounds, for_s=plan.seconds, wanted=set(plan.wanted))
        if "P6" in plan.wanted:
            yield placing.row(here, app, shop, pid, rounds=plan.rounds, for_s=plan.seconds)
        if "P9" in plan.wanted:
            yield from lists.rows(here, app, pid, rounds=plan.rounds, for_s=plan.seconds, many=plan.many_orders)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
