"""Sellers authorise us at JD's own page; a refresh is taken only in the last 24 hours of a token."""

from typing import Any
from urllib.parse import urlencode

from channels import wire
from channels.errors import NeedsAuthorisation, Rejected, WrongKeys
from channels.jd.gateway import PLATFORM
from channels.ports import Credentials, Grant

REFRESH_WINDOW_S = 86400
_WRONG_KEYS = 401


class JdSignIn:
    """channels.ports.SignIn at JD."""

    def __init__(self, oauth: str) -> None:
        self._oauth = oauth

    def authorize_url(self, credentials: Credentials, return_to: str, state: str) -> str:
        """Where the seller's browser goes."""
        query = {
            "app_key": credentials.app_key,
            "response_type": "code",
            "redirect_uri": return_to,
            "state": state,
            "scope": "snsapi_base",
        }
        return f"{self._oauth}/to_login?{urlencode(query)}"

    def redeem(self, credentials: Credentials, code: str, return_to: str) -> Grant:
        """Exchange the code the seller came back with."""
        body = self._ask("access_token", credentials, grant_type="authorization_code", code=code)
        if "access_token" not in body:
            raise Rejected("京东没有接受这次授权，请重新点击授权", str(body.get("code") or ""))
        return _grant(body)

    def refresh(self, credentials: Credentials) -> Grant:
        """A new token for one that ends soon; a refusal means that the seller must authorise again."""
        if not credentials.refresh_token:
            raise NeedsAuthorisation(PLATFORM)
        body = self._ask(
            "refresh_token", credentials, grant_type="refresh_token", refresh_token=credentials.refresh_token
        )
        if "access_token" not in body:
            raise NeedsAuthorisation(PLATFORM)
        return _grant(body)

    def may_refresh(self, left_s: float) -> bool:
        """Not earlier than a day before the end, and not after it."""
        return 0 < left_s <= REFRESH_WINDOW_S

    def _ask(self, what: str, credentials: Credentials, **form: str) -> dict[str, Any]:
        keys = {"app_key": credentials.app_key, "app_secret": credentials.app_secret}
        body = wire.post(PLATFORM, f"{self._oauth}/{what}", keys | form)
        if str(body.get("code")) == str(_WRONG_KEYS):
            raise WrongKeys(PLATFORM, f"错误码 {_WRONG_KEYS}")
        return body


def _grant(body: dict[str, Any]) -> Grant:
    expires_s = int(body.get("expires_in") or 0)
    return Grant(
        token=str(body["access_token"]),
        refresh_token=str(body.get("refresh_token") or ""),
        expires_s=expires_s,
        refresh_expires_s=expires_s if body.get("refresh_token") else 0,
        seller_name=str(body.get("user_nick") or ""),
    )
