"""A few disasters on the whole system, as a sample of what bin/soak does for hours."""

import socket
import subprocess
import sys

import pytest

from tests.soak.ground import ROOT
from tests.soak.line import Line


@pytest.mark.slow
def test_six_disasters_lose_and_double_nothing(tmp_path):
    command = [
        sys.executable,
        "-m",
        "tests.soak",
        "--kills",
        "6",
        "--seed",
        "20261122",
        "--data",
        str(tmp_path / "soak"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "lost 0, doubled 0" in done.stdout


@pytest.fixture
def echo():
    """A server that says everything back, behind a line; gives a connection to it and the line."""
    server = socket.create_server(("127.0.0.1", 0))
    line = Line(lambda: int(server.getsockname()[1]))
    near = socket.create_connection(("127.0.0.1", line.port), timeout=5)
    far, _ = server.accept()
    yield near, far, line
    for each in (near, far, server):
        each.close()
    line.close()


def test_a_sound_line_passes_everything(echo):
    near, far, _ = echo
    near.sendall(b"order")
    assert far.recv(5, socket.MSG_WAITALL) == b"order"


def test_a_stalled_line_holds_back_and_then_passes(echo):
    near, far, line = echo
    far.settimeout(0.1)
    with line.in_trouble("stall"):
        near.sendall(b"order")
        with pytest.raises(TimeoutError):
            far.recv(5)
    far.settimeout(5)
    assert far.recv(5, socket.MSG_WAITALL) == b"order"


def test_a_sliced_line_still_passes_everything(echo):
    near, far, line = echo
    with line.in_trouble("slice"):
        near.sendall(b"order" * 20)
        assert far.recv(100, socket.MSG_WAITALL) == b"order" * 20


def test_a_cut_line_ends(echo):
    near, _, line = echo
    near.sendall(b"x")
    with line.in_trouble("cut"):
        assert near.recv(10) == b""
