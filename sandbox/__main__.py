"""python -m sandbox --port 9000 --data DIR"""

from __future__ import annotations

import argparse
import signal
import sys
from contextlib import suppress
from types import FrameType

from sandbox.server import RunningSandbox


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="the vendor sandbox")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000, help="0 takes any free port")
    parser.add_argument("--data", required=True, help="directory of the sandbox's own database")
    parser.add_argument("--time-scale", type=float, default=None, help="factor on WeChat's retry waits")
    return parser.parse_args()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Serve until SIGINT or SIGTERM."""
    wanted = _arguments()
    settings = {} if wanted.time_scale is None else {"time_scale": wanted.time_scale}
    sandbox = RunningSandbox(wanted.data, host=wanted.host, port=wanted.port, settings=settings)
    signal.signal(signal.SIGTERM, _leave)
    sys.stdout.write(f"sandbox {sandbox.base_url}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        sandbox.serve()
    sandbox.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
