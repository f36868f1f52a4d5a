"""Lifecycles as one literal table each. The only place where a state is assigned."""

from collections.abc import Iterable
from typing import Protocol

from kernel.errors import IllegalMove


class Stateful(Protocol):
    state: str


class Machine:
    """A lifecycle: verbs lead from states to one state.

    `Machine("order", initial="placed", pay=("placed", "paid"), refund=({"paid", "shipped"}, "refunded"))`
    """

    def __init__(self, name: str, *, initial: str, **verbs: tuple[str | Iterable[str], str]) -> None:
        self.name = name
        self.initial = initial
        self.verbs: dict[str, tuple[frozenset[str], str]] = {
            verb: (frozenset({source} if isinstance(source, str) else source), target)
            for verb, (source, target) in verbs.items()
        }

    @property
    def states(self) -> frozenset[str]:
        """Every state the lifecycle knows."""
        reached = {target for _, target in self.verbs.values()}
        left = {state for sources, _ in self.verbs.values() for state in sources}
        return frozenset(reached | left | {self.initial})

    def can(self, row: Stateful, verb: str) -> bool:
        """Whether the row may make this move now; templates show exactly these buttons."""
        return row.state in self.verbs[verb][0]

    def sources(self, verb: str) -> frozenset[str]:
        """The states from which a move is legal, for conditional updates."""
        return self.verbs[verb][0]

    def move(self, row: Stateful, verb: str) -> None:
        """Make a move. Raises IllegalMove from any state that is not listed for the verb."""
        sources, target = self.verbs[verb]
        if row.state not in sources:
            raise IllegalMove(f"当前状态不能进行这一步，请刷新后再看（{self.name}: {row.state} → {verb}）")
        row.state = target
