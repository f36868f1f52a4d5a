"""The signed cookie of a browser, and the form token in it, each verified or signed once and remembered.

Both are pure arithmetic on what the browser sent and our key: whoever sends the very same bytes again gets the same
answer without it. Nothing is remembered of a cookie that was refused.
"""

from functools import lru_cache
from typing import Any

from flask import Flask, Request, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer

from kernel import clock

MOST_KEPT = 10_000
FORM_TOKEN = "csrf_token"


class RememberedCookies(SecureCookieSessionInterface):
    """Flask's own sessions; a cookie seen a moment ago is not verified again, only its age."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Any, ...], tuple[float, str]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        key = (app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()), cookie)
        seen = self._seen.get(key)
        if seen is not None and clock.now().timestamp() - seen[0] <= app.permanent_session_lifetime.total_seconds():
            return self.session_class(self.serializer.loads(seen[1]))
        found = super().open_session(app, request)
        if cookie and found:
            self._remember(key, app, cookie)
        return found

    def _remember(self, key: tuple[Any, ...], app: Flask, cookie: str) -> None:
        signer = self.get_signing_serializer(app)
        assert signer is not None  # it has just been asked
        kept, signed_at = signer.loads(cookie, return_timestamp=True)
        if len(self._seen) >= MOST_KEPT:
            self._seen.clear()
        self._seen[key] = (signed_at.timestamp(), self.serializer.dumps(kept))


def form_token() -> str:
    """The token of this browser's forms: Flask-WTF's, which signs the session's secret anew for every page."""
    secret = session.get(FORM_TOKEN)
    if secret is None or FORM_TOKEN in g:
        return str(generate_csrf())
    g.csrf_token = token = _signed(current_app.secret_key, secret)
    return token


@lru_cache(maxsize=MOST_KEPT)
def _signed(key: Any, secret: str) -> str:
    return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret))
