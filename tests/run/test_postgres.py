"""The database server: started once whoever asks, found again after a crash, never mistaken for a stranger."""

import os
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from run.places import CannotStart
from run.postgres import DEMO_OPTIONS, TEST_OPTIONS, Postgres

pytestmark = pytest.mark.slow


def test_starting_twice_finds_the_same_server(server: Postgres) -> None:
    port = server.start()
    pid = server.server_pid()

    assert (server.start(), server.server_pid()) == (port, pid)


def test_many_starters_at_once_end_with_one_server(server: Postgres) -> None:
    server.home.parent.mkdir(exist_ok=True)
    with ThreadPoolExecutor(4) as pool:
        ports = set(pool.map(lambda _: server.start(), range(4)))

    assert len(ports) == 1


def test_chinese_text_has_trigrams(server: Postgres) -> None:
    server.start()
    server.psql("-c", "CREATE EXTENSION pg_trgm")

    assert server.ask("SELECT cardinality(show_trgm('蓝牙耳机')) > 0") == "t"


def test_a_killed_server_starts_again_with_its_data(server: Postgres) -> None:
    server = Postgres(server.home, DEMO_OPTIONS)  # that of the tests does not wait for the disk
    port = server.start()
    server.psql("-c", "CREATE TABLE kept AS SELECT 7 AS n")
    pid = server.server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    assert server.start() == port
    assert server.ask("SELECT n FROM kept") == "7"


def test_a_stranger_with_the_old_process_id_is_left_alone(server: Postgres) -> None:
    server.start()
    note = server.data / "postmaster.pid"
    old = note.read_text()
    server.stop()
    stranger = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, **server.account(), cwd="/")
    note.write_text("\n".join([str(stranger.pid), *old.split("\n")[1:]]))

    assert server.serving_port() is None
    server.stop()
    assert server.start()
    assert stranger.poll() is None
    stranger.communicate(b"\n")


def test_a_taken_port_is_exchanged_for_a_free_one(server: Postgres) -> None:
    port = server.start()
    server.stop()
    with socket.create_server(("127.0.0.1", port)):
        assert server.start() != port


def test_a_taken_port_that_was_asked_for_is_refused_in_words(server: Postgres) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=str(port)):
            Postgres(server.home, TEST_OPTIONS, port=port).start()


def test_data_of_another_version_are_refused_in_words(server: Postgres) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(CannotStart, match="PostgreSQL 9"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to change from")
def test_a_directory_the_account_cannot_enter_is_named(server: Postgres) -> None:
    closed = server.home.parent / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(CannotStart, match=str(closed)):
        Postgres(closed / "postgres", TEST_OPTIONS).start()
