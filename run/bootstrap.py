"""From any Python to the project's own: the virtual environment with exactly the locked packages.

Only the standard library, and only syntax that an old Python still reads: this file runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

_ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
_VENV = os.path.join(_ROOT, ".venv")
_PYTHON = os.path.join(_VENV, "bin", "python")
_STATE = os.path.join(_VENV, "jishi-packages.json")
_UV = "0.13.9"
_LOWEST = (3, 11)
#: Each level holds everything of the one before it, so a richer environment serves a poorer wish.
_LOCKS = {"runtime": "requirements.lock", "demo": "requirements-demo.lock", "dev": "requirements-dev.lock"}
_LEVELS = list(_LOCKS)


def enter(level: str, module: str) -> None:
    """Become `python -m module` in an environment of at least `level`, with the arguments we were called with."""
    speak_chinese()
    _need_new_python()
    environment = dict(os.environ, PYTHONPATH=_ROOT, PYTHONUTF8="1", PYTHONUNBUFFERED="1")
    for name in ("PYTHONHOME", "VIRTUAL_ENV", "PYTHONSAFEPATH"):
        environment.pop(name, None)
    try:
        prepare(level, environment)
    except subprocess.CalledProcessError as error:
        sys.exit("准备运行环境失败(退出码 {}):{}".format(error.returncode, " ".join(map(str, error.cmd))))
    os.execve(_PYTHON, [_PYTHON, "-m", module, *sys.argv[1:]], environment)  # noqa: S606 - no shell is wanted


def prepare(level: str, environment: dict[str, str]) -> None:
    """Make .venv and bring its packages to the lock of `level`. Safe to repeat, also from several processes at once."""
    with open(os.path.join(_ROOT, "pyproject.toml")) as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        works = _venv_works()
        state = _state() if works else {}
        have = state.get("level", "runtime")
        level = max(level, have, key=_LEVELS.index)
        wish = {"level": level, "lock": _digest(_LOCKS[level]), "uv": _UV}
        if works and state == wish:
            return
        if not works:
            _make_venv(environment)
        if state.get("uv") != _UV:
            _install_uv(environment)
        with step(f"安装依赖({_LOCKS[level]},按锁定文件逐个校验)"):
            _sync(os.path.join(_ROOT, _LOCKS[level]), environment)
        with open(_STATE, "w") as file:
            json.dump(wish, file)


def _sync(lock: str, environment: dict[str, str]) -> None:
    """Bring the packages to the lock; where uv cannot reach the index, pip may: it knows the machine's own settings."""
    uv = [_PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--python", _PYTHON, "--require-hashes", lock]
    told = []
    for command in (uv, [*uv, "--system-certs"]):
        done = subprocess.run(command, check=False, cwd=_ROOT, env=environment, stderr=subprocess.PIPE)
        if done.returncode == 0:
            return
        told.append(done.stderr.decode("utf-8", "replace"))
    print("  uv 没有装成,改用 pip(较慢)", flush=True)
    try:
        _install(lock, environment)
    except subprocess.CalledProcessError:
        print(told[0], file=sys.stderr, flush=True)
        raise


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done, and how long it took when that was worth a second."""
    print(f"· {title} …", flush=True)
    began = time.monotonic()
    yield
    took_s = time.monotonic() - began
    if took_s >= 1:
        print(f"  完成,{took_s:.1f} 秒", flush=True)


def speak_chinese() -> None:
    """Let our sentences through whatever the terminal's locale is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _need_new_python() -> None:
    """Restart under a newer Python when this one is too old."""
    if sys.version_info >= _LOWEST:
        return
    for minor in range(20, _LOWEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, os.path.realpath(sys.argv[0]), *sys.argv[1:]])  # noqa: S606 - no shell is wanted
    sys.exit(f"需要 Python 3.11 或更新版本,这里是 {sys.version.split()[0]}。请安装后再试。")


def _state() -> dict[str, str]:
    try:
        with open(_STATE) as file:
            return dict(json.load(file))
    except (OSError, ValueError):
        return {}


def _digest(lock: str) -> str:
    with open(os.path.join(_ROOT, lock), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _venv_works() -> bool:
    """Whether .venv runs and is new enough (its base Python may have been removed since)."""
    try:
        asked = subprocess.run(
            [_PYTHON, "-c", "import sys; print(sys.version_info >= (3, 11))"], stdout=subprocess.PIPE, check=False
        )
    except OSError:
        return False
    return asked.returncode == 0 and asked.stdout.strip() == b"True"


def _make_venv(environment: dict[str, str]) -> None:
    with step("建立虚拟环境 .venv"):
        shutil.rmtree(_VENV, ignore_errors=True)
        if importlib.util.find_spec("ensurepip") is None and not _has_pip() and not _apt_install_venv():
            sys.exit("这台机器的 Python 没有 venv 与 pip。请先执行:apt-get install python3-venv")
        bare = [] if _can_bring_pip() else ["--without-pip"]
        subprocess.run([sys.executable, "-m", "venv", *bare, _VENV], check=True, env=environment)


def _can_bring_pip() -> bool:
    """Whether `python -m venv` can put pip inside; Debian splits that part off. Asked anew: it may just have come."""
    asked = subprocess.run([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL, check=False)
    return asked.returncode == 0


def _has_pip() -> bool:
    return importlib.util.find_spec("pip") is not None


def _apt_install_venv() -> bool:
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        return False
    package = f"python3.{sys.version_info[1]}-venv"
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in ([apt, "-qq", "update"], [apt, "-qq", "-y", "install", package]):
        print("  " + " ".join(command), flush=True)
        if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return False
    return True


def _install_uv(environment: dict[str, str]) -> None:
    with step(f"安装 uv {_UV}"):
        _install(os.path.join(_ROOT, "requirements-uv.lock"), environment)


def _install(lock: str, environment: dict[str, str]) -> None:
    """Install a lock with pip: the one inside .venv, or the machine's where Debian left it out."""
    inside = subprocess.run([_PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    pip = [_PYTHON, "-m", "pip"] if inside else [sys.executable, "-m", "pip", "--python", _PYTHON]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore", "--require-hashes"]
    subprocess.run([*pip, "install", *quiet, "-r", lock], check=True, cwd=_ROOT, env=environment)
