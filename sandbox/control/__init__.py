"""The JSON control interface under /sandbox/api: register accounts, watch what happened, steer what will."""

from __future__ import annotations

from flask import Blueprint

from sandbox.control import bills, market, notices, parcels, past, pushes, register, steer, watch

bp = Blueprint("control", __name__, url_prefix="/sandbox/api")
for part in (register.bp, watch.bp, bills.bp, past.bp, notices.bp, market.bp, parcels.bp, pushes.bp, steer.bp):
    bp.register_blueprint(part)
