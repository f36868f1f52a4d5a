"""Which blueprint is mounted where."""

from flask import Flask

from app import health
from app.config import Settings
from app.tenancy import TenantDoor


def mount(app: Flask, settings: Settings) -> None:
    """All doors on one application; app/tenancy.py keeps each to its host."""
    app.register_blueprint(health.bp)
    app.wsgi_app = TenantDoor(app, app.wsgi_app, settings.base_domain)  # type: ignore[method-assign]
