"""A group's own page and the hub: what can still be done, and pieces that can really be had."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from commerce.catalog.models import Sku
from commerce.inventory import actions as inventory
from commerce.promotions.groupbuy.models import Group, GroupPrice, Seat
from kernel import clock
from kernel.db import db, find, save
from tests.storefront.conftest import WECHAT
from tests.support.factories import a_group_activity, a_member, a_warehouse, an_order
from tests.support.queries import count_queries
from tests.support.shopper import SHOP, sign_in


@pytest.fixture
def cup(a_cup):
    product_id, skus = a_cup()
    return product_id, skus[0], a_group_activity(find(Sku, skus[0]), price_fen=7900, size=2)


def a_group(activity, sku_id, *seats, **values):
    """seats: the states of its seats, the leader's first. Gives the group and its people."""
    at, people = clock.now(), [a_member() for _ in seats]
    facts = {
        "activity_id": activity.id, "size": 2, "leader_member_id": people[0].id, "state": "open",
        "seats_taken": len(seats), "seats_paid": seats.count("paid"), "opened_at": at,
        "expires_at": at + timedelta(hours=2),
    }  # fmt: skip
    group = save(Group(**facts | values))
    for person, state in zip(people, seats, strict=True):
        order = an_order(member=person, sku=find(Sku, sku_id), at=at)
        save(
            Seat(
                group_id=group.id,
                member_id=person.id,
                order_id=order.id,
                state=state,
                sku_id=sku_id,
                is_leader=person is people[0],
            )
        )
    db.session.commit()
    return group, people


def main(page):
    return page.text[page.text.index("<main") : page.text.index("</main>")]


def test_a_friends_way_into_the_sheet_survives_wechats_login(cup, client, connected):
    product_id, sku_id, activity = cup
    group, _ = a_group(activity, sku_id, "paid")
    link = f"/p/{product_id}?group={group.id}&buy=1"

    page = client.get(f"/g/{group.id}", base_url=SHOP, headers={"User-Agent": WECHAT})
    assert f'href="{link.replace("&", "&amp;")}">立即参团' in page.text
    to_login = client.get(link, base_url=SHOP, headers={"User-Agent": WECHAT})
    to_wechat = client.get(to_login.location, base_url=SHOP, headers={"User-Agent": WECHAT})

    assert (to_login.status_code, to_wechat.status_code) == (302, 302)
    with client.session_transaction(base_url=SHOP) as session:
        assert [state[1] for state in session["oauth_states"]] == [link]


def test_a_group_whose_last_seat_waits_for_money_says_so(cup, browse, client):
    _, sku_id, activity = cup
    group, (leader, _) = a_group(activity, sku_id, "paid", "held")
    for path in (f"/g/{group.id}", f"/g/{group.id}/progress"):
        page = browse(path)
        assert page.status_code == 200
        assert "名额已占满，正在等待付款" in page.text
        assert "还差" not in page.text
        assert "data-deadline" not in page.text
    sign_in(client, leader)
    assert "邀请好友参团" not in main(browse(f"/g/{group.id}"))


def test_a_group_whose_time_is_up_says_so_before_the_job_has_run(cup, browse, client):
    _, sku_id, activity = cup
    group, (leader,) = a_group(activity, sku_id, "paid", expires_at=clock.now() - timedelta(seconds=1))
    sign_in(client, leader)

    page = main(browse(f"/g/{group.id}"))

    assert "这个团已结束，没有成团" in page
    assert "正在安排退款" in page
    assert "邀请好友参团" not in page
    assert "data-deadline" not in page
    assert "还差" not in browse(f"/g/{group.id}").text


def test_an_open_group_still_invites(cup, browse, client):
    _, sku_id, activity = cup
    group, (leader,) = a_group(activity, sku_id, "paid")
    assert "立即参团" in main(browse(f"/g/{group.id}"))
    sign_in(client, leader)
    page = main(browse(f"/g/{group.id}"))
    assert "邀请好友参团" in page
    assert "还差" in page


@pytest.mark.parametrize(("stock", "words"), [(7, "仅剩 7 件"), (0, "已抢完"), (1000, "仅剩 99 件")])
def test_the_hub_tells_of_pieces_that_can_be_had(cup, browse, stock, words):
    _, sku_id, activity = cup
    activity_price(activity).taken = 1
    inventory.adjust(sku_id, a_warehouse().id, stock, reason="盘点", cause="c", by="s")
    db.session.commit()
    browse("/groups")
    with count_queries() as sent:
        page = browse("/groups")
    assert words in main(page)
    assert len(sent) <= 3, sent


def activity_price(activity):
    return db.session.scalars(select(GroupPrice).where(GroupPrice.activity_id == activity.id)).one()
