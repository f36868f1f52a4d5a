"""TOP: signature, session, newest-first pages, absent lists, yuan texts, stock, shipping, refunds."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.sandbox.marketplaces import Top, beijing


@pytest.fixture
def top(sandbox: Any) -> Top:
    sandbox.post(
        "/taobao/shops",
        app_key="12345678",
        secret="helloworld",
        session="seller-session",
        nick="集市旗舰店",
    )
    return Top(sandbox.base_url, "12345678", "helloworld", "seller-session")


@pytest.fixture
def coffee(sandbox: Any, top: Top) -> Any:
    skus = [{"outer_id": f"CF-{size}", "name": f"{size}g", "stock": 10, "price_fen": 5990} for size in (250, 500)]
    wish = {
        "app_key": top.app_key,
        "title": "手冲咖啡豆",
        "outer_id": "CF",
        "price_fen": 5990,
        "skus": skus,
    }
    return sandbox.post("/taobao/items", **wish)["items"][0]


def trade(sandbox: Any, top: Top, *lines: tuple[str, int], **more: Any) -> Any:
    wanted = [{"outer_id": outer_id, "quantity": quantity} for outer_id, quantity in lines]
    return sandbox.post("/taobao/orders", app_key=top.app_key, lines=wanted, **more)


def window() -> dict[str, str]:
    return {"start_modified": beijing(-1800), "end_modified": beijing(60)}


def test_a_wrong_signature_session_clock_or_method_is_refused(top: Top) -> None:
    ask = "taobao.items.onsale.get"
    assert top.error(ask, fields="num_iid", sign="0" * 32)["code"] == 25
    assert top.error(ask, fields="num_iid", session="other")["code"] == 27
    assert top.error(ask, fields="num_iid", late_s=700)["code"] == 31
    assert top.error("taobao.nothing.get")["code"] == 22
    assert top.error(ask)["code"] == 40
    assert top.call(ask, fields="num_iid", sign_method="hmac")["total_results"] == 0


def test_an_answer_is_xml_unless_json_is_asked_for(top: Top, coffee: Any) -> None:
    answer = top.raw("taobao.items.onsale.get", fields="num_iid,title", format="")
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert '<items list="true"><item><num_iid>' in answer.text


def test_an_empty_list_is_absent(top: Top) -> None:
    answer = top.call("taobao.trades.sold.increment.get", fields="tid", **window())
    assert "trades" not in answer
    assert answer["total_results"] == 0


def test_trades_come_newest_change_first_with_the_fields_asked_for(sandbox: Any, top: Top, coffee: Any) -> None:
    first = trade(sandbox, top, ("CF-250", 1))
    second = trade(sandbox, top, ("CF-250", 1), ("CF-500", 2), post_fee_fen=800)
    fields = "tid,status,payment,orders.oid,orders.outer_sku_id"
    answer = top.call(
        "taobao.trades.sold.increment.get",
        fields=fields,
        use_has_next="true",
        page_size=1,
        **window(),
    )
    assert answer["has_next"] is True
    assert "total_results" not in answer
    found = answer["trades"]["trade"]
    assert [one["tid"] for one in found] == [second["tid"]]
    assert found[0]["payment"] == "187.70"
    assert set(found[0]) == {"tid", "status", "payment", "orders"}
    assert [set(one) for one in found[0]["orders"]["order"]] == [{"oid", "outer_sku_id"}] * 2
    last = top.call(
        "taobao.trades.sold.increment.get",
        fields="tid",
        page_no=2,
        page_size=1,
        **window(),
    )
    assert last["trades"]["trade"] == [{"tid": first["tid"]}]


def test_a_window_over_a_day_is_refused(top: Top) -> None:
    dates = {"start_modified": beijing(-90000), "end_modified": beijing()}
    assert top.error("taobao.trades.sold.increment.get", fields="tid", **dates)["code"] == 41


def test_an_order_takes_stock_and_a_close_gives_it_back(sandbox: Any, top: Top, coffee: Any) -> None:
    unpaid = trade(sandbox, top, ("CF-250", 3), paid=False)
    assert sandbox.get("/taobao/stock", app_key=top.app_key)["stock"]["CF-250"] == 7
    closed = sandbox.post(f"/taobao/orders/{unpaid['tid']}/close")
    assert closed["status"] == "TRADE_CLOSED_BY_TAOBAO"
    assert sandbox.get("/taobao/stock", app_key=top.app_key)["stock"]["CF-250"] == 10


def test_stock_is_set_for_up_to_twenty_skus(sandbox: Any, top: Top, coffee: Any) -> None:
    ids = [sku["sku_id"] for sku in coffee["skus"]]
    pairs = f"{ids[0]}:42;{ids[1]}:7"
    answer = top.call(
        "taobao.skus.quantity.update",
        num_iid=coffee["num_iid"],
        skuid_quantities=pairs,
        type=1,
    )
    assert answer["item"]["num"] == 49
    assert sandbox.get("/taobao/stock", app_key=top.app_key)["stock"] == {
        "CF-250": 42,
        "CF-500": 7,
    }
    top.call(
        "taobao.skus.quantity.update",
        num_iid=coffee["num_iid"],
        outerid_quantities="CF-250:-2",
        type=2,
    )
    assert sandbox.get("/taobao/stock", app_key=top.app_key)["stock"]["CF-250"] == 40
    many = ";".join(["CF-250:1"] * 21)
    assert (
        top.error(
            "taobao.skus.quantity.update",
            num_iid=coffee["num_iid"],
            outerid_quantities=many,
        )["code"]
        == 41
    )
    pushes = sandbox.get("/stock-pushes", vendor="taobao")["stock_pushes"]
    assert [(one["outer_id"], one["quantity"]) for one in pushes] == [
        ("CF-250", 42),
        ("CF-500", 7),
        ("CF-250", -2),
    ]


def test_tmall_increments_are_safe_to_repeat_with_a_key(sandbox: Any, top: Top, coffee: Any) -> None:
    quantities = json.dumps([{"outer_id": "CF-250", "quantity": -1}])
    values = {"item_id": coffee["num_iid"], "sku_quantities": quantities}
    values["options"] = json.dumps({"type": 2, "outer_biz_key": "abc123"})
    for _ in range(2):
        answer = top.call("tmall.item.quantity.update", **values)
        assert answer["quantity_update_result"] == str(coffee["num_iid"])
    assert sandbox.get("/taobao/stock", app_key=top.app_key)["stock"]["CF-250"] == 9


def test_shipping_is_seen_and_cannot_be_done_twice(sandbox: Any, top: Top, coffee: Any) -> None:
    paid = trade(sandbox, top, ("CF-250", 1))
    values = {"tid": paid["tid"], "company_code": "SF", "out_sid": "SF1234567890123"}
    assert top.error("taobao.logistics.offline.send", **{**values, "out_sid": "!"})["sub_code"].endswith(":B60")
    assert top.call("taobao.logistics.offline.send", **values)["shipping"] == {"is_success": True}
    assert top.error("taobao.logistics.offline.send", **values)["sub_code"].endswith(":B04")
    shipped = sandbox.get("/shipments")["shipments"]
    assert [(one["order"], one["waybill"]) for one in shipped] == [(str(paid["tid"]), "SF1234567890123")]
    detail = top.call(
        "taobao.trade.fullinfo.get",
        tid=paid["tid"],
        fields="status,orders,receiver_name,oaid",
    )["trade"]
    assert detail["status"] == "WAIT_BUYER_CONFIRM_GOODS"
    assert detail["orders"]["order"][0]["invoice_no"] == "SF1234567890123"
    assert detail["receiver_name"] == "李**"


def test_a_refund_closes_the_trade(sandbox: Any, top: Top, coffee: Any) -> None:
    paid = trade(sandbox, top, ("CF-250", 1))
    sandbox.post(f"/taobao/orders/{paid['tid']}/refund", reason="拍错了")
    found = top.call("taobao.refunds.receive.get", fields="refund_id,tid,status,refund_fee")["refunds"]["refund"]
    assert found[0]["status"] == "WAIT_SELLER_AGREE"
    assert found[0]["refund_fee"] == "59.90"
    sandbox.post(f"/taobao/orders/{paid['tid']}/refund_done")
    one = top.call("taobao.refund.get", fields="status", refund_id=found[0]["refund_id"])
    assert one["refund"] == {"status": "SUCCESS"}
    assert sandbox.get(f"/taobao/orders/{paid['tid']}")["status"] == "TRADE_CLOSED"


def test_the_budget_of_the_app_ends_in_a_ban(sandbox: Any, top: Top) -> None:
    sandbox.put("/settings", top_daily_calls=0)
    error = top.error("taobao.items.onsale.get", fields="num_iid")
    assert error["code"] == 7
    assert error["sub_code"] == "accesscontrol.limited-by-app-access-count"
    assert error["sub_msg"].startswith("This ban will last for ")


def test_a_seller_authorises_and_the_token_is_refreshed(sandbox: Any, top: Top) -> None:
    query = {
        "response_type": "code",
        "client_id": top.app_key,
        "redirect_uri": "http://admin.localhost/back",
        "state": "s1",
    }
    page = requests.get(f"{sandbox.base_url}/authorize", params=query, timeout=10)
    assert "授权并登录" in page.text
    url = f"{sandbox.base_url}/authorize"
    back = requests.get(
        url,
        params={**query, "sandbox_answer": "yes"},
        allow_redirects=False,
        timeout=10,
    )
    location = back.headers["Location"]
    assert location.startswith("http://admin.localhost/back?state=s1&code=")
    form = {
        "grant_type": "authorization_code",
        "code": location.rsplit("=", 1)[1],
        "client_id": top.app_key,
    }
    form |= {"client_secret": top.secret, "redirect_uri": query["redirect_uri"]}
    token = requests.post(f"{sandbox.base_url}/token", data=form, timeout=10).json()
    top.session = token["access_token"]
    assert top.call("taobao.items.onsale.get", fields="num_iid")["total_results"] == 0
    fresh = top.call("taobao.top.auth.token.refresh", refresh_token=token["refresh_token"])
    assert json.loads(fresh["token_result"])["access_token"] != token["access_token"]
    assert top.error("taobao.items.onsale.get", fields="num_iid")["code"] == 27


def test_an_expired_session_is_refused(sandbox: Any, top: Top) -> None:
    sandbox.post("/tokens/expire", kind="taobao", account=top.app_key)
    assert top.error("taobao.items.onsale.get", fields="num_iid")["code"] == 27
