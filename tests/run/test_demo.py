"""One command runs it all: ready, told, restarted, stopped, recovered."""

import contextlib
import http.client
import json
import os
import signal
import socket
from pathlib import Path

import psycopg
import pytest

from run import processes
from tests.run.conftest import StartDemo

pytestmark = pytest.mark.slow

_EVERYBODY = {"postgres", "valkey", "sandbox", "web", "worker", "worker-2", "relay", "scheduler", "supervisor"}


def _get(port: int, host: str) -> str:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        line.request("GET", "/", headers={"Host": host})
        return line.getresponse().read().decode()


def _living(pids: dict[str, int]) -> set[str]:
    return {name for name, pid in pids.items() if processes.started_at(pid) is not None}


def test_a_ready_demo_has_told_everything_a_program_needs(start_demo: StartDemo) -> None:
    port = processes.free_port()
    demo = start_demo(port=port).ready()
    told = json.loads((demo.data / "demo.json").read_text())

    assert told.keys() == {
        "urls",
        "database_url",
        "owner_database_url",
        "auditor_database_url",
        "redis_url",
        "operator",
        "shops",
    }
    assert told["urls"].keys() == {"admin", "console", "sandbox", "media"}
    assert told["operator"].keys() == {"login", "password", "totp_secret"}
    assert told["shops"][0].keys() == {"slug", "name", "storefront", "appid", "mchid", "tenant_id", "staff"}
    assert told["shops"][0]["storefront"] == f"http://tea.localhost:{port}"
    assert _get(port, f"tea.localhost:{port}") == f"tea.localhost:{port}"
    assert demo.pids().keys() == _EVERYBODY == _living(demo.pids())


def test_ctrl_c_stops_everything_and_a_new_start_keeps_the_data(start_demo: StartDemo) -> None:
    demo = start_demo().ready()
    pids, secrets = demo.pids(), (demo.data / "secrets.json").read_text()

    assert demo.stop(signal.SIGINT) == 0
    assert _living(pids) == set()
    again = start_demo().ready()
    assert (again.data / "secrets.json").read_text() == secrets
    assert _visits(again.told()["owner_database_url"]) == 2


def _visits(url: object) -> int:
    with psycopg.connect(str(url).replace("postgresql+psycopg:", "postgresql:")) as line:
        row = line.execute("SELECT count(*) FROM visits").fetchone()
    return int(row[0]) if row else 0


def test_each_killed_program_comes_back(start_demo: StartDemo) -> None:
    demo = start_demo().ready()
    for name in ("web", "worker", "relay", "scheduler", "sandbox", "valkey", "postgres"):
        old = demo.pids()[name]
        os.kill(old, signal.SIGKILL)

        demo.until(f"· {name} 已重新启动")
        assert demo.pids()[name] != old


def test_a_killed_supervisor_leaves_a_directory_that_starts_again(start_demo: StartDemo) -> None:
    demo = start_demo().ready()
    pids = demo.pids()
    demo.stop(signal.SIGKILL)

    again = start_demo().ready()
    assert _living(pids) == set()
    assert _visits(again.told()["owner_database_url"]) == 2


def test_two_demos_run_side_by_side(start_demo: StartDemo) -> None:
    one, two = start_demo().ready().told(), start_demo(data="other").ready().told()

    assert not {one["database_url"], one["redis_url"]} & {two["database_url"], two["redis_url"]}


def test_a_second_demo_in_the_same_directory_is_refused_in_words(start_demo: StartDemo) -> None:
    start_demo().ready()
    second = start_demo()

    second.until("已有一个演示在运行")
    assert second.ended() == 1


def test_a_taken_web_port_is_refused_in_words(start_demo: StartDemo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        demo = start_demo(port=taken.getsockname()[1])
        demo.until("已被别的程序占用")
        assert demo.ended() == 1


def test_starting_over_forgets_ours_and_keeps_other_files(start_demo: StartDemo, open_path: Path) -> None:
    demo = start_demo().ready()
    demo.stop()
    other = demo.data / "letter.txt"
    other.write_text("mine")

    again = start_demo("--fresh").ready()
    assert _visits(again.told()["owner_database_url"]) == 1
    assert other.read_text() == "mine"


def test_a_failing_seed_ends_the_start_with_everything_stopped(start_demo: StartDemo, open_path: Path) -> None:
    (open_path / "checkout/demo/seed.py").write_text("raise SystemExit(3)")
    demo = start_demo()

    demo.until("seed 失败(退出码 3)")
    assert demo.ended() == 1
    assert demo.pids() == {}
