"""Headers and CSRF for every door."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from kernel.errors import Forbidden
from web import assets

csrf = CSRFProtect()
FRAMES, FRAMED_BY = "jishi.frames", "jishi.framed_by"
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
"""No view says anything about these, so they are added without looking whether one has."""
WECHAT_SDK = "https://res.wx.qq.com"


def init_app(app: Flask, *, media_origin: str, sandbox_origin: str, cdn: str) -> None:
    """Protect all forms and set the headers of reliability.md 4 on every answer."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # bound to the session; a page left open overnight still works
    app.config["WTF_CSRF_SSL_STRICT"] = False  # SameSite cookies and the token do this job behind a proxy
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _csrf_failed)
    policy = content_security_policy(media_origin, sandbox_origin, cdn)

    @app.after_request
    def headers(response: Response) -> Response:
        environ, given = request.environ, response.headers
        given.setdefault("Content-Security-Policy", _with_frames(policy, environ))
        given.setdefault("Cache-Control", "no-store")
        given.extend(ALWAYS)
        if FRAMED_BY not in environ:  # an older word for frame-ancestors, which cannot name another host
            given.add("X-Frame-Options", "SAMEORIGIN")
        if environ["wsgi.url_scheme"] == "https":
            given.add("Strict-Transport-Security", "max-age=31536000")
        return response


def content_security_policy(media_origin: str, sandbox_origin: str, cdn: str) -> str:
    """No inline script; the one inline style is named by its hash."""
    digest = base64.b64encode(hashlib.sha256(assets.critical_css().encode()).digest()).decode()
    parts = urlsplit(cdn)
    cdn_origin = f"{parts.scheme}://{parts.netloc}" if cdn else ""
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' {sandbox_origin or WECHAT_SDK} {cdn_origin}",
        "style-src": f"'self' 'sha256-{digest}'",
        "img-src": f"'self' data: {media_origin}",
        "media-src": f"'self' {media_origin}",
        "connect-src": f"'self' {sandbox_origin}",
        "frame-src": "'self'",
        "frame-ancestors": "'self'",
        "form-action": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items())


def allow_frame(*, of: str | None = None, by: str | None = None) -> None:
    """This answer alone may show a frame of that origin, or be shown in a frame by that origin."""
    if of is not None:
        request.environ[FRAMES] = of
    if by is not None:
        request.environ[FRAMED_BY] = by


def _with_frames(policy: str, environ: Mapping[str, Any]) -> str:
    for rule, key in (("frame-src", FRAMES), ("frame-ancestors", FRAMED_BY)):
        if key in environ:
            policy = policy.replace(f"{rule} 'self'", f"{rule} {environ[key]}")
    return policy


def _csrf_failed(error: CSRFError) -> ResponseReturnValue:
    from web.errors import show

    return show(Forbidden("页面停留太久或来源不对，请刷新后再提交"), 403)
