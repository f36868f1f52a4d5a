"""What the doctor asks the database: version, locale, roles, extensions, row-level security, migrations, clock."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import psycopg
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from migrations.guard import APPEND_ONLY
from run.places import ROOT
from run.roles import EXTENSIONS

_LOWEST = 15
_SKEW_S = 2.0
_Line = psycopg.Connection[tuple[object, ...]]
Answer = tuple[str, str]  # what was looked at, what to mend

_UNFORCED = """
SELECT string_agg(c.relname, '、' ORDER BY c.relname)
FROM pg_class c
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'tenant_id'
WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""
_WRITABLE = """
SELECT string_agg(relname, '、' ORDER BY relname) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
"""
_CHANGEABLE = """
SELECT string_agg(relname, '、' ORDER BY relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
  AND has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')
"""
_ROLE = """
SELECT rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)
    OR EXISTS (SELECT FROM pg_database WHERE datdba = pg_roles.oid)
FROM pg_roles WHERE rolname = current_user
"""


def examine(settings: Mapping[str, str]) -> Iterator[Answer]:
    """Look at the database with each of the four roles. Changes nothing."""
    roles = (("DATABASE_URL", "应用"), ("OPERATOR_DATABASE_URL", "运营"), ("AUDITOR_DATABASE_URL", "审计"))
    for name, role in roles:
        line = _connect(settings[name])
        if isinstance(line, str):
            yield f"数据库({role}角色)", f"连不上 {name}:{line}"
            continue
        with line:
            yield f"数据库({role}角色)", _role(line)
            if role == "应用":
                yield from _server(line)
                yield "历史只增不改", _history(line)
            if role == "审计":
                yield "审计角色只读", _reads_only(line)
    line = _connect(settings["OWNER_DATABASE_URL"])
    if isinstance(line, str):
        yield "数据库(属主角色)", f"连不上 OWNER_DATABASE_URL:{line}"
        return
    with line:
        yield "迁移", _migrations(line)
        yield "行级隔离", _isolation(line)


def _connect(url: str) -> _Line | str:
    """A connection, or the server's words why not."""
    try:
        return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"), connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        return str(error).strip()


def _one(line: _Line, sql: str) -> tuple[object, ...]:
    return line.execute(sql).fetchone() or (None,)


def _role(line: _Line) -> str:
    superuser, bypass, owns = _one(line, _ROLE)
    if superuser or bypass or owns:
        how = "、".join(
            word for word, is_so in (("超级用户", superuser), ("BYPASSRLS", bypass), ("表或库的属主", owns)) if is_so
        )
        return f"这个角色是{how},行级隔离会失效;请按 python -m run.roles 的输出另建角色"
    return ""


def _reads_only(line: _Line) -> str:
    writes = _one(line, _WRITABLE)[0]
    return f"这个角色还能写入:{writes};请按 python -m run.roles 的输出另建角色" if writes else ""


def _history(line: _Line) -> str:
    found = (line.execute(_CHANGEABLE, [sorted(APPEND_ONLY)]).fetchone() or (None,))[0]
    return f"应用角色能改写这些历史表:{found};请由属主收回 UPDATE、DELETE、TRUNCATE" if found else ""


def _server(line: _Line) -> Iterator[Answer]:
    major = line.info.server_version // 10000
    yield "数据库版本", "" if major >= _LOWEST else f"现在是 {major},请升级到 PostgreSQL {_LOWEST} 或更新"
    encoding = _one(line, "SHOW server_encoding")[0]
    yield "数据库编码", "" if encoding == "UTF8" else f"现在是 {encoding},请用 UTF8 重建数据库"
    have = {str(row[0]) for row in line.execute("SELECT extname FROM pg_extension")}
    missing = [name for name in EXTENSIONS if name not in have]
    yield "扩展", f"请由超级用户执行 CREATE EXTENSION {'; CREATE EXTENSION '.join(missing)}" if missing else ""
    if "pg_trgm" in have:
        blind = _one(line, "SELECT cardinality(show_trgm('蓝牙耳机'))")[0] == 0
        yield "中文检索", "locale 不认识汉字,搜索会查不到;请用 LC_CTYPE 'C.UTF-8' 重建数据库" if blind else ""
    began = time.time()
    (database_s,) = _one(line, "SELECT extract(epoch FROM clock_timestamp())::float8")
    skew_s = float(str(database_s)) - (began + time.time()) / 2
    yield "时钟", "" if abs(skew_s) <= _SKEW_S else f"与数据库相差 {skew_s:.1f} 秒;请在两台机器上启用 NTP"


def _migrations(line: _Line) -> str:
    try:
        head = ScriptDirectory.from_config(Config(toml_file=str(ROOT / "pyproject.toml"))).get_current_head()
    except CommandError as error:
        return f"读不到迁移文件:{error}"
    try:
        found = _one(line, "SELECT version_num FROM alembic_version")[0]
    except psycopg.errors.UndefinedTable:
        found = None
    return "" if found == head else f"数据库在 {found or '空'},代码在 {head};请执行 alembic upgrade head"


def _isolation(line: _Line) -> str:
    unforced = _one(line, _UNFORCED)[0]
    return f"这些表没有强制行级隔离:{unforced};请检查迁移" if unforced else ""
