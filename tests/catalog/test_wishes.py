"""Favourites, restock requests, and what facts do to the catalogue."""

import pytest
from sqlalchemy import select

from commerce.catalog import queries, wishes
from commerce.catalog.models import Favourite, Product, RestockRequest
from commerce.checkout import showcase
from commerce.events.inventory import StockChanged
from commerce.events.orders import OrderPaid
from commerce.inventory import actions as inventory
from commerce.inventory.handlers import on_stock_changed
from commerce.orders.handlers import on_order_paid
from kernel.db import db
from kernel.errors import NotFound
from tests.support.factories import NOON, a_member, a_product, a_warehouse, an_order, facts


def test_a_favourite_is_kept_once_and_dropped(shop: int) -> None:
    member, sku = a_member(), a_product()
    wishes.keep(member.id, sku.product_id)
    wishes.keep(member.id, sku.product_id)

    assert queries.is_favourite(member.id, sku.product_id)
    assert [c.id for c in showcase.cards(queries.kept_by(member.id), at=NOON)[0]] == [sku.product_id]

    wishes.drop(member.id, sku.product_id)
    wishes.drop(member.id, sku.product_id)
    assert db.session.scalars(select(Favourite)).all() == []


def test_a_product_that_is_not_there_cannot_be_kept(shop: int) -> None:
    with pytest.raises(NotFound):
        wishes.keep(a_member().id, 10**9)


def test_those_who_waited_hear_of_new_pieces_once(shop: int) -> None:
    member, sku = a_member(), a_product(stock=0)
    wishes.ask_for_restock(member.id, sku.id)
    wishes.ask_for_restock(member.id, sku.id)

    on_stock_changed([StockChanged(sku.id)])
    assert "RestockTold" not in facts()

    inventory.adjust(sku.id, a_warehouse().id, 5, reason="到货", cause="adjust:1", by="s")
    on_stock_changed([StockChanged(sku.id)])
    on_stock_changed([StockChanged(sku.id)])

    assert facts().count("RestockTold") == 1
    assert db.session.scalars(select(RestockRequest.told_at)).one() is not None


def test_paid_pieces_are_counted_as_sold(shop: int) -> None:
    order = an_order(quantity=3, sku=(sku := a_product()))
    on_order_paid([OrderPaid(order.id, order.member_id, order.total_fen, NOON)])
    assert db.session.scalars(select(Product.sold_count).where(Product.id == sku.product_id)).one() == 3
