"""All of TOP: the gateway with its methods, and the sign-in of sellers."""

from __future__ import annotations

from flask import Blueprint

from sandbox.taobao import gateway, items, refunds, shipping, signin, trades

METHODS = (
    items,
    refunds,
    shipping,
    signin,
    trades,
)  # importing them registers their methods at the gateway
bp = Blueprint("taobao_door", __name__)
for part in (gateway.bp, signin.bp):
    bp.register_blueprint(part)
