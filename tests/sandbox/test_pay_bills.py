"""Bills: yuan texts behind backticks, a SHA-1, a link that needs a signature and carries none."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.sandbox.clients import Merchant

TODAY = (datetime.now(UTC) + timedelta(hours=8)).strftime("%Y-%m-%d")


def test_a_day_without_trade_has_no_bill_and_today_is_not_ready(
    merchant: Merchant,
) -> None:
    status, text = merchant.client.trade_bill("2026-01-02")
    assert (status, json.loads(text)["code"]) == (400, "NO_STATEMENT_EXIST")
    merchant.paid()
    assert merchant.client.trade_bill(TODAY)[0] == 400


def bill(merchant: Merchant, **more: Any) -> tuple[Any, bytes]:
    merchant.api.put("/settings", bills_for_today=True)
    status, text = merchant.client.trade_bill(TODAY, **more)
    assert status == 200, text
    link = json.loads(text)
    return link, merchant.client._core.request(
        link["download_url"].removeprefix(merchant.api.base_url), skip_verify=True
    )[1]


def test_the_trade_bill_lists_payments_in_yuan(merchant: Merchant) -> None:
    number = merchant.paid(total=4990)
    link, raw = bill(merchant)
    content = gzip.decompress(raw)
    assert hashlib.sha1(content).hexdigest() == link["hash_value"]
    lines = content.decode("utf-8-sig").split("\r\n")
    row = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert row["商户订单号"] == f"`{number}"
    assert row["订单金额"] == "`49.90"
    assert lines[3].startswith("`1,`49.90")


def test_a_plain_bill_is_the_same_text(merchant: Merchant) -> None:
    merchant.paid()
    merchant.api.put("/settings", bills_for_today=True)
    link = json.loads(merchant.client._core.request(f"/v3/bill/tradebill?bill_date={TODAY}")[1])
    raw = merchant.client._core.request(link["download_url"].removeprefix(merchant.api.base_url), skip_verify=True)[1]
    assert hashlib.sha1(raw).hexdigest() == link["hash_value"]


def test_the_fund_bill_counts_what_came_and_went(merchant: Merchant) -> None:
    merchant.paid(total=4990)
    merchant.api.put("/settings", bills_for_today=True)
    link = json.loads(merchant.client._core.request(f"/v3/bill/fundflowbill?bill_date={TODAY}")[1])
    raw = merchant.client._core.request(link["download_url"].removeprefix(merchant.api.base_url), skip_verify=True)[1]
    assert raw.decode("utf-8-sig").split("\r\n")[4] == "`2,`1,`49.90,`1,`0.30"
