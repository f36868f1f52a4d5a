"""Sellers authorise us at Taobao's own page; a refresh exists only for apps bought on the service market."""

import json
from typing import Any
from urllib.parse import unquote, urlencode

from channels import wire
from channels.errors import NeedsAuthorisation, Rejected, WrongKeys
from channels.ports import Credentials, Grant
from channels.tmall.gateway import PLATFORM, Gateway

REFRESH_BEFORE_S = 2 * 86400


class TmallSignIn:
    """channels.ports.SignIn at Taobao."""

    def __init__(self, authorize: str, token: str, gateway: str) -> None:
        self._authorize, self._token, self._gateway = authorize, token, gateway

    def authorize_url(self, credentials: Credentials, return_to: str, state: str) -> str:
        """Where the seller's browser goes."""
        query = {
            "response_type": "code",
            "client_id": credentials.app_key,
            "redirect_uri": return_to,
            "state": state,
            "view": "web",
        }
        return f"{self._authorize}?{urlencode(query)}"

    def redeem(self, credentials: Credentials, code: str, return_to: str) -> Grant:
        """Exchange the code the seller came back with."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": credentials.app_key,
            "client_secret": credentials.app_secret,
            "redirect_uri": return_to,
            "view": "web",
        }
        body = wire.post(PLATFORM, self._token, form, accept=(200, 400, 401))
        if body.get("error") == "invalid_client":
            raise WrongKeys(PLATFORM, "invalid_client")
        if "access_token" not in body:
            raise Rejected("天猫没有接受这次授权，请重新点击授权", str(body.get("error") or ""))
        return _grant(body)

    def refresh(self, credentials: Credentials) -> Grant:
        """A new token for an old one; a refusal means that the seller must authorise again."""
        if not credentials.refresh_token:
            raise NeedsAuthorisation(PLATFORM)
        gateway = Gateway(self._gateway, credentials, spend=lambda: None)
        try:
            wish = {"refresh_token": credentials.refresh_token}
            answer = gateway.call("taobao.top.auth.token.refresh", wish, with_session=False)
        except Rejected as refusal:
            raise NeedsAuthorisation(PLATFORM) from refusal
        return _grant(json.loads(answer["token_result"]))

    def may_refresh(self, left_s: float) -> bool:
        """Any time; we do it in the last two days."""
        return left_s < REFRESH_BEFORE_S


def _grant(body: dict[str, Any]) -> Grant:
    return Grant(
        token=str(body["access_token"]),
        refresh_token=str(body.get("refresh_token") or ""),
        expires_s=int(body.get("expires_in") or 0),
        refresh_expires_s=int(body.get("re_expires_in") or 0),
        seller_name=unquote(str(body.get("taobao_user_nick") or "")),
    )
