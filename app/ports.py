"""Which adapter fills which port."""

from flask import Flask

from app.config import Settings


def fill(app: Flask) -> None:
    """Called once at start. Adapters take their addresses from the settings: production hosts, or the sandbox."""
    settings: Settings = app.extensions["jishi.settings"]
