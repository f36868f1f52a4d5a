"""Connections that wait for work: one whose server has gone is noticed before it is used."""

import select
from typing import Any

from sqlalchemy.exc import InvalidatePoolError


def still_there(connection: Any, *_rest: Any) -> None:
    """Look at a connection as it leaves the pool. An idle server has nothing to say but farewell, so the socket
    tells without a question and its answer.

    Raises InvalidatePoolError, upon which the pool connects afresh.
    """
    if connection.closed or _is_heard(connection.fileno()):
        raise InvalidatePoolError()


def _is_heard(line: int) -> bool:
    lines = select.poll()
    lines.register(line, select.POLLIN)
    return bool(lines.poll(0))
