"""A named hole that app/ports.py fills with an adapter at start."""

from typing import Generic, TypeVar

Adapter = TypeVar("Adapter")


class Port(Generic[Adapter]):
    """One slot. Areas call through it; they never import the adapter."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._adapter: Adapter | None = None

    def fill(self, adapter: Adapter) -> None:
        self._adapter = adapter

    def __call__(self) -> Adapter:
        if self._adapter is None:
            raise RuntimeError(f"The port {self.name!r} is empty: app/ports.py must fill it.")
        return self._adapter
