"""Private files: sent to whom the caller has let in, never kept by caches in between, never run by a browser."""

from flask import Response


def pdf(name: str, content: bytes) -> Response:
    """A PDF to save. name: ASCII, made by us."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return Response(content, mimetype="application/pdf", headers=headers)
