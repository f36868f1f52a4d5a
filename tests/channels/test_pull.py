"""Orders in: each once, with its stock, whatever the platform does with it afterwards."""

from sqlalchemy import func, select

from channels import queries
from channels.actions import listings
from channels.models import Listing, RemoteOrder
from commerce.orders.models import Order, OrderLine
from jobs.models import Fact
from kernel.db import db, reading, transaction
from tests.channels.conftest import account, sellable
from tests.support.factories import a_product


def orders() -> list[Order]:
    with reading():
        return list(db.session.scalars(select(Order).order_by(Order.id)))


def remote(number: str) -> RemoteOrder:
    with reading():
        return db.session.scalars(select(RemoteOrder).where(RemoteOrder.remote_number == number)).one()


def test_a_tmall_order_comes_over_once_and_takes_its_stock(market, cup):
    number = market.buy("tmall", cup, 2, post_fee_fen=800, message="请发顺丰")

    for _ in range(3):
        market.pull("tmall")

    order = orders()[0]
    assert len(orders()) == 1
    assert (order.source, order.remote_number, order.state, order.member_id) == ("tmall", number, "paid", None)
    assert (order.total_fen, order.freight_fen, order.goods_fen) == (2 * cup.price_fen + 800, 800, 2 * cup.price_fen)
    assert order.recipient["name"] == "李**"
    assert order.buyer_note == "请发顺丰"
    assert sellable(cup) == 8
    assert remote(number).address_key != ""


def test_a_sale_on_one_platform_shows_on_the_other_and_does_not_echo(market, cup):
    market.buy("tmall", cup, 2)
    market.pull("tmall")
    market.settle()
    market.pull("tmall")
    market.settle()

    assert (market.stock("jd", cup), market.stock("tmall", cup)) == (8, 8)
    assert market.pushes("jd", cup) == [10, 8]
    assert len(orders()) == 1


def test_a_jd_order_comes_over_with_its_discount(market, cup):
    number = market.buy("jd", cup, 2, discount_fen=1001, post_fee_fen=600)
    market.pull("jd")

    order = orders()[0]
    assert (order.source, order.remote_number, order.discount_fen) == ("jd", number, 1001)
    assert order.total_fen == 2 * cup.price_fen - 1001 + 600
    with reading():
        line = db.session.scalars(select(OrderLine)).one()
    assert (line.sku_id, line.paid_fen, line.discount_fen) == (cup.id, 2 * cup.price_fen - 1001, 1001)


def test_an_unpaid_order_holds_its_pieces_and_gives_them_back(market, cup):
    number = market.buy("tmall", cup, 2, paid=False)
    market.pull("tmall")
    assert (sellable(cup), orders()) == (8, [])

    market.happen("tmall", number, "close")
    market.pull("tmall")
    assert (sellable(cup), orders()) == (10, [])
    market.settle()
    assert market.stock("tmall", cup) == 10


def test_a_paid_order_takes_its_pieces_only_once(market, cup):
    number = market.buy("tmall", cup, 2, paid=False)
    market.pull("tmall")
    market.happen("tmall", number, "pay")
    market.pull("tmall")

    assert (sellable(cup), [order.state for order in orders()]) == (8, ["paid"])


def test_a_cancelled_order_gives_its_pieces_back(market, cup):
    number = market.buy("jd", cup, 3)
    market.pull("jd")
    market.happen("jd", number, "cancel")
    market.pull("jd")
    market.pull("jd")

    assert (sellable(cup), [order.state for order in orders()]) == (10, ["refunded"])


def test_a_locked_order_must_not_ship_until_it_is_free_again(market, cup):
    number = market.buy("jd", cup)
    market.pull("jd")
    market.happen("jd", number, "lock")
    market.pull("jd")
    assert orders()[0].is_blocked

    market.happen("jd", number, "unlock")
    market.pull("jd")
    assert not orders()[0].is_blocked


def test_an_order_whose_buyer_asks_for_a_refund_must_not_ship(market, cup):
    number = market.buy("tmall", cup)
    market.pull("tmall")
    market.happen("tmall", number, "refund")
    market.pull("tmall")
    assert orders()[0].is_blocked

    market.happen("tmall", number, "refund_done", status="SUCCESS")
    market.pull("tmall")
    market.settle()
    assert (orders()[0].state, sellable(cup), market.stock("tmall", cup)) == ("refunded", 10, 10)


def test_one_refunded_line_stays_here_and_the_rest_is_to_be_shipped(market, cup):
    with transaction():
        other = a_product(stock=5)
    market.shelve("tmall", other, 5)
    market.read_goods()
    lines = [{"outer_id": cup.code, "quantity": 1}, {"outer_id": other.code, "quantity": 2}]
    made = market.sandbox.post("/taobao/orders", app_key="top-key", lines=lines)
    market.pull("tmall")
    assert (sellable(cup), sellable(other)) == (9, 3)

    oid = made["orders"][1]["oid"]
    market.happen("tmall", made["tid"], "refund", oid=oid)
    market.happen("tmall", made["tid"], "refund_done", oid=oid, status="SUCCESS")
    market.pull("tmall")

    order = orders()[0]
    assert (order.state, order.is_blocked, order.refunded_fen) == ("paid", False, 2 * other.price_fen)
    assert (sellable(cup), sellable(other)) == (9, 5)


def test_a_line_that_is_not_linked_is_flagged_and_attached_later(market, cup):
    with transaction():
        stranger = a_product(stock=4)
    skus = [{"outer_id": "THEIR-OWN-CODE", "name": "绿", "stock": 4}]
    market.sandbox.post(
        "/taobao/items", app_key="top-key", title="别家编码的杯子", outer_id="X", price_fen=5000, skus=skus
    )
    market.read_goods()
    made = market.sandbox.post(
        "/taobao/orders", app_key="top-key", lines=[{"outer_id": "THEIR-OWN-CODE", "quantity": 2}]
    )
    market.pull("tmall")

    row = remote(str(made["tid"]))
    assert row.problem == "「别家编码的杯子」×2 未关联商品"
    with reading():
        listing_id = db.session.scalars(select(Listing.id).where(Listing.remote_code == "THEIR-OWN-CODE")).one()

    with transaction():
        listings.link(listing_id, stranger.id)

    assert (sellable(stranger), remote(str(made["tid"])).problem) == (2, None)
    with reading():
        assert db.session.scalars(select(OrderLine.sku_id)).one() == stranger.id


def test_what_the_platform_oversold_is_said(market, cup):
    market.sandbox.put("/jd/stock", app_key="jos-key", outer_id=cup.code, quantity=50)
    number = market.buy("jd", cup, 12)
    market.pull("jd")

    assert sellable(cup) == 0
    assert remote(number).problem == "「保温杯 晨雾绿」×2 库存不足（平台超卖）"
    assert len(orders()) == 1


def test_a_failed_page_keeps_the_cursor(market, cup):
    market.pull("tmall")
    with reading():
        before = queries.cursor(market.account_ids["tmall"]).read_until
    market.buy("tmall", cup)
    market.sandbox.post("/faults", path="/router/rest", api="taobao.trade.fullinfo.get", status=500, times=1)

    market.pull("tmall")

    with reading():
        assert queries.cursor(market.account_ids["tmall"]).read_until == before
    assert account("tmall").error_kind == "busy"
    market.pull("tmall")
    assert (len(orders()), account("tmall").error_kind) == (1, None)


def test_many_orders_are_read_from_the_last_page_back(market, cup):
    numbers = {market.buy("tmall", cup, 1, paid=False) for _ in range(3)}
    market.sandbox.put("/taobao/stock", app_key="top-key", outer_id=cup.code, quantity=200)
    numbers |= {market.buy("tmall", cup) for _ in range(58)}

    market.pull("tmall")

    with reading():
        assert db.session.scalar(select(func.count()).select_from(RemoteOrder)) == len(numbers) == 61
    assert len(orders()) == 58


def test_what_was_shipped_before_we_were_connected_is_only_noted(market, cup):
    number = market.buy("jd", cup)
    market.sandbox.post("/jd/orders/" + number + "/touch")
    row = market.remote_order("jd", number)
    assert row["state"] == "WAIT_SELLER_STOCK_OUT"
    market.pull("jd")
    with reading():
        names = list(db.session.scalars(select(Fact.name).where(Fact.name == "OrderImported")))
    assert names == ["OrderImported"]
