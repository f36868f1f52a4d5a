"""What the vendors do by themselves later: send a notice, settle a refund, push a tracking node."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sandbox.clock import now_s

log = logging.getLogger("sandbox")


def _report(future: Future[Any]) -> None:
    if not future.cancelled() and future.exception() is not None:
        log.error("a background task failed", exc_info=future.exception())


class Timetable:
    """One thread waits for the next due task and hands it to a pool; requests never wait for it."""

    def __init__(self, workers: int = 24) -> None:
        self._tasks: list[tuple[float, int, Callable[..., Any], tuple[Any, ...]]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._open = True
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sandbox-task")
        self._thread = threading.Thread(target=self._run, name="sandbox-timetable", daemon=True)
        self._thread.start()

    def at(self, due_s: float, task: Callable[..., Any], *args: Any) -> None:
        """Do the task at this time (at once when it has passed)."""
        with self._wake:
            heapq.heappush(self._tasks, (due_s, next(self._numbers), task, args))
            self._wake.notify()

    def soon(self, task: Callable[..., Any], *args: Any) -> None:
        """Do the task now, in the background."""
        self.at(0.0, task, *args)

    def clear(self) -> None:
        """Forget what has not begun."""
        with self._wake:
            self._tasks.clear()

    def close(self) -> None:
        """Stop; tasks under way finish."""
        with self._wake:
            self._open = False
            self._wake.notify()
        self._thread.join(timeout=5)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while True:
            with self._wake:
                while self._open and (not self._tasks or self._tasks[0][0] > now_s()):
                    self._wake.wait(self._tasks[0][0] - now_s() if self._tasks else None)
                if not self._open:
                    return
                _, _, task, args = heapq.heappop(self._tasks)
            self._pool.submit(task, *args).add_done_callback(_report)
