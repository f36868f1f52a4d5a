"""The doorbell's server: durable, never evicting, and only ours is ever stopped."""

import os
import signal

from run.valkey import Valkey


def _pid(broker: Valkey) -> int:
    lines = broker.ask("INFO server").splitlines()
    return int(next(line for line in lines if line.startswith("process_id:")).partition(":")[2])


def test_starting_twice_finds_the_same_server(broker: Valkey) -> None:
    port = broker.start()
    pid = _pid(broker)

    assert (broker.start(), _pid(broker)) == (port, pid)


def test_it_never_drops_keys_by_itself(broker: Valkey) -> None:
    broker.start()

    assert "noeviction" in broker.ask("CONFIG GET maxmemory-policy")
    assert "yes" in broker.ask("CONFIG GET appendonly")


def test_a_killed_server_starts_again_with_its_data(broker: Valkey) -> None:
    port = broker.start()
    broker.ask("SET kept 7")
    os.kill(_pid(broker), signal.SIGKILL)

    assert broker.start() == port
    assert "7" in broker.ask("GET kept")


def test_a_server_of_another_directory_is_not_taken_for_ours(broker: Valkey) -> None:
    port = broker.start()
    other = Valkey(broker.home.parent / "other")
    other.home.mkdir()
    (other.home / "port").write_text(str(port))

    assert not other.is_serving()
    other.stop()
    assert broker.is_serving()
