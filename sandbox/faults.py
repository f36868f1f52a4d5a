"""Slow, failing and broken endpoints, as the tester wishes."""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import Any

from flask import Response, g, request

from sandbox.store import Record, Store

WISHES = (
    "delay_s",
    "status",
    "body",
    "drop",
    "code",
    "message",
    "sub_code",
    "spoil_signature",
)


class Faults:
    """The faults in force, kept in memory for speed and in the store for the next start."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._faults: list[Record] = store.all("fault")

    def add(self, wish: dict[str, Any]) -> Record:
        """Keep a fault: `path` glob, `api` = a TOP or JOS method or SMS action, `times` (none = until removed)."""
        fault: Record = {
            "id": secrets.token_hex(6),
            "path": wish.get("path") or "*",
            "api": wish.get("api"),
        }
        fault |= {"times": wish.get("times"), "hits": 0}
        fault |= {name: wish.get(name) for name in WISHES}
        with self._lock:
            self._faults.append(fault)
            self._store.put("fault", fault["id"], fault)
        return fault

    def all(self) -> list[Record]:
        """The faults in force."""
        return list(self._faults)

    def remove(self, fault_id: str | None = None) -> None:
        """Take away one fault, or all."""
        with self._lock:
            self._faults = [one for one in self._faults if fault_id is not None and one["id"] != fault_id]
            self._store.forget(["fault"])
            for one in self._faults:
                self._store.put("fault", one["id"], one)

    def hit(self) -> Record | None:
        """The fault that this request meets, with one use taken off it."""
        if not self._faults or request.path.startswith(("/sandbox", "/static")):
            return None
        with self._lock:
            for fault in self._faults:
                if _fits(fault):
                    fault["hits"] += 1
                    if fault["times"] is not None and fault["hits"] >= fault["times"]:
                        self._faults.remove(fault)
                        self._store.delete("fault", fault["id"])
                    return fault
        return None


def _fits(fault: Record) -> bool:
    if not fnmatchcase(request.path, fault["path"]):
        return False
    if not fault["api"]:
        return True
    asked = request.values.get("method") or request.values.get("Action") or ""
    return fnmatchcase(asked, fault["api"])


def vendor_error(code: str, message: str, sub_code: str | None) -> Record:
    """The error in the shape of the vendor whose path this is."""
    path = request.path
    if path.startswith("/router/rest"):
        detail = {"code": int(code), "msg": message, "request_id": secrets.token_hex(6)}
        return {"error_response": detail | ({"sub_code": sub_code, "sub_msg": message} if sub_code else {})}
    if path.endswith("/routerjson"):
        return {"error_response": {"code": code, "zh_desc": message, "en_desc": message}}
    if path.startswith(("/cgi-bin", "/sns")):
        return {"errcode": int(code), "errmsg": message}
    if path.startswith("/sms"):
        return {
            "Code": code,
            "Message": message,
            "RequestId": secrets.token_hex(16).upper(),
        }
    if "kuaidi100" in path or path.startswith("/poll"):
        return {"result": False, "returnCode": code, "message": message}
    return {"code": code, "message": message}


def _drop() -> Response:
    """Cut the connection without an answer."""
    connection = request.environ.get("werkzeug.socket")
    if connection is not None:
        with suppress(OSError):  # the client may have been faster
            connection.shutdown(socket.SHUT_RDWR)
    return Response(status=502)


def meet_fault(faults: Faults) -> Response | None:
    """Before each request: be slow, break or fail when the tester wants it."""
    fault = faults.hit()
    if fault is None:
        return None
    if fault["delay_s"]:
        time.sleep(min(float(fault["delay_s"]), 120))
    if fault["drop"]:
        return _drop()
    if fault["spoil_signature"]:
        g.spoil_signature = True
    if fault["code"]:
        default = 500 if request.path.startswith("/v3") else 200
        body = vendor_error(str(fault["code"]), fault["message"] or "fault injected", fault["sub_code"])
        text = json.dumps(body, ensure_ascii=False)
        return Response(
            text,
            fault["status"] or default,
            content_type="application/json; charset=utf-8",
        )
    if fault["status"]:
        body = fault["body"]
        text = body if isinstance(body, str) else json.dumps(body or {}, ensure_ascii=False)
        return Response(text, int(fault["status"]), content_type="application/json; charset=utf-8")
    return None
