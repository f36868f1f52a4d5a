"""The life of a shop on the platform."""

from kernel.states import Machine

TENANT = Machine(
    "tenant",
    initial="active",
    suspend=("active", "suspended"),
    resume=("suspended", "active"),
)
