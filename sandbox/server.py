"""The threaded HTTP server of the sandbox: one process, one thread per connection, connections kept alive."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from sandbox import create_app


class Handler(WSGIRequestHandler):
    """HTTP/1.1 without a log line per request and without the wait of Nagle's algorithm."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Server(ThreadedWSGIServer):
    """Room for hundreds of callers at once."""

    request_queue_size = 1024
    daemon_threads = True
    block_on_close = False


class RunningSandbox:
    """A sandbox that listens; `base_url` tells where. Port 0 takes any free one."""

    def __init__(
        self,
        data_dir: str | Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        settings: dict[str, Any] | None = None,
    ) -> None:
        self.app: Flask = create_app(data_dir, settings)
        self._server = Server(host, port, self.app, handler=Handler)
        self.port: int = self._server.server_port
        self.base_url = f"http://{host}:{self.port}"
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.2},
            daemon=True,
        )
        self._thread.start()

    def serve(self) -> None:
        """Serve until the process ends."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Stop listening, let background tasks finish, close the store."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join(timeout=5)
        self._server.server_close()
        sandbox = self.app.extensions["sandbox"]
        sandbox.timetable.close()
        sandbox.store.close()
