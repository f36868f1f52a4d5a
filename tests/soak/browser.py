"""Somebody at a door of the shop over HTTP who tries again as people do when it does not answer."""

import re
import threading
from typing import Any

import httpx

from tests.soak.ground import Ground

IMPATIENT_S = 12
TRIES = 12


class GaveUp(Exception):
    """The shop did not answer for so long, or said no: a person would go away and begin anew."""


class Browser:
    """One person's browser at one host. stop: set when the run is over; nobody waits any longer then."""

    def __init__(self, ground: Ground, url: str, stop: threading.Event) -> None:
        self.ground, self._stop = ground, stop
        _, _, host = url.partition("://")
        self.base = f"http://127.0.0.1:{host.rsplit(':', 1)[1]}"
        self.client = httpx.Client(timeout=IMPATIENT_S, follow_redirects=False)
        self.client.headers["Host"] = host
        self.client.headers["User-Agent"] = "MicroMessenger/8.0.49"

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The first answer that is not "in trouble". Raises GaveUp."""
        for _ in range(TRIES):
            try:
                answer = self.client.request(method, self.base + path, **options)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                return answer
            if self._stop.wait(0.5):
                break
        raise GaveUp(path)

    def csrf(self, path: str) -> str:
        """The token of the forms on a page; it is bound to the session, so one lasts. Raises GaveUp."""
        found = re.search(r'(?:name="csrf_token" value=|"X-CSRFToken":)"([^"]+)"', self.ask("GET", path).text)
        if found is None:
            raise GaveUp(path)
        return found[1]

    def close(self) -> None:
        self.client.close()
