"""One HTTP call to a marketplace: short timeouts, JSON in the answer, every other outcome said in shop words."""

import os
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from channels.errors import PlatformBusy

TIMEOUT = httpx.Timeout(5.0, connect=2.0)
log = structlog.get_logger()
_clients: dict[tuple[int, bool], httpx.Client] = {}


def _client(is_local: bool) -> httpx.Client:
    """One client per process (connections do not cross a fork); loopback never goes through a proxy."""
    key = (os.getpid(), is_local)
    if key not in _clients:
        _clients.clear()
        _clients[key] = httpx.Client(timeout=TIMEOUT, trust_env=not is_local, follow_redirects=False)
    return _clients[key]


def post(platform: str, url: str, form: Mapping[str, str], *, accept: tuple[int, ...] = (200,)) -> dict[str, Any]:
    """POST a form, give the JSON object of the answer.

    accept: HTTP statuses with a readable answer. Raises PlatformBusy for silence, other statuses, and answers that
    are no JSON object. Neither parameters nor answers are logged: they hold tokens and addresses.
    """
    try:
        response = _client(url.startswith("http://")).post(url, data=dict(form))
    except httpx.HTTPError as error:
        log.info("channels.call_failed", platform=platform, cause=type(error).__name__)
        raise PlatformBusy(platform, "连接超时" if isinstance(error, httpx.TimeoutException) else "连接失败") from error
    if response.status_code not in accept:
        raise PlatformBusy(platform, f"HTTP {response.status_code}")
    try:
        body = response.json()
    except ValueError as error:
        raise PlatformBusy(platform, "返回内容看不懂") from error
    if not isinstance(body, dict):
        raise PlatformBusy(platform, "返回内容看不懂")
    return body
