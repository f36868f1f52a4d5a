"""资金: what waits in every shop at a glance, and the switch for all of them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.books import actions, jobs
from commerce.orders.settlement import settle
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tenants import stops
from tenants.models import AuditEntry, OperatorEntry
from tests.support import factories


@pytest.fixture(scope="module")
def troubled(platform: Flask) -> int:
    """A shop with money nobody can place, long overdue, and a bill that did not come."""
    with tenant_scope(None):
        tenant_id = factories.a_shop(name="云上书屋")
    with tenant_scope(tenant_id):
        with transaction():
            order = factories.an_order()
            settle(factories.a_settlement(order, total_fen=777, at=clock.now() - timedelta(days=9)))
            actions.record_late("trade", clock.today_on(), "微信支付还在生成账单", at=clock.now())
        jobs.cross_check()
    return tenant_id


def rows_of(verb: str) -> list[str]:
    with tenant_scope(None), reading():
        return [row.summary for row in db.session.scalars(select(OperatorEntry).where(OperatorEntry.verb == verb))]


def test_late_money_and_differences_are_seen_per_shop(console: FlaskClient, troubled: int) -> None:
    page = console.get("/console/money").text
    assert "云上书屋" in page
    assert "¥15.54" in page  # on its way and in suspense, 7.77 each
    assert "需要处理" in console.get("/console/health").text


def test_the_platform_stops_refunds_everywhere_and_lets_them_go_on(console: FlaskClient, troubled: int) -> None:
    asked = {"what": "refunds", "shop": "", "reason": "微信支付故障"}
    assert console.post("/console/money/stops", data=asked | {"reason": " "}).status_code == 422
    assert console.post("/console/money/stops", data=asked).status_code == 303
    assert console.post("/console/money/stops", data=asked).status_code == 303
    with tenant_scope(troubled), reading():
        assert stops.is_stopped("refunds")
        [row] = stops.standing(troubled)
    assert "全平台" in console.get("/console/money").text
    assert console.post(f"/console/money/stops/{row.id}/release").status_code == 303
    assert console.post(f"/console/money/stops/{row.id}/release").status_code == 303
    assert console.post("/console/money/stops/987654321/release").status_code == 404
    with tenant_scope(troubled), reading():
        assert not stops.is_stopped("refunds")
    assert any("全平台退款" in line for line in rows_of("money.stop"))


def test_one_shop_or_one_campaign_is_stopped_and_the_shop_is_told(console: FlaskClient, troubled: int) -> None:
    with tenant_scope(troubled), transaction():
        activity = factories.a_group_activity(factories.a_product(title="手冲壶"))
    campaign = f"groupbuy:{activity.id}"
    asked = {"what": "campaign", "shop": str(troubled), "campaign": campaign, "reason": "价格设错"}
    choices = console.get("/console/money").text.split('name="campaign"')[1].split("</select>")[0]
    assert f'value="{campaign}"' in choices
    assert "3人团 · 手冲壶" in choices
    assert console.post("/console/money/stops", data=asked | {"campaign": "DROP"}).status_code == 422
    assert console.post("/console/money/stops", data=asked | {"shop": "987654321"}).status_code == 422
    assert console.post("/console/money/stops", data=asked).status_code == 303
    with tenant_scope(None):
        other = factories.a_shop()
    for tenant_id, is_stopped in ((troubled, True), (other, False)):
        with tenant_scope(tenant_id), reading():
            assert stops.is_stopped("campaign", campaign) is is_stopped
    with tenant_scope(troubled), reading():
        [told] = db.session.scalars(select(AuditEntry.summary).where(AuditEntry.verb == "money.stop")).all()
    assert "价格设错" in told


def test_a_campaign_is_stopped_in_its_own_shop_whatever_range_was_chosen(console: FlaskClient, troubled: int) -> None:
    """In another shop the stop would hold nothing, and the campaign would go on unnoticed."""
    with tenant_scope(None):
        other = factories.a_shop(name="别家")
    with tenant_scope(troubled), transaction():
        activity = factories.a_group_activity(factories.a_product(title="保温壶"))
        ended = factories.a_group_activity(factories.a_product(title="过季壶"), state="ended")
    campaign = f"groupbuy:{activity.id}"
    asked = {"what": "campaign", "shop": "", "campaign": campaign, "reason": "价格设错"}

    wrong = console.post("/console/money/stops", data=asked | {"shop": str(other)})
    assert wrong.status_code == 422
    assert "这个活动不是所选店铺的" in wrong.text
    for unknown in ("", f"groupbuy:{ended.id}", "groupbuy:987654321"):
        missing = console.post("/console/money/stops", data=asked | {"campaign": unknown})
        assert missing.status_code == 422
        assert "请从列表里选择要暂停的活动" in missing.text

    assert console.post("/console/money/stops", data=asked).status_code == 303
    with tenant_scope(troubled), reading():
        assert stops.is_stopped("campaign", campaign)
        [told] = db.session.scalars(
            select(AuditEntry.summary).where(AuditEntry.verb == "money.stop", AuditEntry.summary.contains(campaign))
        ).all()
    assert "价格设错" in told
