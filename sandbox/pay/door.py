"""All of /v3 behind one door."""

from __future__ import annotations

from flask import Blueprint

from sandbox.pay import bills, certificates, gate, orders, refunds

bp = Blueprint("pay", __name__)
bp.before_request(gate.enter)
bp.after_request(gate.leave)
for part in (orders.bp, refunds.bp, certificates.bp, bills.bp):
    bp.register_blueprint(part)
