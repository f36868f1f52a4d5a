"""The bare rung of the pages: a Flask view with a constant body, served as bench.bare:app.

BENCH_BODY names the file with the body.
"""

import os
from pathlib import Path

from flask import Flask, Response

app = Flask("bare")
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


@app.get("/")
def constant() -> Response:
    """The same bytes every time."""
    return Response(BODY, mimetype="text/html")
