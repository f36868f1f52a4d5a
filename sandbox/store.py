"""Everything the vendors remember, in one SQLite file, so that a sandbox started again still knows its payments.

One table of JSON records named by kind and key. All work goes through one connection under one lock: a call
takes tens of microseconds, so hundreds of concurrent requests pass without a busy database.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Record = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX IF NOT EXISTS record_owner ON record (kind, owner, seq);
"""


class Store:
    """Records by kind and key; `owner` is the one other way to look them up."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Read and change without anybody in between; nested use joins the outer one."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if outermost:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if outermost:
                self._db.execute("COMMIT")

    def get(self, kind: str, key: str) -> Record | None:
        """The record, or None."""
        with self._lock:
            row = self._db.execute("SELECT body FROM record WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, key: str, body: Record, *, owner: str = "") -> None:
        """Keep the record; one that is there already keeps its place and its owner unless a new one is given."""
        text = json.dumps(body, ensure_ascii=False)
        sql = (
            "INSERT INTO record (kind, key, owner, body) VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE "
            "SET body = excluded.body, owner = CASE excluded.owner WHEN '' THEN owner ELSE excluded.owner END"
        )
        with self._lock:
            self._db.execute(sql, (kind, key, owner, text))

    def add(self, kind: str, key: str, body: Record, *, owner: str = "") -> bool:
        """Keep a new record. False when the key is taken."""
        text = json.dumps(body, ensure_ascii=False)
        sql = "INSERT OR IGNORE INTO record (kind, key, owner, body) VALUES (?, ?, ?, ?)"
        with self._lock:
            return self._db.execute(sql, (kind, key, owner, text)).rowcount == 1

    def all(self, kind: str, *, owner: str | None = None, newest: int | None = None) -> list[Record]:
        """The records in the order they came; `newest` = only so many, the latest first."""
        sql = "SELECT body FROM record WHERE kind = ?"
        values: list[Any] = [kind]
        if owner is not None:
            sql += " AND owner = ?"
            values.append(owner)
        sql += " ORDER BY seq" if newest is None else " ORDER BY seq DESC LIMIT ?"
        if newest is not None:
            values.append(newest)
        with self._lock:
            rows = self._db.execute(sql, values).fetchall()
        return [json.loads(row[0]) for row in rows]

    def keyed(self, kind: str) -> list[tuple[str, Record]]:
        """Key and record of a whole kind."""
        with self._lock:
            rows = self._db.execute("SELECT key, body FROM record WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
        return [(key, json.loads(body)) for key, body in rows]

    def delete(self, kind: str, key: str) -> bool:
        """Forget one record. True when there was one."""
        with self._lock:
            return self._db.execute("DELETE FROM record WHERE kind = ? AND key = ?", (kind, key)).rowcount == 1

    def forget(self, kinds: list[str]) -> None:
        """Forget every record of these kinds."""
        with self.transaction():
            for kind in kinds:
                self._db.execute("DELETE FROM record WHERE kind = ?", (kind,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
