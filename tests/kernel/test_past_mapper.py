"""Rows written past the mapper belong to the shop in scope, are whole, and are not hidden by what the session knows."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from commerce.inventory import actions as inventory
from commerce.inventory.models import Stock
from commerce.members.models import Address, Member
from commerce.orders.models import Order
from kernel import clock, past_mapper
from kernel.db import db, find, reading, transaction
from kernel.errors import NoTenantScope, NotFound
from kernel.tenancy import tenant_scope
from kernel.unscoped import every_tenant
from tests.support.factories import a_member, a_product, a_shop


def an_order():
    return Order(number="E1", goods_fen=500, total_fen=500, recipient={"name": "张晓"}, placed_at=clock.now())


def test_without_a_shop_nothing_is_written(committed_app):
    for scope in (tenant_scope(None), every_tenant()):
        with scope, transaction(), pytest.raises(NoTenantScope):
            past_mapper.write(Member, [{"nickname": "nobody"}])


def test_a_row_cannot_be_written_for_another_shop_nor_point_at_its_rows(committed_app):
    ours, theirs = a_shop(), a_shop()
    with tenant_scope(theirs), transaction():
        neighbour = a_member().id
    with tenant_scope(ours), transaction():
        (row,) = past_mapper.write(Member, [{"nickname": "x", "tenant_id": theirs}], "tenant_id")
    assert row.tenant_id == ours
    place = {"name": "x", "phone": "1", "province": "x", "city": "x", "district": "x", "detail": "x"}
    with tenant_scope(ours), pytest.raises(IntegrityError, match="fk_addresses"), transaction():
        past_mapper.write(Address, [{"member_id": neighbour, **place}])


def test_a_neighbours_numbers_are_not_raised(committed_app):
    ours, theirs = a_shop(), a_shop()
    with tenant_scope(theirs), transaction():
        sku = a_product(stock=5)
        stock_id = db.session.scalar(select(Stock.id).where(Stock.sku_id == sku.id))
    with tenant_scope(ours), pytest.raises(NotFound), transaction():
        past_mapper.raise_by(Stock, "reserved", {stock_id: 1})
    with tenant_scope(theirs), reading():
        assert find(Stock, stock_id).reserved == 0


def test_rows_written_past_the_mapper_have_the_shop_and_the_models_defaults(shop):
    (written,) = past_mapper.write(Member, [{"nickname": "晓晓"}], "id", "tenant_id")

    assert written.tenant_id == shop
    member = find(Member, written.id)
    assert (member.nickname, member.is_blocked, member.phone) == ("晓晓", False, None)


def test_a_row_added_past_the_mapper_is_whole_and_later_changes_of_it_are_kept(shop):
    order = past_mapper.add(an_order())
    assert (order.tenant_id, order.state, order.campaign, order.paid_at) == (shop, "placed", {}, None)
    assert order.made_at is not None

    order.buyer_note = "晚上送"
    db.session.flush()
    db.session.expire(order)
    assert (order.buyer_note, order.recipient) == ("晚上送", {"name": "张晓"})


def test_stock_that_was_held_by_a_statement_is_read_afresh(shop):
    sku = a_product(stock=5)
    stock = db.session.scalar(select(Stock).where(Stock.sku_id == sku.id))
    inventory.hold(7, {sku.id: 3})

    assert stock.reserved == 3
