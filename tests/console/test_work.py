"""Jobs and deliveries that stopped: shown with their cause, run again one, some or all."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rq import Queue, Worker
from sqlalchemy import insert, select

from jobs import clocks, doorbell, heartbeat
from jobs.models import Job, Outbox
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tests.support import factories
from tests.support.turning import turned


def a_job(name: str, *, is_dead: bool = True, **values: object) -> int:
    with tenant_scope(None), transaction():
        facts = {
            "name": name,
            "arguments": [7],
            "attempts": 8,
            "cause": "PlatformBusy('接口繁忙')",
            "run_after": clock.now() + timedelta(days=1),
        }
        if is_dead:
            facts["dead_at"] = clock.now()
        return db.session.scalar(insert(Job).values(**facts | values).returning(Job.id))


def a_delivery(name: str) -> int:
    with tenant_scope(None):
        tenant_id = factories.a_shop()
    with tenant_scope(None), transaction():
        facts = {"tenant_id": tenant_id, "fact_id": 1, "name": name, "subject": "order:1", "dead_at": clock.now(),
                 "attempts": 10, "cause": "channels.handlers.on_order_paid: Boom()"}  # fmt: skip
        return db.session.scalar(insert(Outbox).values(**facts).returning(Outbox.id))


def is_dead(model: type, row_id: int) -> bool:
    with tenant_scope(None), reading():
        return db.session.scalars(select(model.dead_at).where(model.id == row_id)).one() is not None


def test_a_stopped_job_is_shown_with_its_cause_and_runs_again(platform: Flask, console: FlaskClient) -> None:
    job_id = a_job("channels.jobs.shown")
    page = console.get("/console/jobs?name=channels.jobs.shown").text

    assert "接口繁忙" in page
    assert console.post("/console/jobs/replay", data={"ids": [job_id]}).status_code == 303
    assert not is_dead(Job, job_id)
    assert "重放 1 个任务" in console.get("/console/audit").text


def test_all_that_match_run_again_and_no_others(platform: Flask, console: FlaskClient) -> None:
    some = [a_job("channels.jobs.matching") for _ in range(3)]
    other = a_job("wechat.jobs.other")

    console.post("/console/jobs/replay", data={"all_matched": "1", "name": "jobs.matching"})

    assert [is_dead(Job, job_id) for job_id in [*some, other]] == [False, False, False, True]


def test_a_waiting_job_is_cancelled_and_can_run_again(platform: Flask, console: FlaskClient) -> None:
    job_id = a_job("channels.jobs.waiting", is_dead=False, attempts=0)
    working = a_job("channels.jobs.working", is_dead=False, lease_until=clock.now() + timedelta(minutes=2))

    console.post("/console/jobs/cancellation", data={"ids": [job_id, working]})

    assert [is_dead(Job, job_id), is_dead(Job, working)] == [True, False]


def test_a_stopped_delivery_runs_again(platform: Flask, console: FlaskClient) -> None:
    outbox_id = a_delivery("OrderPaidForTest")

    assert "Boom" in console.get("/console/outbox?name=OrderPaidForTest").text
    console.post("/console/outbox/replay", data={"ids": [outbox_id]})

    assert not is_dead(Outbox, outbox_id)


@pytest.mark.parametrize("typed", ["x", "1;drop", "-1", "9" * 30])
def test_nonsense_ids_are_refused(console: FlaskClient, typed: str) -> None:
    assert console.post("/console/jobs/replay", data={"ids": [typed]}).status_code == 422


def test_the_health_page_tells_of_living_processes(platform: Flask, console: FlaskClient) -> None:
    before = console.get("/console/health").text
    heartbeat.beat("relay")
    after = console.get("/console/health").text

    assert "数据库" in before
    assert before.count("没有心跳") >= 2
    assert after.count("没有心跳") == before.count("没有心跳") - 1
    with tenant_scope(None):
        assert heartbeat.signs()["relay"][1] <= clock.now()


def test_the_health_page_knows_whether_anybody_works(platform: Flask, console: FlaskClient) -> None:
    before = console.get("/console/health").text.split("任务工作进程")[1].split("</section>")[0]
    worker = Worker([Queue("default", connection=doorbell.broker())], connection=doorbell.broker())
    worker.register_birth()
    try:
        after = console.get("/console/health").text.split("任务工作进程")[1]
    finally:
        worker.register_death()

    assert "没有心跳" in before
    assert "运行中" in after
    assert "1 个，0 个正在处理任务" in after


@pytest.mark.parametrize("path", ["/console/jobs?name=channels.jobs.turned", "/console/outbox?name=TurnedFact"])
def test_the_pages_turn_back_one_by_one(platform: Flask, console: FlaskClient, path: str) -> None:
    with tenant_scope(None), transaction():
        facts = {"name": path.partition("=")[2], "dead_at": clock.now(), "attempts": 8, "cause": "Boom()"}
        if "outbox" in path:
            facts |= {"tenant_id": factories.a_shop(), "fact_id": 1, "subject": "order:1"}
            db.session.execute(insert(Outbox), [facts] * 105)
        else:
            db.session.execute(insert(Job), [facts | {"arguments": [7]}] * 105)

    there, back = turned(console, path)

    assert len(there) == 3
    assert back == there[::-1]
    assert sum(page.count('name="ids"') for page in there) == 105


def test_clocks_that_disagree_are_an_alarm_on_the_front_page(platform: Flask, console: FlaskClient) -> None:
    heartbeat.forget()
    assert "相差不到 5 秒" in console.get("/console/health").text
    heartbeat.note_clock("wechat_pay", clocks.WARN_MS - 1)
    assert "服务器时钟" not in console.get("/console/").text
    heartbeat.note_clock("wechat_pay", -420_000)
    page = console.get("/console/health").text
    assert "与微信支付：慢 7 分钟" in page
    assert "请启用 NTP 校时" in page
    assert "服务器时钟与数据库或微信支付不一致" in console.get("/console/").text
