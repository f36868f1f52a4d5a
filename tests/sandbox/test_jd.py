"""JOS: signature, `_responce`, strings for numbers, optional_fields, per-SKU stock results, shipping, tokens."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.marketplaces import Jos, beijing


@pytest.fixture
def jos(sandbox: Any) -> Jos:
    sandbox.post(
        "/jd/shops",
        app_key="jdkey",
        secret="jdsecret",
        token="jdtoken",
        name="集市京东店",
        expires_s=None,
    )
    return Jos(sandbox.base_url, "jdkey", "jdsecret", "jdtoken")


@pytest.fixture
def tea(sandbox: Any, jos: Jos) -> Any:
    skus = [
        {"outer_id": "TEA-100", "name": "100g", "stock": 20},
        {"outer_id": "TEA-200", "name": "200g", "stock": 5},
    ]
    wish = {
        "app_key": jos.app_key,
        "title": "明前龙井",
        "outer_id": "TEA",
        "price_fen": 12800,
        "skus": skus,
    }
    return sandbox.post("/jd/items", **wish)["items"][0]


def order(sandbox: Any, jos: Jos, outer_id: str = "TEA-100", quantity: int = 2) -> Any:
    lines = [{"outer_id": outer_id, "quantity": quantity}]
    return sandbox.post("/jd/orders", app_key=jos.app_key, lines=lines)


def search(**more: Any) -> dict[str, Any]:
    wish = {
        "start_date": beijing(-3600),
        "end_date": beijing(60),
        "order_state": "WAIT_SELLER_STOCK_OUT",
    }
    return wish | {"optional_fields": "orderState,itemInfoList", "page": "1", "page_size": "20"} | more


def test_gateway_errors_have_their_codes(jos: Jos) -> None:
    ask = "jingdong.ware.read.searchWare4Valid"
    assert jos.code(ask, {}, access_token="other") == "19"
    assert jos.code(ask, {}, late_s=400) == "8"
    assert jos.code(ask, "{broken") == "63"
    assert jos.code("jingdong.nothing", {}) == "15"
    jos.secret = "wrong"
    assert jos.code(ask, {}) == "12"


def test_orders_are_found_with_the_fields_asked_for(sandbox: Any, jos: Jos, tea: Any) -> None:
    made = order(sandbox, jos)
    result = jos.call("jingdong.pop.order.search", search())["searchorderinfo_result"]
    assert result["orderTotal"] == "1"
    assert result["apiResult"]["success"] is True
    found = result["orderInfoList"][0]
    assert set(found) == {"orderId", "orderState", "itemInfoList"}
    assert found["orderId"] == str(made["order_id"])
    item = found["itemInfoList"][0]
    assert (item["outerSkuId"], item["itemTotal"], item["jdPrice"]) == (
        "TEA-100",
        "2",
        "128.00",
    )
    wrapped = jos.call("jingdong.pop.order.search", {"paramOrderJSFQuery": search()})
    assert wrapped["searchorderinfo_result"]["orderTotal"] == "1"


def test_an_order_is_shipped_once_and_a_locked_one_is_not(sandbox: Any, jos: Jos, tea: Any) -> None:
    made, locked = order(sandbox, jos), order(sandbox, jos)
    sandbox.post(f"/jd/orders/{locked['order_id']}/lock")
    method, wish = (
        "jingdong.pop.order.shipment",
        {"logiCoprId": "467", "logiNo": "SF1234567890123"},
    )
    assert jos.call(method, {**wish, "orderId": locked["order_id"]})["sopjosshipment_result"]["success"] is False
    assert jos.call(method, {**wish, "orderId": made["order_id"]})["sopjosshipment_result"]["success"] is True
    assert jos.call(method, {**wish, "orderId": made["order_id"]})["sopjosshipment_result"]["success"] is False
    wish_detail = {
        "order_id": made["order_id"],
        "optional_fields": "orderState,waybill,logisticsId",
    }
    detail = jos.call("jingdong.pop.order.get", wish_detail)["orderDetailInfo"]["orderInfo"]
    assert detail["orderState"] == "WAIT_GOODS_RECEIVE_CONFIRM"
    assert (detail["logisticsId"], detail["waybill"]) == ("467", "SF1234567890123")
    assert sandbox.get("/shipments")["shipments"][0]["order"] == str(made["order_id"])


def test_stock_results_are_per_sku_and_the_same_request_id_changes_nothing(sandbox: Any, jos: Jos, tea: Any) -> None:
    good = str(tea["skus"][0]["sku_id"])
    stocks = [{"skuId": good, "stockNum": 9}, {"skuId": "1", "stockNum": 3}]
    answer = jos.call("jingdong.ware.stock.sku.set", {"req": {"skuStocks": stocks, "stockRfId": "r1"}})
    results = answer["returnType"]["obj"]["updateStockResult"]
    assert [(one["data"], one["success"]) for one in results] == [
        (good, True),
        ("1", False),
    ]
    stocks[0]["stockNum"] = 1
    jos.call("jingdong.ware.stock.sku.set", {"req": {"skuStocks": stocks, "stockRfId": "r1"}})
    found = jos.call("jingdong.ware.stock.sku.query", {"skuId": good})["returnType"]["obj"][0]
    assert (found["skuId"], found["stockNum"]) == (good, "9")


def test_wares_and_skus_are_listed(jos: Jos, tea: Any) -> None:
    page = jos.call("jingdong.ware.read.searchWare4Valid", {"pageNo": 1, "pageSize": 10})["page"]
    assert page["totalItem"] == "1"
    assert page["data"][0]["wareStatus"] == "8"
    skus = jos.call("jingdong.sku.read.searchSkuList", {"wareId": page["data"][0]["wareId"]})["page"]["data"]
    assert [one["outerId"] for one in skus] == ["TEA-100", "TEA-200"]


def test_a_cancelled_order_gives_its_stock_back(sandbox: Any, jos: Jos, tea: Any) -> None:
    made = order(sandbox, jos, "TEA-200", 3)
    assert sandbox.get("/jd/stock", app_key=jos.app_key)["stock"]["TEA-200"] == 2
    sandbox.post(f"/jd/orders/{made['order_id']}/cancel")
    assert sandbox.get("/jd/stock", app_key=jos.app_key)["stock"]["TEA-200"] == 5


def test_a_token_is_refreshed_in_its_last_day_only(sandbox: Any, jos: Jos) -> None:
    query = {
        "app_key": jos.app_key,
        "response_type": "code",
        "redirect_uri": "http://admin.localhost/jd",
    }
    url = f"{sandbox.base_url}/jd/oauth2/to_login"
    back = requests.get(
        url,
        params={**query, "sandbox_answer": "yes"},
        allow_redirects=False,
        timeout=10,
    )
    keys = {"app_key": jos.app_key, "app_secret": jos.secret}
    form = {
        **keys,
        "grant_type": "authorization_code",
        "code": back.headers["Location"].rsplit("=", 1)[1],
    }
    token = requests.get(f"{sandbox.base_url}/jd/oauth2/access_token", params=form, timeout=10).json()
    again = {
        **keys,
        "grant_type": "refresh_token",
        "refresh_token": token["refresh_token"],
    }
    early = requests.get(f"{sandbox.base_url}/jd/oauth2/refresh_token", params=again, timeout=10).json()
    assert early["code"] == 405
    sandbox.post("/tokens/expire", kind="jd", account=jos.app_key, in_s=3600)
    fresh = requests.get(f"{sandbox.base_url}/jd/oauth2/refresh_token", params=again, timeout=10).json()
    jos.token = fresh["access_token"]
    assert jos.call("jingdong.ware.read.searchWare4Valid", {})["page"]["totalItem"] == "0"
