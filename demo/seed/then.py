"""Living through the past: what the product's two clocks say while it is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event

from kernel import clock
from kernel.db import db

ASKING = "SELECT now() AS now_1"


@contextmanager
def then(at: datetime) -> Iterator[None]:
    """Inside, it is this moment: for Python's clock and for the database's, as far as the product asks it."""
    engine, real = db.engine, clock.now

    def answer(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> tuple[str, Any]:
        if statement.strip() != ASKING:
            return statement, parameters
        return f"SELECT timestamptz '{at.isoformat()}' AS now_1", parameters

    event.listen(engine, "before_cursor_execute", answer, retval=True)
    clock.now = lambda: at
    try:
        yield
    finally:
        clock.now = real
        event.remove(engine, "before_cursor_execute", answer)
