"""Liveness and readiness for the machine that runs us. Neither shows versions."""

from flask import Blueprint, Response
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from jobs import doorbell
from kernel.db import reading

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
def live() -> Response:
    """The process answers; touches nothing."""
    return Response("ok", mimetype="text/plain")


@bp.get("/ready")
def ready() -> Response:
    """The database answers. The broker away is degraded, not dead."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1 FROM tenants LIMIT 1"))
    except SQLAlchemyError:
        return Response("database away", status=503, mimetype="text/plain")
    try:
        doorbell.broker().ping()
    except RedisError:
        return Response("degraded: broker away", mimetype="text/plain")
    return Response("ok", mimetype="text/plain")
