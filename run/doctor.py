"""Examines a configuration and says in words what to mend; 0 when all is well.

Without variables of its own environment it examines the demo in `.demo` (or `--data DIR`), which must be running.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redis

from run import doctor_database, environment
from run.bootstrap import speak_chinese
from run.places import ROOT, CannotStart, Place, read_json

_SECRET_LENGTH = 32
_KEY_BYTES = 32
_NEEDED = (
    "DATABASE_URL", "OWNER_DATABASE_URL", "OPERATOR_DATABASE_URL", "AUDITOR_DATABASE_URL", "REDIS_URL",
    "JISHI_SECRET_KEY", "JISHI_KEYS",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do and is empty when it is well."""

    subject: str
    mend: str = ""


def main(arguments: list[str] | None = None) -> int:
    speak_chinese()
    parser = argparse.ArgumentParser(prog="bin/doctor", description="检查一套配置,用文字说明要改什么。")
    parser.add_argument("--data", type=Path, default=ROOT / ".demo", metavar="DIR", help="检查这个目录里的演示")
    try:
        settings = _settings(parser.parse_args(arguments).data)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    findings = list(examine(settings))
    for finding in findings:
        print(f"✗ {finding.subject}:{finding.mend}" if finding.mend else f"✓ {finding.subject}")
    bad = sum(bool(finding.mend) for finding in findings)
    print(f"\n{bad} 处要改。" if bad else "\n一切正常。")
    return 1 if bad else 0


def examine(settings: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything the product stands on. Changes nothing."""
    missing = [name for name in _NEEDED if not settings.get(name)]
    yield Finding("环境变量", f"缺少 {'、'.join(missing)},请设置(见 docs/operations.md)" if missing else "")
    yield Finding("会话签名密钥", _secret(settings.get("JISHI_SECRET_KEY", "")))
    yield Finding("主密钥", _keys(settings.get("JISHI_KEYS", "")))
    yield Finding("图片目录", _media(settings))
    yield Finding("生产环境", _production(settings))
    if settings.get("REDIS_URL"):
        yield from _broker(settings["REDIS_URL"])
    if not missing:
        for subject, mend in doctor_database.examine(settings):
            yield Finding(subject, mend)


def _settings(data: Path) -> dict[str, str]:
    """The variables to examine: ours, or those of the demo in `data`."""
    if os.environ.get("DATABASE_URL"):
        return dict(os.environ)
    told = read_json(data / "demo.json")
    if not told:
        raise CannotStart(f"环境里没有 DATABASE_URL,{data} 里也没有运行过的演示。请先设置环境变量或启动 bin/demo。")
    place = Place.at(data)
    addresses = {"DATABASE_URL": told["database_url"], "OWNER_DATABASE_URL": told["owner_database_url"]}
    addresses["OPERATOR_DATABASE_URL"] = told["database_url"].replace("//jishi_app@", "//jishi_operator@")
    addresses["AUDITOR_DATABASE_URL"] = told["database_url"].replace("//jishi_app@", "//jishi_auditor@")
    addresses["REDIS_URL"] = told["redis_url"]
    port = urlsplit(told["urls"]["admin"]).port or 80
    return environment.product(place, kind="demo", port=port, addresses=addresses)


def _secret(key: str) -> str:
    if len(key) >= _SECRET_LENGTH:
        return ""
    how = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    return f"JISHI_SECRET_KEY 至少要 {_SECRET_LENGTH} 个随机字符,例如 {how}"


def _keys(text: str) -> str:
    """Every key is `version:base64`, and 32 bytes long."""
    for each in filter(None, (part.strip() for part in text.split(","))):
        version, _, encoded = each.partition(":")
        try:
            size = len(base64.b64decode(encoded, validate=True))
        except binascii.Error:
            size = 0
        if not version or size != _KEY_BYTES:
            return (
                f"JISHI_KEYS 里的 {version or '?'} 应为「版本:base64」,解码后正好 {_KEY_BYTES} 字节,现在是 {size} 字节"
            )
    return "" if text.strip() else "JISHI_KEYS 是空的;例如 v1:$(openssl rand -base64 32)"


def _media(settings: Mapping[str, str]) -> str:
    directory = settings.get("JISHI_MEDIA_DIR", "")
    if not directory:
        return "" if settings.get("JISHI_MEDIA_URL") else "请设置 JISHI_MEDIA_DIR 或 JISHI_MEDIA_URL"
    try:
        with tempfile.TemporaryFile(dir=directory):
            return ""
    except OSError as error:
        return f"{directory} 不可写({error.strerror});请建立目录并交给运行网页的账户"


def _production(settings: Mapping[str, str]) -> str:
    if settings.get("JISHI_ENV", "production") != "production":
        return ""
    if settings.get("JISHI_SANDBOX_URL"):
        return "JISHI_SANDBOX_URL 只用于演示和测试,生产环境请去掉"
    return "" if settings.get("JISHI_BASE_DOMAIN") else "请设置 JISHI_BASE_DOMAIN(店铺的上级域名)"


def _broker(url: str) -> Iterator[Finding]:
    """Valkey answers, never drops keys by itself, and keeps what it was told."""
    line: redis.Redis = redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3, decode_responses=True)
    with line:
        try:
            line.ping()
        except redis.RedisError as error:
            yield Finding("Valkey 可连接", f"{urlsplit(url).hostname} 没有应答({error});请启动它或改正 REDIS_URL")
            return
        yield Finding("Valkey 可连接")
        yield from _policies(line.config_get)


def _policies(config_get: Callable[[str], Mapping[str | None, str | None]]) -> Iterator[Finding]:
    wanted = {
        "maxmemory-policy": ("noeviction", "会悄悄丢掉任务"),
        "appendonly": ("yes", "崩溃后排队的任务会丢,要等重发"),
    }
    for name, (value, risk) in wanted.items():
        try:
            found = config_get(name).get(name)
        except redis.RedisError:
            yield Finding(f"Valkey {name}", f"服务器不让读取;请在它的控制台确认 {name} 是 {value}")
            continue
        yield Finding(f"Valkey {name}", "" if found == value else f"现在是 {found},{risk};请改成 {value}")


if __name__ == "__main__":
    sys.exit(main())
