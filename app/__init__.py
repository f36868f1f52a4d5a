"""The wiring, and nothing else: settings, doors, ports, subscriptions, schedule."""

import os
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from app import config, doors, logs, ports
from app.subscriptions import SUBSCRIPTIONS
from commerce.freight import queries as freight
from jobs import doorbell, outbox
from kernel.db import LOCK_TIMEOUT_MS, db
from kernel.pool import still_there
from tenants import secrets
from web import assets, compression, converters, errors, render, security
from web.cookies import RememberedCookies

STATEMENT_TIMEOUT_MS = 15_000
KNOWN = (freight,)
"""Areas nothing imports yet whose tables others point at: a product names its freight template."""


class Jishi(Flask):
    """Flask, where no function is a coroutine and nobody has to look, ten times for each page."""

    session_interface = RememberedCookies()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: config.Settings | None = None) -> Flask:
    """The whole application: web server, worker, relay and commands use the same one."""
    settings = settings or config.read()
    logs.configure(settings.log_level)
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    app = Jishi(
        "jishi", root_path=root, template_folder=os.path.join(root, "templates"), static_folder=None,
        subdomain_matching=False,
    )  # fmt: skip
    app.jinja_environment = render.Templates
    app.config.update(_flask_settings(settings))
    app.extensions["jishi.settings"] = settings
    db.init_app(app)
    secrets.load_keys(settings.keys)
    doorbell.connect(settings.redis_url)
    media_origin = settings.origin(f"media.{settings.base_domain}")
    cdn = "" if settings.is_sandboxed else settings.htmx_cdn
    converters.init_app(app)
    variants = os.path.join(settings.media_dir, ".cache") if settings.compress and settings.media_dir else ""
    assets.init_app(app, os.path.join(root, "static"), cdn, variants=variants)
    if settings.compress:
        compression.init_app(app)
    security.init_app(app, media_origin=media_origin, sandbox_origin=settings.sandbox_origin, cdn=cdn)
    bridge_url = f"{settings.sandbox_origin}/bridge.js" if settings.is_sandboxed else ""
    render.init_app(app, media_origin=media_origin, bridge_url=bridge_url)
    errors.init_app(app)
    ports.fill(app)
    doors.mount(app, settings)
    if hops := settings.proxy_hops:  # outermost: the host is known before the shop is looked up by it
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    outbox.subscribe(SUBSCRIPTIONS)
    configure_mappers()  # now, rather than in the first request and in every work-horse
    _survive_fork(app)
    return app


def _flask_settings(settings: config.Settings) -> dict[str, object]:
    options = (
        f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS} "
        "-c idle_in_transaction_session_timeout=30000"
    )
    engine = {
        "pool_size": settings.pool_size,
        "max_overflow": 4,
        "pool_events": [(still_there, "checkout")],
        "pool_use_lifo": True,  # the few connections in use have their statements prepared
        "pool_timeout": 2,
        "connect_args": {"options": options, "connect_timeout": 2, "application_name": "jishi"},
    }
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": [key for key in settings.secret_key_fallbacks.split(",") if key] or None,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "SQLALCHEMY_BINDS": {"operator": {"url": settings.operator_database_url, **engine, "pool_size": 2}},
        "MAX_CONTENT_LENGTH": 6 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 1000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.public_scheme == "https",
        "SESSION_COOKIE_NAME": "__Host-jishi" if settings.public_scheme == "https" else "jishi",
        "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,
    }


def _survive_fork(app: Flask) -> None:
    """Connections must not cross a fork (RQ's work-horses): the child starts with an empty pool."""

    def forget_connections() -> None:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)

    os.register_at_fork(after_in_child=forget_connections)
