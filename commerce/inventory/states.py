"""The life of a hold."""

from kernel.states import Machine

HOLD = Machine(
    "hold",
    initial="held",
    commit=("held", "committed"),
    release=("held", "released"),
    restock=("committed", "restocked"),
)
