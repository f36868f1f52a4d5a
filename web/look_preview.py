"""A look not published yet, on the shop's real front page: a signed address for the phone in the admin alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from web import security
from web.addresses import of_door, of_host

NAME = "look"
LIVES_S = 3600
KEPT = "jishi.look"


def address(host: str, tenant_id: int, look: Mapping[str, Any]) -> str:
    """The front page of the shop at a host, dressed in a look; good for an hour, and for this shop alone."""
    return of_host(host, "/?" + urlencode({NAME: _serializer().dumps({"shop": tenant_id, "look": dict(look)})}))


def asked(tenant_id: int) -> Mapping[str, Any] | None:
    """The look this request is to be dressed in, or None. Such a page may be framed by the admin and by nobody else."""
    if request.path != "/" or NAME not in request.args:
        return None
    if KEPT not in request.environ:
        request.environ[KEPT] = look = _read(request.args[NAME], tenant_id)
        if look is not None:
            security.allow_frame(by=of_door("admin", ""))
    kept: Mapping[str, Any] | None = request.environ[KEPT]
    return kept


def _read(token: str, tenant_id: int) -> Mapping[str, Any] | None:
    try:
        carried = _serializer().loads(token[:8000], max_age=LIVES_S)
    except BadData:
        return None
    return carried["look"] if carried["shop"] == tenant_id else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="look-preview")  # type: ignore[arg-type]
