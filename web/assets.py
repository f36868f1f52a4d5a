"""Static files under names that change with their content, so browsers may keep them for ever."""

import hashlib
from pathlib import Path

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

from web import compression

CRITICAL = ("css/tokens.css", "css/core.css")
HTMX = "vendor/htmx.min.js"
HTMX_SRI = "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"

_urls: dict[str, str] = {}
_root = Path()
_cdn = ""
_critical = ""


def init_app(app: Flask, root: str, htmx_cdn: str, *, variants: str = "") -> None:
    """Hash every file once and serve them before the application sees the request.

    variants: a directory for gzipped copies; without one the proxy compresses.
    """
    global _root, _cdn, _critical
    _root, _cdn = Path(root), htmx_cdn
    files = WhiteNoise(app.wsgi_app, max_age=10 * 365 * 86400, immutable_file_test=lambda path, url: True)
    for path in sorted(p for p in _root.rglob("*") if p.is_file()):
        name = path.relative_to(_root).as_posix()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        _urls[name] = f"/static/{digest}/{name}"
        served = compression.with_variant(path, Path(variants, "static", digest, name)) if variants else path
        files.add_file_to_dictionary(_urls[name], str(served))
    app.wsgi_app = files  # type: ignore[method-assign]
    _critical = "".join((_root / name).read_text() for name in CRITICAL if (_root / name).exists())
    app.jinja_env.globals.update(asset=asset, critical_css=critical_css, htmx_url=htmx_url, htmx_sri=HTMX_SRI)


def asset(name: str) -> str:
    """The address of a static file. Raises KeyError for a file that does not exist."""
    return _urls[name]


def htmx_url() -> str:
    """The CDN's copy in production (its fallback is ours, with the same hash), else ours."""
    return _cdn or asset(HTMX)


def critical_css() -> Markup:
    """What the first screen needs, inlined; the content security policy names its hash."""
    return Markup(_critical)  # noqa: S704  our own file
