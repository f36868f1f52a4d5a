"""Failing endpoints on request, and a sandbox that starts again with what it knew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.server import RunningSandbox
from tests.sandbox.clients import Merchant, Shop
from tests.sandbox.conftest import Api
from tests.sandbox.marketplaces import Jos, Top


def test_an_endpoint_fails_so_many_times_with_the_vendors_error(
    merchant: Merchant,
) -> None:
    merchant.api.post(
        "/faults",
        path="/v3/pay/*",
        code="SYSTEM_ERROR",
        message="系统异常",
        status=500,
        times=2,
    )
    answers = [merchant.order()[:2] for _ in range(3)]
    assert [status for status, _ in answers] == [500, 500, 200]
    assert answers[0][1] == {"code": "SYSTEM_ERROR", "message": "系统异常"}


def test_a_connection_is_cut(sandbox: Any) -> None:
    sandbox.post("/faults", path="/cgi-bin/*", drop=True, times=1)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{sandbox.base_url}/cgi-bin/token", timeout=5)
    assert requests.get(f"{sandbox.base_url}/cgi-bin/token", timeout=5).json()["errcode"] == 40013


def test_marketplace_faults_are_told_by_method(sandbox: Any) -> None:
    sandbox.post("/taobao/shops", app_key="1", secret="s", session="t")
    sandbox.post("/jd/shops", app_key="2", secret="s", token="t")
    top, jos = (
        Top(sandbox.base_url, "1", "s", "t"),
        Jos(sandbox.base_url, "2", "s", "t"),
    )
    ban = {"code": "7", "message": "This ban will last for 3 more seconds"}
    sandbox.post(
        "/faults",
        path="/router/rest",
        api="taobao.items.*",
        sub_code="accesscontrol.x",
        times=1,
        **ban,
    )
    assert top.call("taobao.logistics.companies.get", fields="code")["logistics_companies"]
    error = top.error("taobao.items.onsale.get", fields="num_iid")
    assert (error["code"], error["sub_msg"]) == (7, ban["message"])
    sandbox.post(
        "/faults",
        path="*routerjson",
        code="66",
        message="平台连接后端服务不可用",
        times=1,
    )
    assert jos.code("jingdong.ware.read.searchWare4Valid", {}) == "66"


def test_a_restarted_sandbox_still_knows_its_payments_and_keys(tmp_path: Path, shop: Shop) -> None:
    first = RunningSandbox(tmp_path)
    first.start()
    merchant = Merchant(Api(first.base_url), shop, mchid="1900000009", appid="wx9")
    merchant.api.post("/steering", action="hold")
    number = merchant.paid()
    first.stop()
    second = RunningSandbox(tmp_path)
    second.start()
    try:
        merchant.api = Api(second.base_url)
        assert merchant.api.get("/platform") == {
            name: merchant.platform[name] for name in merchant.api.get("/platform")
        }
        merchant.client._core._gate_way = second.base_url
        assert json.loads(merchant.client.query(out_trade_no=number)[1])["trade_state"] == "SUCCESS"
        merchant.api.post("/notices/release", out_trade_no=number)
        assert merchant.opened(shop.letter())["resource"]["out_trade_no"] == number
    finally:
        second.stop()


def test_a_page_of_another_site_cannot_steer_the_sandbox(sandbox: Any) -> None:
    strange = {"Origin": "https://evil.example"}
    answer = requests.post(f"{sandbox.base_url}/sandbox/api/reset", json={}, headers=strange, timeout=5)
    assert answer.status_code == 403
    own = {"Origin": sandbox.base_url}
    assert requests.post(f"{sandbox.base_url}/sandbox/api/reset", json={}, headers=own, timeout=5).status_code == 200
