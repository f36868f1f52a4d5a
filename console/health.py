"""系统健康: what we depend on, asked now, with short patience."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from flask import Blueprint, current_app
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from commerce.books import platform
from console.access import operator_only
from console.context import console_page
from jobs import clocks, doorbell, heartbeat
from jobs import queries as jobs
from kernel import clock
from kernel.db import db, reading
from kernel.unscoped import every_tenant
from tenants import stops

bp = Blueprint("console_health", __name__, url_prefix="/console/health")
PATIENCE_S = 2.0
OLDEST_FACT_S = 60
VENDORS = {"微信支付": "https://api.mch.weixin.qq.com/", "微信公众平台": "https://api.weixin.qq.com/"}


@dataclass(frozen=True)
class Card:
    """One dependency: ok, warn or bad, in words."""

    name: str
    kind: str
    word: str
    detail: str


@bp.get("")
@operator_only
def show() -> str:
    """All cards; a dependency that is away makes its card red, not the page."""
    cards = [
        _timed("数据库", _database),
        _timed("缓存与消息（Valkey）", _broker),
        *_processes(),
        _clocks(),
        *_queues(),
        _money(),
        *_vendors(),
    ]
    return console_page("console/health.html", active="health", cards=cards, at=clock.now())


def _timed(name: str, check: Callable[[], str]) -> Card:
    started = time.perf_counter()
    try:
        detail = check()
    except (SQLAlchemyError, RedisError, httpx.HTTPError) as error:
        return Card(name, "bad", "无法连接", type(error).__name__)
    return Card(name, "ok", "正常", f"{detail}用时 {(time.perf_counter() - started) * 1000:.0f} 毫秒")


def _database() -> str:
    with every_tenant(), reading():
        size = db.session.scalar(text("SELECT pg_size_pretty(pg_database_size(current_database()))"))
        used = db.session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"))
    return f"占用 {size}，{used} 个连接，"


def _broker() -> str:
    doorbell.broker().ping()
    return ""


def _processes() -> list[Card]:
    names = {"relay": "事件转发进程", "scheduler": "定时进程"}
    with every_tenant():
        signs = heartbeat.signs()
    cards = []
    for key, name in names.items():
        is_fresh, beaten_at = signs.get(key, (False, None))
        detail = f"最近心跳 {clock.shop_time(beaten_at):%H:%M:%S}" if beaten_at else "还没有收到过心跳"
        cards.append(Card(name, "ok" if is_fresh else "bad", "运行中" if is_fresh else "没有心跳", detail))
    return [*cards, _workers()]


def _workers() -> Card:
    """Who does slow work. The broker forgets a worker that has been silent for a minute."""
    name = "任务工作进程"
    try:
        signs = doorbell.workers()
    except RedisError as error:
        return Card(name, "bad", "无法连接", type(error).__name__)
    if not signs:
        return Card(name, "bad", "没有心跳", "没有工作进程在运行：任务会排队，启动后自动处理")
    newest = max(clock.shop_time(sign.beaten_at) for sign in signs)
    busy = sum(sign.is_busy for sign in signs)
    return Card(name, "ok", "运行中", f"{len(signs)} 个，{busy} 个正在处理任务，最近心跳 {newest:%H:%M:%S}")


def _clocks() -> Card:
    """Ours against the database's and WeChat Pay's: letters five minutes off are refused by either side."""
    names = {"relay": "事件转发进程与数据库", "scheduler": "定时进程与数据库", "wechat_pay": "与微信支付"}
    with every_tenant(), reading():
        there = db.session.scalar(text("SELECT clock_timestamp()"))
    own_ms = round((clock.now() - there).total_seconds() * 1000) if there else 0
    with every_tenant():
        found = heartbeat.skews() | ({"web": own_ms} if abs(own_ms) >= clocks.WARN_MS else {})
    if not found:
        return Card("时钟", "ok", "一致", "与数据库、微信支付相差不到 5 秒")
    is_bad = any(abs(skew_ms) >= clocks.ALARM_MS for skew_ms in found.values())
    told = "；".join(f"{names.get(name, '网页进程与数据库')}：{clocks.words(ms)}" for name, ms in found.items())
    return Card("时钟", "bad" if is_bad else "warn", "不一致", f"{told}。超过 5 分钟收付款会停，请启用 NTP 校时")


def _queues() -> list[Card]:
    with every_tenant(), reading():
        depths = jobs.depths()
    age_s = (clock.now() - depths.oldest_fact_at).total_seconds() if depths.oldest_fact_at else 0
    is_slow, dead = age_s > OLDEST_FACT_S, depths.facts_dead + depths.jobs_dead
    return [
        Card("事件投递", "warn" if is_slow else "ok", "积压" if is_slow else "正常",
             f"等待 {depths.facts_waiting} 条，最老 {age_s:.0f} 秒"),
        Card("失败停止", "bad" if dead else "ok", f"{dead} 条" if dead else "没有",
             f"任务 {depths.jobs_dead}，投递 {depths.facts_dead}，重试中 {depths.jobs_failing}"),
    ]  # fmt: skip


def _money() -> Card:
    with every_tenant(), reading():
        rows = platform.shops(clock.now())
        stopped = len(stops.standing())
    open_count, late = sum(row.open_count for row in rows), sum(row.late_count for row in rows)
    is_bad = bool(open_count or late or stopped)
    detail = f"差异 {open_count} 条，超时未清 {late} 笔，暂停 {stopped} 项"
    return Card("资金与对账", "warn" if is_bad else "ok", "需要处理" if is_bad else "全部对平", detail)


def _vendors() -> list[Card]:
    sandbox = current_app.extensions["jishi.settings"].sandbox_url
    addresses = {"供应商沙箱": sandbox} if sandbox else VENDORS
    return [_timed(name, lambda address=address: _reach(address)) for name, address in addresses.items()]  # type: ignore[misc]


def _reach(address: str) -> str:
    """Any answer will do: it is the way there that is asked about."""
    answer = httpx.get(address, timeout=PATIENCE_S, follow_redirects=False)
    return f"答复 {answer.status_code}，"
