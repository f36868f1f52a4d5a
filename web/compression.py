"""gzip for answers and static files, where no proxy in front does it."""

import gzip
import os
import tempfile
from pathlib import Path

from flask import Flask, Response, request

KINDS = {"text/html", "application/json", "image/svg+xml"}
FILES = {".css", ".js", ".svg"}
LEAST_BYTES = 1024
LEVEL = 4
"""Quick: a page of 40 KB takes about half a millisecond."""
FILE_LEVEL = 9


def init_app(app: Flask) -> None:
    """Compress every answer that is worth it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    """Streams pass untouched; what may differ by encoding says so in Vary."""
    if response.mimetype not in KINDS or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or response.status_code in (204, 206, 304):
        return response
    body = response.get_data()
    if len(body) > LEAST_BYTES and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def with_variant(source: Path, kept: Path) -> Path:
    """The file to serve: a copy at `kept` with its .gz beside it, or the source where that is not worth it.

    kept: a place named after the content. Safe to repeat, also from several processes at once.
    """
    body = source.read_bytes()
    if source.suffix not in FILES or len(body) <= LEAST_BYTES:
        return source
    kept.parent.mkdir(parents=True, exist_ok=True)
    _write(kept.with_name(f"{kept.name}.gz"), gzip.compress(body, FILE_LEVEL, mtime=0))
    _write(kept, body)
    return kept


def _write(target: Path, body: bytes) -> None:
    """All or nothing."""
    if target.exists():
        return
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
    os.replace(name, target)
