"""Reading the JSON of a control call, and its refusals."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import abort, jsonify, make_response, request

from sandbox.store import Record


def refuse(message: str, status: int = 400) -> NoReturn:
    """End the call with {"error": message}."""
    abort(make_response(jsonify({"error": message}), status))


def asked(*needed: str) -> Record:
    """The JSON object of the call; a missing needed field ends the call with 400."""
    body = request.get_json(force=True, silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        refuse("a JSON object is expected")
    for name in needed:
        if body.get(name) in (None, ""):
            refuse(f"{name} is missing")
    return body


def truth(value: Any, default: bool) -> bool:
    """A switch as sent in JSON."""
    return default if value is None else bool(value)
