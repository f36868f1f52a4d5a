"""WeChat Pay's daily bills: fetched, checked against their fingerprint, and read into the shop's words.

The file: UTF-8, a head line, rows whose cells each begin with a backtick, then a foot with sums. Amounts are yuan
with two decimals, fees with five. Columns are found by their names, for they differ between kinds of bills.
"""

import hashlib
import zlib
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from commerce.payments.ports import BillContent, BillEntry, GatewayAway, GatewayRefused
from kernel.clock import SHOP_ZONE
from wechat import pay_client, sealed_bills
from wechat.connection import PayAccount

MOST_BYTES = 256 * 1024 * 1024
"""A bill larger than this, unpacked, is no bill."""
TRADE_STATES = {"SUCCESS": "settled", "REVOKED": "failed"}
REFUND_STATES = {"SUCCESS": "settled", "PROCESSING": "processing", "FAIL": "failed", "CHANGE": "failed"}


def fetch(found: PayAccount, kind: str, on: date) -> BillContent | None:
    """A day's bill, or None when nothing moved that day.

    Raises GatewayAway while it is not ready, when it arrives damaged, or when it cannot be read.
    """
    try:
        raw = _sealed(found, on) if found.is_partner and kind == "fund" else _plain(found, kind, on)
    except GatewayRefused as refusal:
        if refusal.code == "no_statement_exist":
            return None
        if refusal.code == "statement_creating":
            raise GatewayAway("微信支付还在生成账单") from refusal
        raise
    try:
        return read(raw.decode("utf-8-sig"), kind, hashlib.sha1(raw).hexdigest())
    except (ValueError, KeyError, IndexError, InvalidOperation) as error:
        raise GatewayAway(f"账单看不懂（{error}）") from error


def _plain(found: PayAccount, kind: str, on: date) -> bytes:
    if kind == "trade":
        link = pay_client.call(found, "trade_bill", bill_date=on.isoformat(), sub_mchid=found.sub_mchid or None)
    else:
        link = pay_client.call(found, "fundflow_bill", bill_date=on.isoformat())
    raw = unpacked(_download(found, str(link.get("download_url") or "")))
    if hashlib.sha1(raw).hexdigest() != str(link.get("hash_value") or "").lower():
        raise GatewayAway("账单文件与摘要不符，可能没有下载完整")
    return raw


def _sealed(found: PayAccount, on: date) -> bytes:
    """The fund bill of a shop under a partner; the partner needs WeChat Pay's leave to have it."""
    answer = pay_client.call(
        found, "submch_fundflow_bill", sub_mchid=found.sub_mchid, bill_date=on.isoformat(), account_type="BASIC"
    )
    return sealed_bills.joined(answer, found.private_key, lambda url: _download(found, url))


def _download(found: PayAccount, url: str) -> bytes:
    gateway = pay_client.gateway_of(found)
    if not url.startswith(f"{gateway}/"):
        raise GatewayAway("账单的下载地址不是微信支付的")
    return pay_client.download(found, url)


def unpacked(raw: bytes) -> bytes:
    """The text inside a gzip file, or the text as it is. Raises GatewayAway."""
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(raw, MOST_BYTES)
    except zlib.error as error:
        raise GatewayAway("账单文件损坏，无法解压") from error
    if not unpacker.eof:
        raise GatewayAway("账单文件不完整或过大")
    return text


def read(text: str, kind: str, sha1: str) -> BillContent:
    """The file in our words. Raises ValueError and its kin when it is not what a bill looks like."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    names = lines[0].split(",")
    rows = [dict(zip(names, _cells(line), strict=True)) for line in lines[1:-2]]
    foot = dict(zip(lines[-2].split(","), _cells(lines[-1]), strict=True))
    reader = _trade_entry if kind == "trade" else _fund_entry
    entries = tuple(reader(row) for row in rows)
    if kind == "trade":
        counted = int(foot["总交易单数"]), _fen(foot["订单总金额"]), _fen(foot["申请退款总金额"])
    else:
        counted = int(foot["资金流水总笔数"]), _fen(foot["收入金额"]), _fen(foot["支出金额"])
    return BillContent(entries, sha1, *counted)


def _cells(line: str) -> list[str]:
    """The cells of a row; a comma inside a text is written as a backslash and a space, a backtick begins a cell."""
    if not line.startswith("`"):
        raise ValueError("a row without backticks")
    return [cell.replace("\\ ", ",") for cell in line[1:].split(",`")]


def _trade_entry(row: dict[str, str]) -> BillEntry:
    is_refund = row["交易状态"] == "REFUND"
    if is_refund:
        number, vendor, fen = row["商户退款单号"], row["微信退款单号"], -_fen(row["申请退款金额"])
        state = REFUND_STATES[row["退款状态"]]
    else:
        number, vendor, fen = row["商户订单号"], row["微信订单号"], _fen(row["订单金额"])
        state = TRADE_STATES[row["交易状态"]]
    return BillEntry(
        "refund" if is_refund else "payment", number, vendor, fen, state, _moment(row["交易时间"]),
        fee_fen=_fen(row["手续费"]), label=row["商品名称"][:200],
    )  # fmt: skip


def _fund_entry(row: dict[str, str]) -> BillEntry:
    business = row["业务类型"]
    fen = _fen(row["收支金额(元)"]) * (1 if row["收支类型"] == "收入" else -1)
    kind = {"交易": "payment", "退款": "refund", "提现": "withdrawal"}.get(business, "other")
    if "手续费" in business:
        kind = "fee"
    return BillEntry(
        kind, row["业务凭证号"], row["微信支付业务单号"], fen, "settled", _moment(row["记账时间"]), label=business
    )


def _fen(yuan: str) -> int:
    """12.34 as 1234. Fees have five decimals; fractions of a fen are rounded to even, as WeChat Pay settles them."""
    value = Decimal(yuan) * 100
    if not value.is_finite() or abs(value) > 10**15:
        raise ValueError(f"no sum: {yuan!r}")
    return int(value.to_integral_value())


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHOP_ZONE)
