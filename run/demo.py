"""The demo: everything one machine needs to show the shop, under one supervisor.

Order of the start: PostgreSQL and Valkey, roles, sandbox, migrations; then web while the three shops are being filled;
then those who work in the background. `demo.json` is written last, and then `ready` is said.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from run import announce, environment, processes, programs, roles
from run.bootstrap import speak_chinese, step
from run.places import OURS, ROOT, CannotStart, Place, read_json, write_json
from run.postgres import Postgres
from run.supervisor import Interrupted, Supervisor, supervising
from run.valkey import Valkey

DATABASE = "jishi"
_READY_WITHIN_S = 90.0
_LOOK_EVERY_S = 0.2
_ADDRESSES = ("DATABASE_URL", "OWNER_DATABASE_URL", "OPERATOR_DATABASE_URL", "AUDITOR_DATABASE_URL")


@dataclass(frozen=True)
class Wish:
    """What the command line asked for."""

    directory: Path
    port: int
    fresh: bool
    workers: int
    shops: int = 3
    is_brief: bool = False
    via: Mapping[str, int] = field(default_factory=dict)


def main(arguments: list[str] | None = None) -> int:
    speak_chinese()
    wish = _parse(arguments)
    try:
        place = Place.at(wish.directory)
        with supervising(place, _say) as supervisor:
            if wish.fresh:
                _start_over(place)
            with _explained_stop():
                _bring_up(wish, place, supervisor)
                while True:
                    supervisor.wait(60.0)
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr, flush=True)
        return 1
    return 0


def _parse(arguments: list[str] | None) -> Wish:
    parser = argparse.ArgumentParser(prog="bin/demo", description="启动演示:三家装满商品的店、后台、控制台和沙箱。")
    parser.add_argument("--data", type=Path, default=ROOT / ".demo", metavar="DIR", help="数据目录(默认 .demo)")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="网页端口(默认 8000)")
    parser.add_argument("--fresh", action="store_true", help="清空数据目录,从头开始")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="后台任务进程数(默认 2)")
    parser.add_argument("--shops", type=int, default=3, metavar="N", help="演示店的数量,1–3(默认 3)")
    parser.add_argument("--brief", action="store_true", help="几乎没有历史订单,启动更快")
    parser.add_argument("--via", action="append", default=[], metavar="NAME=PORT", help=argparse.SUPPRESS)
    found = parser.parse_args(arguments)
    via = {name: int(port) for name, _, port in (each.partition("=") for each in found.via)}
    return Wish(found.data, found.port, found.fresh, max(1, found.workers), max(1, found.shops), found.brief, via)


def _bring_up(wish: Wish, place: Place, supervisor: Supervisor) -> None:
    processes.must_be_free(wish.port, "网页")
    place.file("demo.json").unlink(missing_ok=True)  # whoever waits for it must not read the last start's
    addresses = {**_database(place, supervisor), **_broker(place, supervisor)}
    sandbox_port = programs.remembered_port(place, "sandbox")
    settings = environment.product(place, kind="demo", port=wish.port, addresses=addresses)
    settings["JISHI_SANDBOX_URL"] = f"http://127.0.0.1:{sandbox_port}"
    for name, variable in (("sandbox", "JISHI_SANDBOX_URL"), ("valkey", "REDIS_URL")):
        if name in wish.via:  # a stand-in for a bad line, of the soak
            settings[variable] = re.sub(r":\d+", f":{wish.via[name]}", settings[variable], count=1)
    make = programs.Maker(place, {**os.environ, **settings})
    supervisor.start(make.sandbox(sandbox_port))
    with step("迁移数据库"):
        supervisor.run_once(make.migrations(), show=False)
    supervisor.start(make.web(wish.port))
    with step("等待沙箱"):
        _await(supervisor, "sandbox", sandbox_port, "/sandbox/api/health", "127.0.0.1")
    with step("填充演示店"):
        supervisor.run_once(make.seed(wish.shops, is_brief=wish.is_brief), show=True)
    with step("等待网页就绪"):
        _await(supervisor, "web", wish.port, "/health/ready", f"admin.localhost:{wish.port}")
    # Last, because each of them loads the whole product: on two cores they would only make the web wait.
    for program in make.background(wish.workers):
        supervisor.start(program)
    told = announce.demo(read_json(place.file("seed.json")), settings, wish.port)
    write_json(place.file("demo.json"), told)
    _say(announce.page(told, place.home))
    _say("ready")


def _database(place: Place, supervisor: Supervisor) -> dict[str, str]:
    """The addresses of the database: the one in the environment, or one of our own, started here."""
    if os.environ.get("DATABASE_URL"):
        missing = [name for name in _ADDRESSES if not os.environ.get(name)]
        if missing:
            raise CannotStart(f"设置了 DATABASE_URL,还需要 {'、'.join(missing)}(见 docs/operations.md)。")
        return {name: os.environ[name] for name in _ADDRESSES}
    server = Postgres.of(place)
    if server.home != place.postgres:
        _say(f"· 这个目录只有 root 能进,数据库放在 {server.home}")
    with step("启动 PostgreSQL"):
        server.prepare()
        supervisor.start(programs.postgres(server))
        _until(supervisor, "postgres", lambda: server.serving_port() is not None)
        return roles.prepare(server, DATABASE)


def _broker(place: Place, supervisor: Supervisor) -> dict[str, str]:
    if os.environ.get("REDIS_URL"):
        return {"REDIS_URL": os.environ["REDIS_URL"]}
    broker = Valkey(place.valkey)
    with step("启动 Valkey"):
        broker.prepare()
        supervisor.start(programs.valkey(broker))
        _until(supervisor, "valkey", broker.is_serving)
        return {"REDIS_URL": broker.url}


def _start_over(place: Place) -> None:
    """Remove what earlier demos left in the directory, and nothing else that may lie there."""
    if os.environ.get("DATABASE_URL"):
        raise CannotStart("--fresh 不会清空 DATABASE_URL 指向的数据库。请自己重建那个库,或去掉 DATABASE_URL。")
    with step(f"清空 {place.home}"):
        server = Postgres.of(place)
        server.stop()
        shutil.rmtree(server.home, ignore_errors=True)
        Valkey(place.valkey).stop()
        for name in OURS:
            path = place.file(name)
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        place.logs.mkdir()


def _await(supervisor: Supervisor, name: str, port: int, path: str, host: str) -> None:
    _until(supervisor, name, lambda: _answers(port, path, host))


def _until(supervisor: Supervisor, name: str, reached: programs.Question) -> None:
    """Look after everything until the question is answered with yes. Raises CannotStart with the log's last lines."""
    deadline = time.monotonic() + _READY_WITHIN_S
    while not reached():
        if time.monotonic() > deadline or supervisor.deaths(name) > programs.HOPELESS_AFTER:
            raise CannotStart(f"{name} 没有就绪。日志 {name}.log 的最后几行:\n{supervisor.last_words(name)}")
        supervisor.wait(_LOOK_EVERY_S)


def _answers(port: int, path: str, host: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", path, headers={"Host": host})
        return line.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


@contextlib.contextmanager
def _explained_stop() -> Iterator[None]:
    try:
        yield
    except Interrupted:
        _say("\n· 正在停止(数据保留在原处;再按一次 Ctrl-C 立即结束)…")


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone; the shop goes on
        print(text, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
