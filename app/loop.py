"""The frame of our two small processes: tick until told to stop, wait out a database that is away."""

import signal
import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from jobs import heartbeat
from kernel.errors import Busy
from kernel.trouble import in_words

log = structlog.get_logger()


def tick_for_ever(name: str, tick: Callable[[], object], every_s: float) -> None:
    """Call `tick` every so many seconds inside create_app(), until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with create_app().app_context():
        log.info("process.started", process=name)
        while not stop.is_set():
            try:
                tick()
                heartbeat.beat(name)
            except (SQLAlchemyError, Busy) as error:
                if isinstance(error, SQLAlchemyError) and in_words(error) is None:
                    raise
                log.warning("process.waits", process=name, cause=repr(error))
            stop.wait(every_s)
