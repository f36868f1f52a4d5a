"""The line that bin/soak puts between two programs: sound, stalled, sliced, cut."""

import socket

import pytest

from tests.soak.line import Line


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


def test_trouble_for_a_while_ends_while_its_block_goes_on(echo):
    near, far, line = echo
    with line.in_trouble("stall", for_s=0.05):
        near.sendall(b"order")
        assert far.recv(5, socket.MSG_WAITALL) == b"order"


def test_a_sliced_line_still_passes_everything(echo):
    near, far, line = echo
    with line.in_trouble("slice"):
        near.sendall(b"order" * 20)
        assert far.recv(100, socket.MSG_WAITALL) == b"order" * 20


def test_a_cut_line_ends(echo):
    near, far, line = echo
    near.sendall(b"x")
    assert far.recv(1) == b"x"
    with line.in_trouble("cut"):
        assert near.recv(10) == b""
