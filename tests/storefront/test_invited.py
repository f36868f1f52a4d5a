"""/p/<id>?group=<id>: a shopper who came by a group's link joins it, or is told why not."""

from datetime import timedelta

import pytest

from commerce.catalog.models import Sku
from commerce.promotions.groupbuy.models import Group
from kernel import clock
from kernel.db import db, find, save
from tests.support.factories import a_group_activity, a_member
from tests.support.shopper import sign_in


@pytest.fixture
def cup(a_cup):
    product_id, skus = a_cup()
    return product_id, skus[0], a_group_activity(find(Sku, skus[0]), price_fen=7900, size=3)


def a_group(activity, **values):
    at = clock.now()
    facts = {
        "activity_id": activity.id, "size": 3, "leader_member_id": a_member().id, "state": "open", "seats_taken": 1,
        "opened_at": at, "expires_at": at + timedelta(hours=2),
    }  # fmt: skip
    group = save(Group(**facts | values))
    db.session.commit()
    return group


def bar(page):
    return page.text[page.text.index('<footer class="act"') :]


def test_the_main_button_joins_at_the_groups_price_with_the_time_left(cup, browse):
    product_id, _, activity = cup
    group = a_group(activity)

    page = browse(f"/p/{product_id}?group={group.id}")

    main = bar(page)[bar(page).index('class="p"') :]
    assert f'"group_id":"{group.id}"' in main
    assert "¥79" in main
    assert "参团" in main
    assert f'data-deadline="{int(group.expires_at.timestamp() * 1000)}"' in main
    assert "发起拼团" not in page.text
    assert "发起拼团" in bar(browse(f"/p/{product_id}"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"seats_taken": 3}, "这个团刚刚满员了"),
        ({"seats_taken": 3, "seats_paid": 3, "state": "succeeded"}, "这个团刚刚满员了"),
        ({"expires_at": clock.now() - timedelta(seconds=1)}, "这个团已结束"),
        ({"state": "failed"}, "这个团已结束"),
    ],
)
def test_a_group_that_cannot_be_joined_says_so_and_offers_an_own_one(cup, browse, values, words):
    product_id, _, activity = cup
    group = a_group(activity, **values)

    page = browse(f"/p/{product_id}?group={group.id}")

    assert words in page.text
    assert "发起拼团" in bar(page)
    assert f'"group_id":"{group.id}"' not in page.text


def test_a_group_of_another_product_or_none_at_all_is_left_out(cup, a_cup, browse):
    _, _, activity = cup
    group, (other, _) = a_group(activity), a_cup("粗陶马克杯")
    for path in (f"/p/{other}?group={group.id}", f"/p/{other}?group=999999999", f"/p/{other}?group=x"):
        page = browse(path)
        assert page.status_code == 200
        assert "参团" not in bar(page)


def test_an_open_group_is_joined_at_its_price_after_the_activity_has_ended(cup, browse):
    product_id, sku_id, activity = cup
    activity.state = "ended"
    group = a_group(activity)
    form = f"sku_id={sku_id}&qty=1&mode=group&activity_id={activity.id}"

    assert "参团" in bar(browse(f"/p/{product_id}?group={group.id}"))
    assert 'name="expected_total_fen" value="8700"' in browse(f"/p/{product_id}/quote?{form}&group_id={group.id}").text
    assert 'name="expected_total_fen" value="9900"' in browse(f"/p/{product_id}/quote?{form}").text


def test_a_group_that_fills_up_while_the_sheet_is_open_becomes_an_own_one(cup, browse):
    product_id, sku_id, activity = cup
    group = a_group(activity, seats_taken=3)
    form = f"sku_id={sku_id}&qty=1&mode=group&activity_id={activity.id}&group_id={group.id}"

    quote = browse(f"/p/{product_id}/quote?{form}").text

    assert "付款后为你发起一个新团" in quote
    assert 'name="group_id" value=""' in quote
    assert 'name="expected_total_fen" value="8700"' in quote


def test_each_way_into_the_sheet_has_its_own_total_from_the_start(cup, a_cup, browse):
    product_id, sku_id, activity = cup
    db.session.commit()
    page = browse(f"/p/{product_id}").text
    assert feet(page) == {f"{sku_id}:1:group:pay": "8700", f"{sku_id}:1:single:pay": "9900"}
    assert f'name="mode" value="group"><input type="hidden" name="activity_id" value="{activity.id}"' in page

    other, skus = a_cup("粗陶马克杯")
    page = browse(f"/p/{other}").text
    assert feet(page) == {f"{skus[0]}:1:single:pay": "9900", f"{skus[0]}:1:single:cart": "9900"}
    cart = page[page.index('data-foot="') :]
    assert cart.index("加入购物车") < cart.index("立即购买")


def feet(page):
    """The totals of the sheet's feet by the choice they are true for."""
    parts = page.split('data-for="')[1:]
    return {part.split('"')[0]: part.split('expected_total_fen" value="')[1].split('"')[0] for part in parts}


def test_a_variant_outside_the_campaign_cannot_be_paid_in_its_mode(cup, a_cup, browse):
    product_id, _, activity = cup
    other = find(Sku, cup[1]).id + 1
    db.session.commit()
    quote = browse(f"/p/{product_id}/quote?sku_id={other}&qty=1&mode=group&activity_id={activity.id}").text
    assert "这个规格不参加拼团" in quote
    assert "disabled" in quote


def test_who_adds_an_address_on_the_way_comes_back_to_the_group(cup, browse, client):
    product_id, sku_id, activity = cup
    group, way = a_group(activity), f"/me/addresses/new?next=/p/{product_id}%3Fgroup%3D"
    wish = f"sku_id={sku_id}&qty=1&mode=group&activity_id={activity.id}&group_id={group.id}"
    for _ in range(2):  # as a guest, then signed in
        for path in (f"/p/{product_id}?group={group.id}", f"/p/{product_id}/quote?{wish}"):
            assert f'href="{way}{group.id}"' in browse(path).text
        assert f'{way[:-11]}"' in browse(f"/p/{product_id}").text
        sign_in(client, a_member())
