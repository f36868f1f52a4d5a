"""The tests: servers, browser, then pytest; its own closing lines come last."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from run import results, testenv
from run.bootstrap import speak_chinese, step
from run.places import ROOT, CannotStart

_QUICK = "not journey and not slow"
_SLOW = "slow and not journey"
_JOURNEYS = "journey and not soak"
_SOAK = "soak"
_PARALLEL = ["-n", "2", "--dist", "loadfile"]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PACKAGES = ("chromium", "fonts-noto-cjk")
_NOTHING_COLLECTED = 5
_HELP = """bin/test            全部测试:快的和慢的并行,浏览器里的全程和浸泡随后逐个
bin/test fast       只跑 90 秒以内的
bin/test all        同 bin/test
bin/test 参数…      原样交给 pytest,例如 bin/test tests/orders -k pay
"""


def main(arguments: list[str]) -> int:
    speak_chinese()
    if arguments and arguments[0] in ("-h", "--help"):
        print(_HELP)
        return 0
    try:
        return _run(arguments)
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1


def _run(arguments: list[str]) -> int:
    kind = arguments[0] if arguments and arguments[0] in ("fast", "all") else "" if arguments else "all"
    more = arguments[1:] if kind and arguments else arguments
    environment = {**os.environ, **_servers()}
    if kind != "fast":
        _browser()
    if kind == "fast":
        return _pytest(["-m", _QUICK, *_PARALLEL, *more], environment)
    if kind == "all":
        return _everything(more, environment)
    return _pytest(more, environment)


def _everything(more: list[str], environment: dict[str, str]) -> int:
    """Quick and slow tests two by two, then journeys and soak alone: they wait for what a person would wait for."""
    parts = {
        "快的": (_QUICK, _PARALLEL), "慢的": (_SLOW, _PARALLEL), "全程": (_JOURNEYS, []), "浸泡": (_SOAK, [])
    }  # fmt: skip
    reports = {name: ROOT / ".test" / f"part-{number}.xml" for number, name in enumerate(parts, start=1)}
    codes = {}
    for name, (chosen, how) in parts.items():
        reports[name].unlink(missing_ok=True)
        codes[name] = _pytest(["-m", chosen, *how, f"--junitxml={reports[name]}", *more], environment)
    print("\n" + ";".join(f"{name}部分:{_verdict(code)}" for name, code in codes.items()))
    print(results.closing_lines(report for report in reports.values() if report.exists()), flush=True)
    return next((code for code in codes.values() if code), 0)


def _servers() -> dict[str, str]:
    with step("启动测试用的 PostgreSQL 和 Valkey"):
        return testenv.ensure()


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    """The exit code of one pytest run; collecting nothing is a failure too."""
    print(f"· pytest {' '.join(arguments)}", flush=True)
    code = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False)
    return code.returncode


def _verdict(code: int) -> str:
    if code == _NOTHING_COLLECTED:
        return "没有找到测试"
    return "通过" if code == 0 else f"没有通过(退出码 {code})"


def _browser() -> None:
    """Install Chromium and a Chinese font where we may; say what to install where we may not."""
    missing = [] if any(map(shutil.which, _BROWSERS)) else ["chromium"]
    if not _has_chinese_font():
        missing.append("fonts-noto-cjk")
    if not missing:
        return
    install = _privileged(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing])
    update = _privileged(["apt-get", "update", "-qq"])
    if shutil.which("apt-get") is None or install is None or update is None:
        raise CannotStart(
            f"浏览器测试还缺:{'、'.join(missing)}。请安装 Chromium 和一种中文字体"
            f"(Debian/Ubuntu:sudo apt-get install {' '.join(_PACKAGES)});不跑浏览器测试可用 bin/test fast。"
        )
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"安装 {'、'.join(missing)}(只需一次,约一分钟)"):
        for command in (update, install):
            done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise CannotStart(f"{' '.join(command)} 失败:\n{done.stderr[-2000:]}")


def _privileged(command: list[str]) -> list[str] | None:
    """The command with root's rights; None where we have none without asking for a password."""
    if os.geteuid() == 0:
        return command
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", *command]
    return None


def _has_chinese_font() -> bool:
    """Whether some font covers Chinese; macOS always brings one."""
    if sys.platform == "darwin":
        return True
    ask = shutil.which("fc-list")
    if ask:
        return bool(subprocess.run([ask, ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())
    return any(Path("/usr/share/fonts").rglob("*CJK*"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
