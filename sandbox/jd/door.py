"""All of JOS: the gateway with its methods, and the sign-in of sellers."""

from __future__ import annotations

from flask import Blueprint

from sandbox.jd import gateway, orders, signin, wares

METHODS = (orders, wares)  # importing them registers their methods at the gateway
bp = Blueprint("jd_door", __name__)
for part in (gateway.bp, signin.bp):
    bp.register_blueprint(part)
