"""A closed account: its finished orders say no more who it was; what is still under way does, until it is over."""

from commerce.members import erasure
from commerce.orders import actions, forgetting
from commerce.orders.models import Order
from kernel.db import lock, transaction
from tests.support.factories import NOON, a_member, an_order


def recipients(orders):
    with transaction():
        return [lock(Order, order.id).recipient for order in orders]


def test_finished_orders_of_erased_people_keep_the_deal_and_lose_the_person(shop):
    with transaction():
        member, other = a_member(), a_member()
        done, open_, contested = (an_order(member=member) for _ in range(3))
        others = an_order(member=other)
        for order in (done, contested, others):
            actions.close(order.id, "超时未付款", by="system", at=NOON)
        contested.open_cases = 1
        before = done.total_fen
        erasure.erase_person(member.id, by="wechat", at=NOON)

    forgetting.forget_erased()
    forgetting.forget_erased()

    mine, under_way, in_dispute, strangers = recipients([done, open_, contested, others])
    assert mine == {
        "name": "已注销用户", "phone": "", "detail": "", "province": "上海市", "city": "上海市", "district": "静安区",
    }  # fmt: skip
    assert {row["phone"] for row in (under_way, in_dispute, strangers)} == {"13800006621"}
    assert done.total_fen == before

    with transaction():
        actions.close(open_.id, "超时未付款", by="system", at=NOON)
    forgetting.forget_erased()
    assert recipients([open_])[0]["phone"] == ""
