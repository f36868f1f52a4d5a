"""How leases and signs of life name a process: "host:pid:start"."""

import os
import secrets
import socket

START = secrets.token_hex(3)
"""Of the process that loaded this, and its forks: hosts of one name (containers) may have processes of one id."""


def me() -> str:
    """This process."""
    return holder(os.getpid())


def holder(pid: int) -> str:
    """This process or one that it forked."""
    return f"{socket.gethostname()}:{pid}:{START}"
