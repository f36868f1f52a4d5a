"""Host → door and shop, before routing."""

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kernel.db import reading
from kernel.tenancy import tenant_scope
from tenants.hosts import Shop, remembered, shop_of_host

PLATFORM_DOORS = ("admin", "console", "media", "hooks")
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?")
"""A name and perhaps a port, nothing else: what is behind the colon becomes part of links and of WeChat's way back."""
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TenantDoor:
    """Enters the scope of the shop behind the host; keeps each door's paths to its own host.

    Paths: the shop's pages live at /, the admin's under /admin, the operator's under /console, pictures
    on the media host, vendors' calls under /hooks. An unknown host gets 404 and no shop's data.
    """

    def __init__(self, app: Flask, inner: WsgiApp, base_domain: str) -> None:
        self.app = app
        self.inner = inner
        self.doors = {f"{name}.{base_domain}": name for name in PLATFORM_DOORS}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        if not HOST.fullmatch(environ.get("HTTP_HOST", "")):  # addresses are built of it: nothing of it is overlooked
            return Response("请求的地址不正确", status=400, mimetype="text/plain")(environ, start_response)
        path = environ["PATH_INFO"] = "/" + environ.get("PATH_INFO", "").lstrip("/")  # as routing will see it
        door = self.doors.get(host)
        if path.startswith("/health/"):
            environ["jishi.door"] = "plain"
            with tenant_scope(None):
                return self.inner(environ, start_response)
        if door is not None:
            return self._enter_platform(door, path, environ, start_response)
        try:
            shop = self._shop(host)
        except SQLAlchemyError as error:
            return self._answer_trouble(error, environ, start_response)
        if shop is None or path.startswith(("/admin", "/console", "/hooks", "/media")):
            return Response("这里没有店铺", status=404, mimetype="text/plain")(environ, start_response)
        environ["jishi.door"] = "storefront"
        environ["jishi.shop"] = shop
        with tenant_scope(shop.tenant_id):
            return self.inner(environ, start_response)

    def _shop(self, host: str) -> Shop | None:
        looked = remembered(host)
        if looked is not None:
            return looked.shop
        with self.app.app_context(), tenant_scope(None), reading():
            return shop_of_host(host)

    def _answer_trouble(
        self, error: SQLAlchemyError, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Nobody can say whose host this is: let the application give its answer for an absent database."""
        environ["jishi.door"] = "plain"
        environ["jishi.trouble"] = error
        with tenant_scope(None):
            return self.inner(environ, start_response)

    def _enter_platform(
        self, door: str, path: str, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        environ["jishi.door"] = door
        if door == "media":
            environ["PATH_INFO"] = f"/media{path}"
        elif path == "/" and door in ("admin", "console"):
            target = f"/{door}/"
            return Response(status=302, headers={"Location": target})(environ, start_response)
        elif not path.startswith((f"/{door}/", "/static/")) and path not in (f"/{door}", "/favicon.ico"):
            return Response("没有这个页面", status=404, mimetype="text/plain")(environ, start_response)
        with tenant_scope(None):
            return self.inner(environ, start_response)


def keep_to_its_door() -> None:
    """A page belongs to one host, however its address was spelled. Raises NotFound elsewhere."""
    environ, rule = request.environ, request.url_rule
    if (trouble := environ.get("jishi.trouble")) is not None:
        raise trouble
    owner = _owner(rule.rule) if rule else None
    if owner is not None and environ.get("jishi.door") != owner:
        raise NotFound()


@functools.cache
def _owner(rule: str) -> str | None:
    """The door a page belongs to, or None for a page of the shop."""
    return next((door for door in PLATFORM_DOORS if f"{rule}/".startswith(f"/{door}/")), None)
