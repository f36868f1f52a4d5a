"""A group fails while somebody is about to pay: the order closes, so that no money comes only to go back."""

from datetime import timedelta

from sqlalchemy import select

from commerce.checkout import actions as checkout
from commerce.events.promotions import GroupFailed
from commerce.inventory import queries as inventory
from commerce.orders.models import Order
from commerce.promotions.groupbuy import actions, handlers, jobs
from jobs.models import Job
from kernel import clock
from kernel.db import db, find, reading, transaction
from tests.promotions.groupbuy.test_actions import buy, group_of, placing
from tests.support.factories import a_group_activity, a_member, a_product
from tests.wechat.conftest import connected as connected


def test_who_was_about_to_pay_in_a_group_that_failed_need_not(connected, sandbox):
    with transaction():
        sku = a_product(stock=20)
        activity = a_group_activity(sku)
        group = group_of(buy(a_member(), sku, activity))
        waiting_id = checkout.place(placing(a_member(), sku, activity, group), at=clock.now()).id
        actions.expire(group.id, group.expires_at + timedelta(seconds=1))
        handlers.on_group_failed(GroupFailed(group.id, activity.id, ""))
        [asked] = db.session.execute(select(Job.name, Job.arguments).where(Job.name.endswith("close_unpaid")))
        group_id, sku_id = group.id, sku.id
    assert asked == ("commerce.promotions.groupbuy.jobs.close_unpaid", [group_id])

    jobs.close_unpaid(group_id)
    jobs.close_unpaid(group_id)

    with reading():
        waiting = find(Order, waiting_id)
        assert (waiting.state, waiting.close_reason) == ("closed", "拼团没有成")
        assert inventory.sellable(sku_id) == 20
