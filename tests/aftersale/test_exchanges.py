"""Pieces that became another variant: what comes back is what the shopper had."""

import pytest
from sqlalchemy import select

from commerce.aftersale.actions import answers, returns
from commerce.catalog.models import Sku
from commerce.inventory.models import Stock
from commerce.members.models import Member
from kernel.db import db, find, save
from tests.support import shopper
from tests.support.aftersale import a_case, a_paid_order, again, lines_of, with_return_address
from tests.support.desk import staff_browser
from tests.support.factories import put_in_stock


@pytest.fixture
def desk(app, shop):
    return staff_browser(app, shop, "owner")


@pytest.fixture
def order(desk):
    with_return_address()
    return a_paid_order((6000, 3), completed=True)


@pytest.fixture
def white(order):
    """Another variant of what was bought, at the same price."""
    green = db.session.scalars(select(Sku).where(Sku.id == lines_of(order)[0].sku_id)).one()
    found = save(Sku(product_id=green.product_id, code="white", option_values=["燕麦白"], price_fen=green.price_fen))
    put_in_stock(found.id, 5)
    return found


def on_hand(sku_id):
    return db.session.scalars(select(Stock.on_hand).where(Stock.sku_id == sku_id)).one()


def levels(order, white):
    db.session.flush()
    return on_hand(lines_of(order)[0].sku_id), on_hand(white.id)


def send_back(desk, case, order):
    """The merchant agrees, the shopper sends, the merchant receives what is good as new."""
    answers.agree(case.id, by="staff:1")
    returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890123", member_id=order.member_id)
    db.session.commit()
    answer = desk.post(f"/admin/aftersale/{case.id}/receipt", data={"condition": "sellable"})
    assert answer.status_code == 303


def exchange(desk, order, sku):
    line = lines_of(order)[0]
    case = a_case(order, 1, kind="exchange", exchange_skus={line.id: sku.id})
    send_back(desk, case, order)
    parcel = {"carrier": "SF", "tracking_number": "SF1234567890124"}
    assert desk.post(f"/admin/aftersale/{case.id}/replacement", data=parcel).status_code == 303
    returns.finish_exchange(case.id, by="system")
    return again(case)


def test_a_piece_that_was_exchanged_comes_back_as_what_it_is_by_now(desk, order, white):
    green, other = levels(order, white)
    assert exchange(desk, order, white).state == "exchanged"
    assert levels(order, white) == (green + 1, other - 1)

    whole = a_case(order, 3, kind="return_refund")
    assert "换过货，手上的是 燕麦白" in page_of(desk, whole)
    send_back(desk, whole, order)

    assert levels(order, white) == (green + 3, other)
    assert again(whole).agreed_fen == 18000


def page_of(desk, case):
    db.session.commit()
    return desk.get(f"/admin/aftersale/{case.id}").text


def test_a_second_exchange_takes_back_what_the_first_one_brought(desk, order, white):
    green, other = levels(order, white)
    line = lines_of(order)[0]
    first = exchange(desk, order, white)
    whole = a_case(order, 3, kind="exchange", exchange_skus={line.id: line.sku_id})
    assert "要换成 晨雾绿" in page_of(desk, whole)

    send_back(desk, whole, order)

    assert levels(order, white) == (green + 3, other)
    assert "要换成 燕麦白" in page_of(desk, first)


def test_who_asks_again_reads_which_pieces_were_exchanged(client, desk, order, white):
    exchange(desk, order, white)
    phone = shopper.sign_in(client, find(Member, order.member_id))
    page = phone.get(f"/orders/{order.number}/refund", base_url=shopper.SHOP).text
    assert "1 件已换成 燕麦白" in page
