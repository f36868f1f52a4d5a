"""A bad line: a TCP proxy on the loopback that stalls, cuts, slices or refuses when it is told to."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

TROUBLES = ("stall", "cut", "slice", "refuse")


class Line:
    """Passes bytes between whoever connects and the port that `target` names at that moment."""

    def __init__(self, target: Callable[[], int]) -> None:
        self._target = target
        self._trouble = ""
        self._calm = threading.Event()
        self._calm.set()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @contextlib.contextmanager
    def in_trouble(self, kind: str, for_s: float | None = None) -> Iterator[None]:
        """Meanwhile: stall = nothing passes; cut = what is open is reset; slice = byte by byte; refuse = nobody in.

        for_s: for so long, however long the block takes.
        """
        self._trouble = kind
        if kind == "stall":
            self._calm.clear()
        if kind in ("cut", "refuse"):
            for each in list(self._open):
                with contextlib.suppress(OSError):
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    each.shutdown(socket.SHUT_RDWR)
        timer = threading.Timer(for_s or 0, self._recover)
        if for_s is not None:
            timer.start()
        try:
            yield
        finally:
            if for_s is None:
                self._recover()
            else:
                timer.join()

    def _recover(self) -> None:
        self._trouble = ""
        self._calm.set()

    def close(self) -> None:
        self._calm.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._trouble == "refuse":
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target()), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            self._open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                self._calm.wait()
                if self._trouble == "slice":
                    for place in range(len(chunk)):
                        sink.sendall(chunk[place : place + 1])
                else:
                    sink.sendall(chunk)
        for each in (source, sink):
            self._open.discard(each)
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
