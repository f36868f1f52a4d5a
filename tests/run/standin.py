"""A stand-in checkout: the real launcher around tiny programs, so that its tests need no product."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from run.places import ROOT

_WSGI = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["HTTP_HOST"].encode()]
"""
_WAITING = """
import signal, threading
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
print("working", flush=True)
stop.wait()
"""
_SANDBOX = """
import argparse, http.server
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    def log_message(self, *_): pass
parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int); parser.add_argument("--data")
http.server.ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Answer).serve_forever()
"""
_MIGRATE = """
import os, psycopg
url = os.environ["OWNER_DATABASE_URL"].replace("postgresql+psycopg", "postgresql")
with psycopg.connect(url) as line:
    line.execute("CREATE TABLE IF NOT EXISTS visits (id bigint GENERATED ALWAYS AS IDENTITY)")
    line.execute("GRANT SELECT, INSERT ON visits TO jishi_app")
"""
_SEED = """
import json, os, pathlib, sys, psycopg
url = os.environ["DATABASE_URL"].replace("postgresql+psycopg", "postgresql")
with psycopg.connect(url) as line:
    line.execute("INSERT INTO visits DEFAULT VALUES")
person = {"role": "owner", "login": "boss", "password": "pw", "totp_secret": "ABC"}
shop = {"slug": "tea", "name": "茶", "appid": "wx1", "mchid": "1", "tenant_id": 1, "staff": [person], "more": 1}
told = {"operator": person, "shops": [shop]}
pathlib.Path(sys.argv[sys.argv.index("--data") + 1], "seed.json").write_text(json.dumps(told))
print("seeded", flush=True)
"""
_PROGRAMS = {
    "wsgi.py": _WSGI,
    "worker.py": _WAITING,
    "app/relay.py": _WAITING,
    "app/scheduler.py": _WAITING,
    "sandbox/__main__.py": _SANDBOX,
    "alembic/__init__.py": "",
    "alembic/__main__.py": _MIGRATE,
    "demo/seed.py": _SEED,
}


def a_checkout(directory: Path) -> Path:
    """A directory that the launcher takes for its own checkout."""
    shutil.copytree(ROOT / "run", directory / "run", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in _PROGRAMS.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


class Demo:
    """One run of `python -m run.demo` in a stand-in checkout."""

    def __init__(self, checkout: Path, data: Path, port: int, *arguments: str, **environment: str) -> None:
        self.data = data
        command = [sys.executable, "-m", "run.demo", "--data", str(data), "--port", str(port), *arguments]
        plain = {k: v for k, v in os.environ.items() if not k.startswith("JISHI_") and not k.endswith("_URL")}
        self.process = subprocess.Popen(
            command,
            cwd=checkout,
            env={**plain, "PYTHONPATH": str(checkout), "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def until(self, line: str) -> None:
        """Read what it says until the line comes; fails when it ends before."""
        assert self.process.stdout is not None
        for text in self.process.stdout:
            self.said.append(text.rstrip("\n"))
            if line in text:
                return
        raise AssertionError(f"{line!r} was never said:\n" + "\n".join(self.said))

    def ready(self) -> "Demo":
        self.until("ready\n")
        return self

    def pids(self) -> dict[str, int]:
        return dict(json.loads((self.data / "processes.json").read_text()))

    def told(self) -> dict[str, object]:
        return dict(json.loads((self.data / "demo.json").read_text()))

    def ended(self) -> int:
        """Wait until it ends by itself and return its exit code."""
        if self.process.stdout is not None and self.process.stdout.closed:
            return self.process.wait()
        rest, _ = self.process.communicate(timeout=60)
        self.said += rest.splitlines()
        return self.process.returncode

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.ended()
