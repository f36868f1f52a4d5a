"""What is not published yet, on the shop's real pages: signed addresses for the phone in the admin alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from web import security
from web.addresses import of_door, of_host

PAGES = {"look": "/", "product": "/p/0"}
"""Which page shows which kind of draft; no product has the number 0."""
LIVES_S = 3600
LONGEST = 16_000


def address(kind: str, host: str, tenant_id: int, carried: Mapping[str, Any]) -> str:
    """The page of the shop at a host, dressed in a draft; good for an hour, and for this shop alone."""
    token = _serializer(kind).dumps({"shop": tenant_id, "draft": dict(carried)})
    return of_host(host, f"{PAGES[kind]}?{urlencode({kind: token})}")


def asked(kind: str, tenant_id: int) -> Mapping[str, Any] | None:
    """The draft this request is to show, or None. Such a page may be framed by the admin and by nobody else."""
    if request.path != PAGES[kind] or kind not in request.args:
        return None
    kept_as = f"jishi.draft.{kind}"
    if kept_as not in request.environ:
        request.environ[kept_as] = found = _read(kind, request.args[kind], tenant_id)
        if found is not None:
            security.allow_frame(by=of_door("admin", ""))
    kept: Mapping[str, Any] | None = request.environ[kept_as]
    return kept


def _read(kind: str, token: str, tenant_id: int) -> Mapping[str, Any] | None:
    try:
        carried = _serializer(kind).loads(token[:LONGEST], max_age=LIVES_S)
    except BadData:
        return None
    return carried["draft"] if carried["shop"] == tenant_id else None


def _serializer(kind: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"draft-{kind}")  # type: ignore[arg-type]
