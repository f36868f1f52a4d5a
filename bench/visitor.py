"""A browser that is signed in, as headers: the cookie the shop itself would have given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from bench.furnish import Shop, Shopper


@dataclass(frozen=True)
class Visitor:
    """What to send with each request. csrf_token: for forms."""

    headers: Mapping[str, str]
    csrf_token: str


def visitor(app: Flask, shop: Shop, shopper: Shopper | None = None) -> Visitor:
    """The browser of a member of the shop, or of a guest who has been here before."""
    with app.test_request_context(base_url=f"http://{shop.host}"):
        session.permanent = True
        if shopper is not None:
            session["member"] = {"shop": shop.tenant_id, "id": shopper.member_id, "epoch": shopper.epoch}
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = signer.dumps(dict(session))
    name = app.config["SESSION_COOKIE_NAME"]
    return Visitor({"Host": shop.host, "Cookie": f"{name}={cookie}"}, token)
