"""Everything that reads the code without running the shop."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Mapping

from run import roles, testenv
from run.bootstrap import speak_chinese, step
from run.places import ROOT, CannotStart, Place
from run.postgres import TEST_OPTIONS, Postgres

_READINGS = {
    "格式(ruff format)": ["-m", "ruff", "format", "--check", "."],
    "规则(ruff check)": ["-m", "ruff", "check", "."],
    "层次(import-linter)": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "类型(mypy)": ["-m", "mypy"],
}


def main() -> int:
    speak_chinese()
    failed = [title for title, arguments in _READINGS.items() if not _passes(title, arguments, os.environ)]
    try:
        failed += _drift()
    except CannotStart as reason:
        print(reason)
        failed.append("迁移")
    print(f"没有通过:{'、'.join(failed)}" if failed else "全部通过")
    return 1 if failed else 0


def _passes(title: str, arguments: list[str], environment: Mapping[str, str]) -> bool:
    with step(title):
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=dict(environment), check=False)
        return done.returncode == 0


def _drift() -> list[str]:
    """Migrate an empty throwaway database and compare it with the models."""
    settings = testenv.ensure()
    server = Postgres.of(Place.at(ROOT / ".test"), TEST_OPTIONS)
    name = f"check_{uuid.uuid4().hex[:12]}"
    try:
        environment = {**os.environ, **settings, **roles.prepare(server, name)}
        title = "迁移与模型一致(alembic check)"
        upgraded = _passes("迁移空库(alembic upgrade head)", ["-m", "alembic", "upgrade", "head"], environment)
        if upgraded and _passes(title, ["-m", "alembic", "check"], environment):
            return []
        return [title]
    finally:
        roles.drop(server, name)


if __name__ == "__main__":
    sys.exit(main())
