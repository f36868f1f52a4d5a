"""上一页 turns back one page: every list that is turned shows the same pages there and back, without gap or double."""

from datetime import timedelta

import pytest
from flask import Flask

from commerce.books.models import Difference
from commerce.inventory.models import Movement, Stock
from commerce.ledger import actions as ledger
from commerce.ledger.rules import capture
from commerce.promotions.groupbuy.models import Group
from kernel import clock
from kernel.db import db
from tests.support.desk import staff_browser
from tests.support.factories import a_group_activity, a_member, a_product
from tests.support.turning import turned

MANY, PAGES = 45, 3


def movements() -> str:
    sku = a_product(stock=1)
    stock_id = db.session.query(Stock.id).filter(Stock.sku_id == sku.id).scalar()
    db.session.add_all(
        Movement(stock_id=stock_id, delta=1, on_hand_after=n, cause=f"adjust:{n}", reason=f"盘点 {n}", by="staff:1")
        for n in range(MANY - 1)
    )
    return "/admin/inventory/movements"


def activities() -> str:
    for number in range(MANY):
        a_group_activity(a_product(title=f"杯 {number}"))
    return "/admin/promotions/groupbuy"


def groups() -> str:
    sku, leader, at = a_product(), a_member(), clock.now()
    activity = a_group_activity(sku)
    db.session.add_all(
        Group(
            activity_id=activity.id, size=3, seats_taken=1, state="open", opened_at=at,
            leader_member_id=leader.id, expires_at=at + timedelta(hours=n + 1),
        )
        for n in range(MANY)
    )  # fmt: skip
    return f"/admin/promotions/groupbuy/{activity.id}"


def differences() -> str:
    db.session.add_all(
        Difference(
            kind="missing", fingerprint=f"f{n}", source="trade", found_on=clock.today_on(), number=f"P{n:04d}",
            summary=f"少一笔 {n}", found_at=clock.now(),
        )
        for n in range(MANY)
    )  # fmt: skip
    return "/admin/books/differences"


def journals() -> str:
    at = clock.now()
    ledger.post(*(capture(f"P{n:04d}", f"T{n:04d}", 100 + n, order_id=n + 1, at=at) for n in range(MANY)))
    return f"/admin/books/days/{clock.shop_time(at).date()}"


@pytest.mark.parametrize("fill", [movements, activities, groups, differences, journals], ids=lambda fill: fill.__name__)
def test_every_page_is_the_same_there_and_back(app: Flask, shop: int, fill) -> None:
    path = fill()
    db.session.commit()

    there, back = turned(staff_browser(app, shop, "owner"), path)

    assert len(there) == PAGES
    assert back == there[::-1]
    assert sum(page.count("<tr") for page in there) == MANY
