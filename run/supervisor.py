"""One process that starts the others, starts them again when they die, and stops them in the right order.

Each child has a process group of its own: Ctrl-C reaches only the supervisor, and a dead child's own children are
swept away with it. On Linux a killed supervisor takes its children along; what is left over anyway, the next start
finds in children.json.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from run import leftovers, processes
from run.places import ROOT, CannotStart, Place, read_json, write_json

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0
_HEALTHY_AFTER_S = 30.0
_LOG_LIMIT_BYTES = 20_000_000
_LOOK_AT_LOGS_EVERY_S = 60.0
_LOST_PATIENCE_S = 1.0


class Interrupted(Exception):
    """Somebody asked us to stop (Ctrl-C or SIGTERM)."""


@dataclass(frozen=True)
class Program:
    """One program to keep running.

    stage: programs of a higher stage are stopped first. grace_s: how long it may take before it is killed.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stage: int
    grace_s: float
    stop_signal: signal.Signals = signal.SIGTERM
    account: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    born_at_s: float = 0.0
    pause_s: float = _FIRST_PAUSE_S
    again_at_s: float = 0.0
    deaths: int = 0
    once: bool = False


class Supervisor:
    """Keeps the programs of one data directory; used from one thread, under `with supervising(place)`."""

    def __init__(self, place: Place, say: Callable[[str], None]) -> None:
        self.place = place
        self._say = say
        self._children: dict[str, _Child] = {}
        self._asked_to_stop = 0
        self._logs_looked_at_s = time.monotonic()
        self._wake, self._ring = os.pipe()

    def start(self, program: Program) -> None:
        """Start a program now and again whenever it dies."""
        child = _Child(program)
        self._children[program.name] = child
        self._spawn(child)

    def run_once(self, program: Program, *, show: bool) -> None:
        """Run a program to its end while the others are kept alive; `show` lets it write to our terminal.

        Raises CannotStart when it fails.
        """
        child = _Child(program, once=True)
        self._children[program.name] = child
        self._spawn(child, show=show)
        process = child.process
        while process is not None and process.poll() is None:
            self.wait(1.0)
        del self._children[program.name]
        self._note()
        if process is not None and process.returncode:
            told = "" if show else f",日志的最后几行:\n{self.last_words(program.name)}"
            raise CannotStart(f"{program.name} 失败(退出码 {process.returncode}){told}")

    def wait(self, seconds: float) -> None:
        """Look after the children for so long, or until one dies. Raises Interrupted once we were asked to stop."""
        if self._asked_to_stop:
            raise Interrupted
        self._sleep(min([seconds, *self._pauses()]))
        if self._asked_to_stop:
            raise Interrupted
        for child in self._children.values():
            if not child.once:
                self._look_after(child)
        self._trim_logs()

    def deaths(self, name: str) -> int:
        """How often a program has died since it was started."""
        return self._children[name].deaths

    def last_words(self, name: str, lines: int = 15) -> str:
        log = self._log(name)
        if not log.exists():
            return "(没有日志)"
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        """Stop every program, stage by stage. Safe to repeat; a second Ctrl-C makes it hurry."""
        patience = self._asked_to_stop
        for stage in sorted({child.program.stage for child in self._children.values()}, reverse=True):
            living = [child for child in self._children.values() if child.program.stage == stage and child.process]
            for child in living:
                if child.process is not None and child.process.poll() is None:
                    with contextlib.suppress(ProcessLookupError):
                        child.process.send_signal(child.program.stop_signal)
            began = time.monotonic()
            for child in living:
                self._await_end(child, began, patience)
        self._children.clear()
        self._note()

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._asked_to_stop += 1

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Wake up for signals while inside."""
        os.set_blocking(self._ring, False)
        os.set_blocking(self._wake, False)
        old_ring = signal.set_wakeup_fd(self._ring, warn_on_full_buffer=False)
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
        old = {number: signal.signal(number, self.on_signal) for number in numbers}
        try:
            yield
        finally:
            signal.set_wakeup_fd(old_ring)
            for number, handler in old.items():
                signal.signal(number, handler)
            os.close(self._wake)
            os.close(self._ring)

    def _spawn(self, child: _Child, *, show: bool = False) -> None:
        program = child.program
        environment = {**program.environment, leftovers.MARK: str(self.place.home)}
        with self._log(program.name).open("ab") as log:
            child.process = subprocess.Popen(
                list(program.command),
                cwd=ROOT if not program.account else "/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=None if show else log,
                stderr=None if show else subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: processes.die_with_parent(program.stop_signal),  # safe: one thread only
                **program.account,
            )
        child.born_at_s = time.monotonic()
        self._note()

    def _look_after(self, child: _Child) -> None:
        now_s = time.monotonic()
        if child.process is None:
            if now_s >= child.again_at_s:
                self._spawn(child)
                self._say(f"· {child.program.name} 已重新启动(日志 {self._log(child.program.name)})")
            return
        code = self._end_of(child.process)
        if code is None:
            return
        if now_s - child.born_at_s > _HEALTHY_AFTER_S:
            child.pause_s = _FIRST_PAUSE_S
        child.process, child.deaths = None, child.deaths + 1
        child.again_at_s = now_s + child.pause_s
        self._say(f"! {child.program.name} 退出了({code}),{child.pause_s:.1f} 秒后重新启动")
        child.pause_s = min(child.pause_s * 2, _LONGEST_PAUSE_S)
        self._note()

    @staticmethod
    def _end_of(process: subprocess.Popen[bytes]) -> int | None:
        """The exit code of a child that has ended; its group is swept before its number can be given away again."""
        if hasattr(os, "waitid"):
            flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
            try:
                if os.waitid(os.P_PID, process.pid, flags) is None:
                    return None
            except ChildProcessError:
                return process.poll()
        elif process.poll() is None:
            return None
        processes.signal_group(process.pid, signal.SIGKILL)
        return process.wait()

    def _await_end(self, child: _Child, began_s: float, patience: int) -> None:
        process = child.process
        if process is None:
            return
        while self._end_of(process) is None:
            hurry = self._asked_to_stop > max(patience, 1)
            allowed_s = min(child.program.grace_s, _LOST_PATIENCE_S) if hurry else child.program.grace_s
            left_s = began_s + allowed_s - time.monotonic()
            if left_s <= 0:
                break
            self._sleep(min(left_s, 1.0))
        processes.signal_group(process.pid, signal.SIGKILL)
        process.wait()

    def _sleep(self, seconds: float) -> None:
        select.select([self._wake], [], [], max(seconds, 0))
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 4096)

    def _pauses(self) -> list[float]:
        now_s = time.monotonic()
        return [child.again_at_s - now_s for child in self._children.values() if child.process is None]

    def _note(self) -> None:
        """Write down who runs: processes.json for people and tests, children.json for the next start."""
        living = {name: child.process.pid for name, child in self._children.items() if child.process is not None}
        write_json(self.place.file("children.json"), {name: leftovers.note(pid) for name, pid in living.items()})
        if living:
            living["supervisor"] = os.getpid()
        write_json(self.place.file("processes.json"), living, mode=0o644)

    def _log(self, name: str) -> Path:
        return self.place.logs / f"{name}.log"

    def _trim_logs(self) -> None:
        """Keep one old copy of a log that has grown too long; the programs append, so they need not reopen it."""
        if time.monotonic() - self._logs_looked_at_s < _LOOK_AT_LOGS_EVERY_S:
            return
        self._logs_looked_at_s = time.monotonic()
        for log in self.place.logs.glob("*.log"):
            if log.stat().st_size > _LOG_LIMIT_BYTES:
                log.with_suffix(".log.1").write_bytes(log.read_bytes())
                os.truncate(log, 0)


@contextlib.contextmanager
def supervising(place: Place, say: Callable[[str], None]) -> Iterator[Supervisor]:
    """Be the one supervisor of a data directory; everything it started is stopped on the way out.

    Raises CannotStart when another one is at work there.
    """
    place.logs.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(processes.locked(place.file("supervisor.lock"), wait=False))
        except BlockingIOError:
            raise CannotStart(
                f"数据目录 {place.home} 里已有一个演示在运行。要并排再开一个,请用 --data 和 --port。"
            ) from None
        stale = leftovers.end(_apps_of(read_json(place.file("children.json"))), place.home)
        if stale:
            say(f"· 上次没有正常结束,已清理:{'、'.join(stale)}")
        supervisor = Supervisor(place, say)
        stack.enter_context(supervisor.listening())
        stack.callback(supervisor.stop)
        yield supervisor


def _apps_of(children: Mapping[str, Any]) -> dict[str, Any]:
    """The noted children that are simply ended; the two servers are asked to stop in their own way."""
    return {name: child for name, child in children.items() if name not in ("postgres", "valkey")}
