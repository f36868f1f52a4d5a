"""Stock: holds, sales, counts; the sum of movements is what lies there (reliability I6)."""

import pytest
from sqlalchemy import func, select

from commerce.inventory import actions, queries
from commerce.inventory.errors import SoldOut
from commerce.inventory.models import Movement, Stock
from kernel.db import db
from kernel.errors import Invalid
from tests.support.factories import a_product, a_warehouse, facts


@pytest.fixture
def sku(shop):
    return a_product(stock=5)


def level(sku):
    return queries.levels([sku.id])[sku.id]


def test_a_hold_that_falls_short_changes_nothing(sku):
    other = a_product(stock=1)
    with pytest.raises(SoldOut) as refused:
        actions.hold(1, {sku.id: 2, other.id: 2})
    assert (refused.value.sku_id, refused.value.sellable) == (other.id, 1)


def test_a_hold_is_released_once(sku):
    actions.hold(7, {sku.id: 3})
    actions.release(7)
    actions.release(7)
    assert level(sku) == queries.Level(5, 0)


def test_a_paid_hold_cannot_be_released(sku):
    actions.hold(7, {sku.id: 3})
    actions.commit(7)
    actions.commit(7)
    actions.release(7)
    assert level(sku) == queries.Level(2, 0)


def test_an_undone_sale_comes_back_once(sku):
    actions.hold(7, {sku.id: 3})
    actions.commit(7)
    actions.restock(7)
    actions.restock(7)
    assert level(sku) == queries.Level(5, 0)


def test_pieces_are_taken_from_several_warehouses(sku):
    front = actions.add_warehouse("front", "前置仓", kind="front", position=1)
    actions.adjust(sku.id, front.id, 4, reason="调入", cause="in", by="staff:1")
    actions.hold(7, {sku.id: 8})
    actions.commit(7)
    assert sorted(s.on_hand for s in db.session.scalars(select(Stock).where(Stock.sku_id == sku.id))) == [0, 1]


def test_a_count_below_what_orders_hold_is_refused_in_words(sku):
    actions.hold(7, {sku.id: 3})
    with pytest.raises(Invalid, match="3 件"):
        actions.adjust(sku.id, a_warehouse().id, 2, reason="盘点", cause="c", by="staff:1")


def test_a_count_is_written_once_per_cause(sku):
    for _ in range(2):
        actions.adjust(sku.id, a_warehouse().id, 9, reason="盘点", cause="c1", by="staff:1")
    assert level(sku).on_hand == 9
    assert db.session.scalar(select(func.count()).select_from(Movement).where(Movement.cause == "c1")) == 1


def test_a_count_needs_a_reason(sku):
    with pytest.raises(Invalid):
        actions.adjust(sku.id, a_warehouse().id, 9, reason=" ", cause="c", by="staff:1")


def test_a_sale_elsewhere_counts_once_and_says_what_was_missing(sku):
    assert actions.sell_elsewhere(sku.id, 7, cause="tmall:1", reason="天猫订单") == 2
    assert actions.sell_elsewhere(sku.id, 7, cause="tmall:1", reason="天猫订单") == 0
    assert level(sku) == queries.Level(0, 0)


def test_a_sale_elsewhere_leaves_what_our_orders_hold(sku):
    actions.hold(7, {sku.id: 4})
    assert actions.sell_elsewhere(sku.id, 3, cause="jd:1", reason="京东订单") == 2
    assert level(sku) == queries.Level(4, 4)


def test_movements_explain_the_level(sku):
    actions.hold(7, {sku.id: 2})
    actions.commit(7)
    actions.adjust(sku.id, a_warehouse().id, 11, reason="盘点", cause="c", by="staff:1")
    stock = db.session.scalars(select(Stock).where(Stock.sku_id == sku.id)).one()
    total = db.session.scalar(select(func.sum(Movement.delta)).where(Movement.stock_id == stock.id))
    assert (total, stock.on_hand) == (11, 11)


def test_every_change_of_what_may_be_sold_is_told(shop):
    sku = a_product(stock=0)
    actions.adjust(sku.id, a_warehouse().id, 5, reason="到货", cause="c", by="staff:1")
    actions.hold(7, {sku.id: 1})
    actions.release(7)
    assert facts().count("StockChanged") == 3
