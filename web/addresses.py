"""Whole addresses for links that leave the page: always the configured host, never the one a request claims."""

from flask import current_app


def of_door(door: str, path: str = "/") -> str:
    """An address on admin., console. or media.: https://admin.example.com/admin/join/…"""
    settings = current_app.extensions["jishi.settings"]
    return f"{settings.origin(f'{door}.{settings.base_domain}')}{path}"


def of_host(host: str, path: str = "/") -> str:
    """An address on one of a shop's own host names."""
    return f"{current_app.extensions['jishi.settings'].origin(host)}{path}"


def base_domain() -> str:
    """Shops are <slug>.<this>."""
    return str(current_app.extensions["jishi.settings"].base_domain)
