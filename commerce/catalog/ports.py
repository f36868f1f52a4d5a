"""What the catalogue needs from outside: a place for files."""

from typing import Protocol

from kernel.ports import Port


class Storage(Protocol):
    """A place for files under keys we make ourselves."""

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Keep a file. The same key again replaces it."""

    def get(self, key: str) -> bytes | None:
        """The file, or None when there is none."""

    def delete(self, key: str) -> None:
        """Forget a file; one that is not there is fine."""


storage: Port[Storage] = Port("storage")
