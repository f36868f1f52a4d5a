"""What happens, in which order: every kind of disaster is a card. The deck is shuffled by the seed, dealt to its end
and shuffled again, so that nothing is left out of a run that is long enough."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kernel.failpoints import POINTS
from tests.soak.line import TROUBLES

VICTIMS = (
    "web", "web worker", "worker", "worker-2", "horse", "relay", "scheduler", "postgres", "postgres session", "valkey",
)  # fmt: skip
KINDS = (*VICTIMS, *POINTS)
NOTICES = (
    {"action": "repeat", "times": 5, "count": 4},
    {"action": "reorder", "times": 3, "count": 3},
    {"action": "lose", "count": 2},
    {"action": "lose", "times": 2, "count": 2},
    {"action": "delay", "seconds": 3, "count": 3},
    {"action": "forge", "kind": "bad_signature", "count": 2, "genuine_too": True},
    {"action": "forge", "kind": "amount_minus_one", "count": 1, "genuine_too": True},
    {"action": "forge", "kind": "wrong_mchid", "count": 2, "genuine_too": True},
    {"action": "forge", "kind": "replay", "count": 2, "genuine_too": True},
)
BAD_LINES = tuple((name, trouble) for name in ("sandbox", "valkey") for trouble in TROUBLES)
GOOD_LINE = ("", "")
RETRIES = 2


@dataclass(frozen=True)
class Disaster:
    """One card. kind: who is killed, or the point at which somebody dies; notices: how they are spoiled from now on.

    line: whose line is in which trouble meanwhile, for line_s seconds.
    """

    kind: str
    notices: dict[str, object]
    line: tuple[str, str]
    line_s: float
    pause_s: float


class Deck:
    """Disasters without end, the same for the same seed. only: these kinds, in this order, again and again."""

    def __init__(self, seed: int, only: Sequence[str] = ()) -> None:
        self._rng, self._only = random.Random(seed), only
        self._kinds: list[str] = []
        self._tries = Counter[str]()
        self._notices = _shuffled(NOTICES, self._rng)
        self._lines = _shuffled((*BAD_LINES, *[GOOD_LINE] * len(BAD_LINES)), self._rng)

    def deal(self) -> Disaster:
        if not self._kinds:
            self._tries.clear()
            self._kinds = list(self._only) or self._rng.sample(KINDS, len(KINDS))
        kind, rng = self._kinds.pop(0), self._rng
        line = GOOD_LINE if self._tries[kind] else next(self._lines)
        return Disaster(kind, next(self._notices), line, rng.choice((0.5, 1.5)), rng.uniform(0.2, 1.2))

    def put_back(self, disaster: Disaster) -> None:
        """Nobody was there for this one: it comes again before the deck is shuffled anew, with a sound line; twice."""
        self._tries[disaster.kind] += 1
        if self._tries[disaster.kind] <= RETRIES:
            self._kinds.append(disaster.kind)


def _shuffled(cards: Sequence, rng: random.Random) -> Iterator:  # type: ignore[type-arg]
    while True:
        yield from rng.sample(cards, len(cards))
