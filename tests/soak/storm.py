"""One soak on a running demo: people at work, disasters among them, then rest and judgement. Bounded in every part."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.soak.crowd import Shopper
from tests.soak.desk import Desk
from tests.soak.ground import Ground
from tests.soak.plan import Deck, Disaster
from tests.soak.reaper import NotBack, Reaper
from tests.soak.verdict import Verdict, come_to_rest, judge

FIRST_ORDER_S, LAST_STEP_S = 90, 60


@dataclass(frozen=True)
class Wish:
    """What a soak is to be. kills: so many hits; least_s: go on so long; most_s: no longer with disasters;
    patience_s: how long a disaster waits for its victim, and the next one for the shop to sell again."""

    kills: int
    seed: int
    shoppers: int = 3
    least_s: float = 0
    most_s: float = 2400
    rest_s: float = 300
    patience_s: int = 12


@dataclass
class Storm:
    """What happened. stopped: why disasters ended before there were enough; empty when there were."""

    reaper: Reaper
    shoppers: list[Shopper]
    desk: Desk
    verdict: Verdict
    took_s: float = 0
    rested_s: float = 0
    stopped: str = ""

    @property
    def orders(self) -> int:
        return sum(len(each.numbers) for each in self.shoppers)

    @property
    def is_green(self) -> bool:
        return not self.stopped and not self.verdict.findings


def weather(here: Ground, wish: Wish, deck: Deck, say: Callable[[str], None]) -> Storm:
    """All of it. say: gets a line after each disaster."""
    stop = threading.Event()
    rng = random.Random(wish.seed)
    shoppers = [Shopper(here, rng.randrange(2**32), stop) for _ in range(wish.shoppers)]
    storm = Storm(Reaper(here, wish.patience_s), shoppers, Desk(here, rng.randrange(2**32), stop), Verdict())
    lives = [*(each.live for each in shoppers), storm.desk.live]
    threads = [threading.Thread(target=live, daemon=True) for live in lives]
    for thread in threads:
        thread.start()
    began_s = time.monotonic()
    try:
        storm.stopped = _strike(here, wish, storm, deck, say)
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=LAST_STEP_S)
    storm.took_s = time.monotonic() - began_s
    say(f"  {storm.took_s:.0f} s of disasters are over; coming to rest")
    unrest = come_to_rest(here, wish.rest_s)
    storm.rested_s = time.monotonic() - began_s - storm.took_s
    storm.verdict = judge(here, shoppers, unrest)
    return storm


def _strike(here: Ground, wish: Wish, storm: Storm, deck: Deck, say: Callable[[str], None]) -> str:
    """Disasters until there were enough; otherwise why not."""
    began_s, reaper = time.monotonic(), storm.reaper
    if not here.waits(lambda: storm.orders, FIRST_ORDER_S):
        return f"no order within {FIRST_ORDER_S} s"
    while reaper.kills < wish.kills or time.monotonic() - began_s < wish.least_s:
        passed_s = time.monotonic() - began_s
        if passed_s > wish.most_s:
            return f"only {reaper.kills} of {wish.kills} kills within {passed_s:.0f} s"
        disaster = deck.deal()
        try:
            struck = reaper.strike(disaster)
        except NotBack as error:
            return str(error)
        if not struck.has_hit:
            deck.put_back(disaster)
        say(f"  {reaper.kills:>3}/{wish.kills} {passed_s:>5.0f} s  {_told(storm, disaster, str(struck))}")
        _trade(here, wish, storm)
        here.demo.pause.wait(disaster.pause_s)
    return ""


def _trade(here: Ground, wish: Wish, storm: Storm) -> None:
    """People buy again before the next disaster, however slow the machine: a shop that stands still proves little."""
    sold = storm.orders
    here.waits(lambda: storm.orders > sold, wish.patience_s)


def _told(storm: Storm, disaster: Disaster, what: str) -> str:
    line = f"; line to {' '.join(disaster.line)}" if disaster.line[0] else ""
    cases = sum(len(each.cases) for each in storm.shoppers)
    return f"{what}{line}; notices {disaster.notices['action']}; so far {storm.orders} orders, {cases} cases"
