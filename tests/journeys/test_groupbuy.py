"""拼团 in browsers: two complete a group and are counted; an expired group gives everybody the money back."""

import pytest

from tests.journeys.shopping import (
    Taps,
    arrive,
    confirm_in_wechat,
    have_an_address,
    paid_order,
    see_the_sheet,
    start_group,
)

ACTIVITY = """
SELECT id, product_id FROM group_activities WHERE tenant_id = %s AND size = 2 AND state = 'running' ORDER BY id LIMIT 1
"""


@pytest.fixture
def activity(demo):
    """A running group-buy for two."""
    [found] = demo.rows(ACTIVITY, demo.shop("shanlan")["tenant_id"])
    return found


def counted(demo, activity_id):
    return demo.one(
        "SELECT succeeded_count FROM group_activities WHERE id = %s AND tenant_id = %s",
        activity_id,
        demo.shop("shanlan")["tenant_id"],
    )


def test_two_shoppers_complete_a_group_and_the_counter_rises_by_one(phone, demo, activity):
    activity_id, product_id = activity
    before = counted(demo, activity_id)
    leader, friend = phone("lin"), phone("zhou")
    number, link = start_group(leader, demo, product_id)
    have_an_address(friend, demo, "shanlan")

    arrive(friend, demo, "shanlan", link)
    friend.locator("a:has-text('立即参团')").tap()
    see_the_sheet(friend)
    friend.locator("#buy-sheet button[type=submit]").tap()
    confirm_in_wechat(friend)
    paid_order(friend)

    demo.until(lambda: counted(demo, activity_id) == before + 1, what="the group is complete")
    arrive(leader, demo, "shanlan", link)
    leader.wait_for_selector("text=拼团成功")
    arrive(leader, demo, "shanlan", "/groups")
    assert f"已拼团成功{before + 1}组" in leader.inner_text("main").replace("\n", "")
    assert demo.one("SELECT is_blocked FROM orders WHERE number = %s", number) is False


def test_a_friend_who_is_here_for_the_first_time_stands_in_the_sheet_after_one_tap(phone, demo, activity):
    _, product_id = activity
    number, link = start_group(phone("qin"), demo, product_id)
    friend = phone("shi")
    arrive(friend, demo, "shanlan", link)
    taps = Taps(friend)

    taps.tap("a:has-text('立即参团')")  # WeChat's silent login comes in between and drops what stands behind a #
    see_the_sheet(friend)
    assert taps.count == 1
    assert "buy=1" not in friend.url  # going back opens nothing again
    group_id = friend.input_value("#buy-sheet [name=group_id]")
    assert link.endswith(f"/{group_id}")
    taps.tap("#buy-address a")
    friend.wait_for_url("**/p/*address=*")
    see_the_sheet(friend)
    friend.wait_for_selector("#buy-pay[data-for*=':group:'] button[type=submit]:enabled")
    taps.tap("#buy-sheet button[type=submit]")
    confirm_in_wechat(friend)

    assert taps.count == 3  # the address is the one tap more of a first purchase
    joined = "SELECT campaign->>'group_id' FROM orders WHERE number = %s"
    assert demo.one(joined, paid_order(friend)) == demo.one(joined, number) == group_id


def test_an_expired_group_refunds_everyone_with_proof(phone, demo, activity):
    _, product_id = activity
    page = phone("wang")
    number, _ = start_group(page, demo, product_id)
    [(tenant_id, order_id, group_id, total_fen)] = demo.rows(
        "SELECT tenant_id, id, (campaign->>'group_id')::bigint, total_fen FROM orders WHERE number = %s", number
    )

    demo.rows(
        "UPDATE groups SET expires_at = now() - interval '1 s' WHERE tenant_id = %s AND id = %s", tenant_id, group_id
    )
    demo.rows("UPDATE jobs SET run_after = now() WHERE tenant_id = %s AND key = %s", tenant_id, f"group:{group_id}")

    def refunded():
        return demo.rows(
            "SELECT number, refund_fen FROM refunds WHERE tenant_id = %s AND order_id = %s AND state = 'settled'",
            tenant_id,
            order_id,
        )

    [(refund_number, refund_fen)] = demo.until(refunded, what="the refund is settled", seconds=90)
    assert refund_fen == total_fen
    page.goto(f"{demo.shop('shanlan')['storefront']}/orders/{number}")
    page.wait_for_selector(f"text={refund_number}")
    assert "已到账" in page.inner_text("main")
    remote = demo.sandbox("GET", "refunds")["refunds"]
    assert next(each for each in remote if each["out_refund_no"] == refund_number)["status"] == "SUCCESS"
