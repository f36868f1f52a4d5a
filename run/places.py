"""Where things lie: the checkout, and the files inside one data directory."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class CannotStart(Exception):
    """Something a person has to mend first; the message says what, in Chinese."""


@dataclass(frozen=True)
class Place:
    """One data directory: everything a demo or the tests keep between two starts."""

    home: Path

    @classmethod
    def at(cls, directory: str | Path) -> Place:
        """The place at `directory`, made when missing so that the database's own account can walk through it."""
        home = Path(directory).expanduser().resolve()
        if not home.exists():
            home.mkdir(parents=True)
            home.chmod(0o755)
        if not os.access(home, os.W_OK | os.X_OK):
            raise CannotStart(f"数据目录 {home} 不可写。请换一个目录(--data),或用建立它的账户运行。")
        return cls(home)

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        return self.home / "valkey"

    @property
    def media(self) -> Path:
        return self.home / "media"

    @property
    def sandbox(self) -> Path:
        return self.home / "sandbox"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    def file(self, name: str) -> Path:
        return self.home / name


#: What a data directory may hold; `--fresh` removes these and nothing else, in case DIR is somebody's home.
OURS = (
    "postgres",
    "valkey",
    "media",
    "sandbox",
    "logs",
    "demo.json",
    "seed.json",
    "secrets.json",
    "ports.json",
    "processes.json",
    "children.json",
    "env.json",
)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty when the file is missing or was cut short by a crash."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, content: Mapping[str, Any], *, mode: int = 0o600) -> None:
    """Replace a JSON file in one step: a reader sees the old text or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
    os.chmod(name, mode)
    os.replace(name, path)
