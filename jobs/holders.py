"""How leases and signs of life name a process: "host:pid"."""

import os
import socket


def me() -> str:
    """This process."""
    return holder(os.getpid())


def holder(pid: int) -> str:
    """A process of this machine."""
    return f"{socket.gethostname()}:{pid}"
