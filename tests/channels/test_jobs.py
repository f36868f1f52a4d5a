"""Limits, budgets, tokens and nightly comparisons."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from channels import queries
from channels.actions import accounts
from channels.jobs import orders as pulling
from channels.jobs import stock as stocking
from channels.jobs import upkeep
from channels.models import Listing, SyncReport
from commerce.catalog.models import Product
from jobs.models import Job
from kernel import clock
from kernel.db import db, reading, transaction
from tenants import secrets, settings
from tests.channels.conftest import account
from tests.support.factories import a_product, an_order


def open_jobs(name: str) -> list[Job]:
    with reading():
        statement = select(Job).where(Job.name == name, Job.done_at.is_(None)).order_by(Job.id)
        return list(db.session.scalars(statement))


def sell(sku) -> None:
    with transaction():
        an_order(sku=sku)


def test_code_7_waits_as_long_as_told_and_one_second_more(market, cup):
    ban = {
        "code": "7",
        "message": "This ban will last for 3 more seconds",
        "sub_code": "accesscontrol.limited-by-app-access-count",
    }
    market.sandbox.post("/faults", path="/router/rest", api="taobao.skus.*", times=1, **ban)
    sell(cup)
    before = clock.now()

    market.settle()

    assert account("tmall").error_words == "天猫接口调用太频繁，4 秒后自动重试"
    assert timedelta(seconds=3) < account("tmall").limited_until - before
    waiting = [job for job in open_jobs("channels.jobs.stock.push_stock") if job.arguments == [account("tmall").id]]
    assert len(waiting) == 1
    assert market.stock("tmall", cup) == 10

    with transaction():
        accounts.allow_again(market.account_ids["tmall"])
    stocking.push_stock(market.account_ids["tmall"])
    assert (market.stock("tmall", cup), account("tmall").error_kind) == (9, None)


def test_a_busy_platform_is_raised_for_the_queue_to_retry(market, cup):
    market.sandbox.post(
        "/faults", path="/jd/routerjson", api="jingdong.ware.stock.*", code="65", message="timeout", times=1
    )
    sell(cup)
    with pytest.raises(Exception, match="京东暂时没有响应"):
        market.settle()

    market.settle()
    assert (market.stock("jd", cup), account("jd").error_kind) == (9, None)


@pytest.mark.parametrize("platform", ["tmall", "jd"])
def test_an_expired_token_asks_for_a_new_authorisation(market, cup, platform):
    vendor = {"tmall": "taobao", "jd": "jd"}[platform]
    market.sandbox.post("/tokens/expire", kind=vendor, account={"tmall": "top-key", "jd": "jos-key"}[platform])
    sell(cup)

    market.settle()

    assert (account(platform).state, account(platform).error_kind) == ("expired", "authorisation")
    assert "请重新授权" in account(platform).error_words


def test_wrong_keys_and_missing_rights_are_told_apart(market, cup):
    market.sandbox.post("/faults", path="/router/rest", code="11", message="Insufficient ISV Permissions", times=1)
    market.pull("tmall")
    assert account("tmall").error_kind == "permission"

    with transaction():
        secrets.put("jd.app_secret", "wrong")
    market.pull("jd")
    assert account("jd").error_kind == "keys"
    assert "App Secret" in account("jd").error_words


def test_the_budget_of_a_day_keeps_reading_back_first(market, cup):
    with transaction():
        settings.CHANNEL_DAILY_CALLS.set(queries.calls_on(market.account_ids["tmall"], clock.today_on()) + 1)
    market.pull("tmall")
    assert account("tmall").error_kind == "budget"

    sell(cup)
    market.settle()
    assert market.stock("tmall", cup) == 9

    sell(cup)
    market.settle()
    assert market.stock("tmall", cup) == 9
    with reading():
        assert queries.calls_on(market.account_ids["tmall"], clock.today_on()) == settings.CHANNEL_DAILY_CALLS.get()
        listing = db.session.scalars(select(Listing).where(Listing.account_id == market.account_ids["tmall"])).one()
    assert listing.wanted_version > listing.pushed_version


def test_a_reading_is_followed_by_the_next_one(market):
    with transaction():
        settings.CHANNEL_PULL_S.set(7)
    market.pull("jd")
    pulling.keep_pulling()
    market.pull("jd")

    assert [
        job.key for job in open_jobs("channels.jobs.orders.pull_orders") if job.arguments == [market.account_ids["jd"]]
    ] == [f"pull:{market.account_ids['jd']}"]


def test_jd_is_refreshed_in_the_last_day_only(market):
    in_two_days, in_one_hour = clock.now() + timedelta(days=2), clock.now() + timedelta(hours=1)
    rows = [(in_two_days, False), (in_one_hour, True), (clock.now() - timedelta(hours=1), False)]
    for until, is_due in rows:
        with transaction():
            accounts.account_of("jd").token_until = until
        assert upkeep._is_due(account("jd"), clock.now()) is is_due


def test_a_refused_refresh_asks_for_a_new_authorisation(market):
    with transaction():
        accounts.account_of("jd").token_until = clock.now() + timedelta(hours=1)
    upkeep.refresh_tokens()
    assert account("jd").state == "expired"


def test_the_nightly_comparison_reports_and_mends(market, cup):
    with transaction():
        exclusive = a_product(stock=3, is_wechat_exclusive=True)
    market.shelve("tmall", exclusive, 2)
    skus = [{"outer_id": "NOBODYS", "name": "绿", "stock": 1}]
    market.sandbox.post("/taobao/items", app_key="top-key", title="没人认领", outer_id="N", price_fen=100, skus=skus)
    market.sandbox.put("/taobao/stock", app_key="top-key", outer_id=cup.code, quantity=77)
    market.buy("tmall", cup, paid=False)

    upkeep.reconcile_account(market.account_ids["tmall"])
    market.settle()

    with reading():
        report = db.session.scalars(select(SyncReport)).one()
        assert db.session.scalars(select(Product.is_wechat_exclusive).where(Product.id == exclusive.product_id)).one()
    kinds = {one["kind"]: (one["remote"], one["ours"]) for one in report.differences}
    assert kinds == {"level": (76, 9), "exclusive": (2, None), "unmapped": (1, None)}
    assert (report.compared, report.orders_seen, report.orders_added) == (3, 1, 0)
    assert market.stock("tmall", cup) == 9
    assert market.stock("tmall", exclusive) == 2


def test_secrets_are_kept_sealed(market):
    with reading():
        rows = db.session.execute(db.text("SELECT row_to_json(s)::text FROM secrets s")).scalars().all()
        job_arguments = db.session.execute(db.text("SELECT arguments::text FROM jobs")).scalars().all()
    assert not any("top-secret" in row or "tmall-token" in row for row in [*rows, *job_arguments])
