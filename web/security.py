"""Headers and CSRF for every door."""

import base64
import hashlib
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from kernel.errors import Forbidden
from web import assets

csrf = CSRFProtect()
FRAMES, FRAMED_BY = "jishi.frames", "jishi.framed_by"
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
        response.headers.setdefault("Content-Security-Policy", _with_frames(policy))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if FRAMED_BY not in request.environ:  # an older word for frame-ancestors, which cannot name another host
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers.setdefault("Cache-Control", "no-store")
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


def _with_frames(policy: str) -> str:
    for rule, key in (("frame-src", FRAMES), ("frame-ancestors", FRAMED_BY)):
        if key in request.environ:
            policy = policy.replace(f"{rule} 'self'", f"{rule} {request.environ[key]}")
    return policy


def _csrf_failed(error: CSRFError) -> ResponseReturnValue:
    from web.errors import show

    return show(Forbidden("页面停留太久或来源不对，请刷新后再提交"), 403)
