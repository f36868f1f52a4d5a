"""The sandbox: the vendors' wire protocols on loopback, for demo and tests.

Written from the vendors' documents alone: it imports nothing of the product and the product nothing of it.
docs/sandbox.md lists every address and the control interface.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request

from sandbox import bridge, carrier, control, faults, messages, oauth, page, sms, tokens
from sandbox.here import Sandbox
from sandbox.jd import door as jd
from sandbox.pay import door as pay
from sandbox.pay import gate, refunds
from sandbox.pay.courier import Courier
from sandbox.pay.platform import platform_keys
from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.taobao import door as taobao
from sandbox.timetable import Timetable

DOORS: list[Blueprint] = [
    oauth.bp, tokens.bp, messages.bp, pay.bp, bridge.bp, taobao.bp, jd.bp, carrier.bp, sms.bp, control.bp, page.bp,
]  # fmt: skip


def create_app(data_dir: str | Path, settings: dict[str, Any] | None = None) -> Flask:
    """The sandbox on this data directory; what it knew there it still knows."""
    app = Flask("sandbox", root_path=str(Path(__file__).parent))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    store = Store(Path(data_dir) / "sandbox.sqlite3")
    found = Settings(store)
    if settings:
        found.change(settings)
    sandbox = Sandbox(
        store=store,
        settings=found,
        timetable=Timetable(),
        faults=faults.Faults(store),
        platform=platform_keys(store),
        courier=Courier(),
    )
    app.extensions["sandbox"] = sandbox
    _mount(app, sandbox)
    sandbox.courier.begin(sandbox)
    refunds.resume(sandbox)
    return app


def _mount(app: Flask, sandbox: Sandbox) -> None:
    def meet_fault() -> Response | None:
        request.get_data()  # an unread body would spoil the next request on this connection
        return faults.meet_fault(sandbox.faults)

    app.before_request(refuse_strangers)
    app.before_request(meet_fault)
    app.after_request(guard_pages)
    for blueprint in DOORS:
        app.register_blueprint(blueprint)
    app.register_error_handler(gate.Refused, gate.refusal)
    for code in (404, 405):
        app.register_error_handler(code, lambda error: Response(status=error.code))


def refuse_strangers() -> Response | None:
    """A page of another site cannot steer the sandbox through the browser that has it open."""
    origin = request.headers.get("Origin")
    if request.path.startswith("/sandbox/") and origin and urlsplit(origin).netloc != request.host:
        return Response(status=403)
    return None


def guard_pages(response: Response) -> Response:
    """The sandbox's own pages run their own script and style only."""
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
