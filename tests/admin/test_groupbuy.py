"""拼团 over HTTP: the wizard, publishing, stopping, figures."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.catalog.models import Product, Sku
from commerce.orders.settlement import settle
from commerce.promotions.groupbuy import actions
from commerce.promotions.groupbuy.models import Group, GroupActivity, GroupPrice
from kernel import clock
from kernel.db import db, find, save
from kernel.tenancy import tenant_scope
from tenants.models import AuditEntry
from tests.support.desk import staff_browser
from tests.support.factories import a_group_activity, a_member, a_settlement, a_shop, an_order
from tests.support.sights import goods

BASE = "/admin/promotions/groupbuy"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "operations")


def a_plan(sku: object, **values: object) -> dict[str, object]:
    at = clock.shop_time(clock.now())
    return {
        "title": "开学 3 人团",
        "starts_at": f"{at:%Y-%m-%dT%H:%M}",
        "ends_at": f"{at + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "product_id": sku.product_id,
        f"price-{sku.id}": "79",
        f"quota-{sku.id}": "5",
        "size": "3",  # type: ignore[attr-defined]
        "duration_hours": "24",
        "duration_minutes": "30",
        "limit_per_member": "2",
        "step": "2",
        "go": "next",
    } | values


def an_offer(sku: object, **values: object) -> GroupActivity:
    at = clock.now()
    facts = {"starts_at": at - timedelta(hours=1), "ends_at": at + timedelta(days=3)} | values
    activity = a_group_activity(sku, **facts)  # type: ignore[arg-type]
    db.session.commit()
    return activity


def a_paid_seat(activity: GroupActivity, sku: object, group_id: int | None = None) -> int:
    at, member = clock.now(), a_member(nickname="林之恒")
    group = actions.reserve(activity.id, group_id, member_id=member.id, quantities={sku.id: 1}, at=at)  # type: ignore[attr-defined]
    order = an_order(member=member, sku=sku, at=at)  # type: ignore[arg-type]
    actions.seat(group.id, order)
    settle(a_settlement(order, at=at))
    actions.pay_seat(order.id, at)
    db.session.commit()
    return group.id


def test_the_steps_carry_what_was_typed_and_end_in_a_draft(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900)
    plan = a_plan(sku)

    second = owner.post(f"{BASE}/new", data=plan | {"step": "0"}).text
    assert f'name="price-{sku.id}"' in second
    assert 'name="title" value="开学 3 人团"' in second
    assert 'id="f-size"' in owner.post(f"{BASE}/new", data=plan | {"step": "1"}).text
    answer = owner.post(f"{BASE}/new", data=plan)

    activity = db.session.query(GroupActivity).one()
    assert answer.location == f"{BASE}/{activity.id}?done=draft"
    assert (activity.state, activity.size, activity.duration_s) == ("draft", 3, 24 * 3600 + 1800)
    price = db.session.query(GroupPrice).one()
    assert (price.price_fen, price.quota) == (7900, 5)
    assert "发布活动" in owner.get(f"{BASE}/{activity.id}").text


def test_every_wrong_cell_of_the_price_table_is_marked_at_once(owner: FlaskClient) -> None:
    first = goods(price_fen=9900)
    rows = [first] + [
        save(Sku(product_id=first.product_id, code=f"GB{number}", option_values=[f"色{number}"], price_fen=9900))
        for number in range(3)
    ]
    db.session.commit()
    typed = {"price": ["99", "79", "abc", "1"], "quota": ["0", "1.5", "", "3"]}
    cells = {
        f"{name}-{row.id}": value for name, values in typed.items() for row, value in zip(rows, values, strict=True)
    }

    answer = owner.post(f"{BASE}/new", data=a_plan(first) | cells | {"step": "1"})

    assert answer.status_code == 422
    marked = re.findall(r'name="((?:price|quota)-\d+)" value="[^"]*"[^>]*aria-invalid="true"', answer.text)
    wrong = [f"{name}-{row.id}" for row in rows[:3] for name in ("price", "quota")]
    assert marked == [name for name in wrong if name != f"price-{rows[1].id}"]
    said = dict(re.findall(r'id="([pq]e-\d+)">([^<]+)<', answer.text))
    assert said[f"pe-{rows[0].id}"] == "拼团价要低于单买价"
    assert said[f"qe-{rows[0].id}"] == "活动库存至少 1 件"
    assert said[f"qe-{rows[1].id}"] == "活动库存请填写整数"
    assert said[f"pe-{rows[2].id}"].startswith("请填写金额")
    assert f'name="price-{rows[3].id}" value="1"' in answer.text


@pytest.mark.parametrize(
    ("step", "values", "words"),
    [
        ("0", {"title": ""}, "活动名称"),
        ("0", {"ends_at": "2020-01-01T00:00"}, "结束时间"),
        ("0", {"starts_at": "x"}, "请选择日期"),
        ("1", {"product_id": ""}, "请选择一件商品"),
        ("1", {"price": "99"}, "低于单买价"),
        ("1", {"price": "abc"}, "金额"),
        ("1", {"quota": "0"}, "至少 1 件"),
        ("1", {"price": "", "quota": ""}, "至少为一个规格"),
        ("2", {"size": "1"}, "2–10"),
        ("2", {"size": "11"}, "2–10"),
        ("2", {"duration_hours": "73"}, "72 小时"),
        ("2", {"duration_hours": "0", "duration_minutes": "0"}, "1 分钟"),
        ("2", {"limit_per_member": "0"}, "每人限购"),
    ],
)
def test_each_step_tells_what_is_wrong_and_keeps_the_rest(
    owner: FlaskClient, step: str, values: dict[str, str], words: str
) -> None:
    sku = goods(price_fen=9900)
    typed = {f"{name}-{sku.id}" if name in ("price", "quota") else name: value for name, value in values.items()}

    answer = owner.post(f"{BASE}/new", data=a_plan(sku) | {"step": step} | typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(GroupActivity).count() == 0


def test_publishing_starts_it_and_is_written_down(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900)
    activity = an_offer(sku, state="draft", title="开学团")

    answer = owner.post(f"{BASE}/{activity.id}/publication")

    assert answer.status_code == 303
    assert find(GroupActivity, activity.id).state == "running"
    assert db.session.query(AuditEntry).filter_by(verb="promotions.publish").count() == 1
    assert "进行中" in owner.get(BASE).text


def test_one_product_has_one_running_group_buy(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900)
    an_offer(sku, title="老活动")
    second = an_offer(sku, state="draft")

    answer = owner.post(f"{BASE}/{second.id}/publication")

    assert answer.status_code == 409
    assert "老活动" in answer.text
    assert find(GroupActivity, second.id).state == "draft"


def test_a_product_off_the_shelf_is_not_offered(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900, state="unshelved")
    activity = an_offer(sku, state="draft")

    answer = owner.post(f"{BASE}/{activity.id}/publication")

    assert answer.status_code == 409
    assert "上架" in answer.text


def test_more_than_there_is_in_stock_is_warned_about(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900, stock=3)
    activity = an_offer(sku, state="draft", quota=50)
    assert "库存可能不够" in owner.get(f"{BASE}/{activity.id}").text


def test_stopping_leaves_open_groups_to_their_end(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900)
    activity = an_offer(sku)
    group_id = a_paid_seat(activity, sku)

    assert "1 个团不受影响" in owner.get(f"{BASE}/{activity.id}/stop", headers=HTMX).text
    owner.post(f"{BASE}/{activity.id}/stop")

    assert find(GroupActivity, activity.id).state == "stopped"
    assert find(Group, group_id).state == "open"
    assert owner.post(f"{BASE}/{activity.id}/stop").status_code == 409


def test_figures_count_paid_people_only_and_names_are_covered(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900, stock=20)
    activity = an_offer(sku, size=2)
    group_id = a_paid_seat(activity, sku)
    a_paid_seat(activity, sku, group_id)
    a_paid_seat(activity, sku)
    unpaid = actions.reserve(activity.id, None, member_id=a_member().id, quantities={sku.id: 1}, at=clock.now())
    db.session.commit()

    page = owner.get(f"{BASE}/{activity.id}").text
    figures = owner.get(f"{BASE}/{activity.id}/figures", headers=HTMX).text

    assert "林**" in page
    assert "林之恒" not in page
    assert f"团 {group_id}<" in page
    assert f"团 {unpaid.id}<" not in page
    values = [part.partition("<")[0] for part in figures.split('class="num">')[1:]]
    assert values[:4] == ["1", "1", "0", "3"]
    assert 'hx-trigger="every 30s"' in figures


def test_a_draft_can_be_changed_a_published_one_cannot(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900)
    draft, running = an_offer(sku, state="draft"), an_offer(goods(price_fen=9900))

    owner.post(f"{BASE}/{draft.id}/edit", data=a_plan(sku, title="改名的团"))

    assert find(GroupActivity, draft.id).title == "改名的团"
    assert owner.get(f"{BASE}/{running.id}/edit").status_code == 409
    assert owner.post(f"{BASE}/{running.id}/edit", data=a_plan(sku)).status_code == 409


def test_the_preview_shows_the_group_price(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900)
    activity = an_offer(sku, state="draft", price_fen=7900)
    page = owner.get(f"{BASE}/{activity.id}/preview").text
    assert "79" in page
    assert "3人团" in page
    assert find(Product, sku.product_id).title in page
    assert owner.get(f"{BASE}/{activity.id}/qr.svg").mimetype == "image/svg+xml"


def test_a_neighbours_activity_and_product_are_not_there(owner: FlaskClient) -> None:
    with tenant_scope(a_shop("other")):
        sku = goods(price_fen=9900)
        other = an_offer(sku, state="draft")
    for path in ("", "/figures", "/preview", "/stop", "/phone", "/qr.svg", "/edit"):
        assert owner.get(f"{BASE}/{other.id}{path}").status_code == 404, path
    for path in ("/publication", "/stop", "/edit"):
        assert owner.post(f"{BASE}/{other.id}{path}", data=a_plan(sku)).status_code == 404, path
    answer = owner.post(f"{BASE}/new", data=a_plan(sku))
    assert answer.status_code == 422
    assert "没有找到这件商品" in answer.text


def test_looking_and_changing_are_two_rights(app: Flask, shop: int) -> None:
    sku = goods(price_fen=9900)
    activity = an_offer(sku, state="draft")
    helpdesk = staff_browser(app, shop, "helpdesk")
    assert helpdesk.get(BASE).status_code == 200
    assert "新建拼团" not in helpdesk.get(BASE).text
    for path in ("/new", f"/{activity.id}/edit", f"/{activity.id}/publication", f"/{activity.id}/stop"):
        assert helpdesk.post(f"{BASE}{path}", data={}).status_code == 403, path
    assert staff_browser(app, shop, "warehouse").get(BASE).status_code == 403
