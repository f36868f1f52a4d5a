"""One shop's account at JD (a POP shop that ships by itself)."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from channels import rules
from channels.errors import Rejected
from channels.jd import reading
from channels.jd.gateway import Gateway, checked, is_true
from channels.ports import Level, OutgoingParcel, RemoteSku, RemoteTrade, Sight
from commerce.fulfilment.carriers import carrier_of

MOST_SKUS = 20
PAGE_SIZE = 100
WARE_PAGE_SIZE = 50


class JdAccount:
    """channels.ports.Marketplace on JOS."""

    window_s = 86400  # a month is allowed; a day keeps a window below the 100 pages JD gives
    takes_parts = False  # 出库 is once per order

    def __init__(self, gateway: Gateway) -> None:
        self._jos = gateway

    def goods(self) -> list[RemoteSku]:
        """All SKUs, 50 a call; the wares only lend their titles."""
        wares = self._pages("jingdong.ware.read.searchWare4Valid", {"field": "wareId,title"})
        titles = {str(ware["wareId"]): str(ware.get("title") or "") for ware in wares}
        skus = self._pages("jingdong.sku.read.searchSkuList", {"field": "wareId,skuId,outerId,skuName,stockNum"})
        return [reading.sku_of(sku, titles) for sku in skus]

    def _pages(self, method: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
        page, seen = 1, 0
        while True:
            found = self._jos.call(method, {**arguments, "pageNo": page, "pageSize": WARE_PAGE_SIZE})["page"]
            rows = found.get("data") or []
            yield from rows
            seen += len(rows)
            if not rows or seen >= int(found.get("totalItem") or 0):
                return
            page += 1

    def set_levels(self, levels: Sequence[Level]) -> dict[tuple[str, str], str]:
        """The full quantity; JD says for each SKU whether it took it."""
        refused: dict[tuple[str, str], str] = {}
        for part in rules.chunks(levels, MOST_SKUS):
            of_sku = {level.sku_id: (level.item_id, level.sku_id) for level in part}
            stocks = [{"skuId": int(level.sku_id), "storeId": 0, "stockNum": level.quantity} for level in part]
            wish = {"skuStocks": stocks, "stockRfId": secrets.token_hex(16)}
            answer = self._jos.call("jingdong.ware.stock.sku.set", {"req": wish})
            result = checked(answer["returnType"])
            for one in (result.get("obj") or {}).get("updateStockResult") or []:
                if not is_true(one.get("success")):
                    refused[of_sku[str(one["data"])]] = f"京东：{one.get('message') or '没有接受这个库存'}"
        return refused

    def changed_orders(self, since: datetime, until: datetime) -> Iterator[list[Sight]]:
        """Oldest changes come first, and an order that changes leaves the window: pages are read from the last back.

        A window of one page needs one call.
        """
        first = self._page(since, until, 1)
        total = int(first.get("orderTotal") or 0)
        if total <= PAGE_SIZE:
            yield self._sights(first)
            return
        for page in range(-(-total // PAGE_SIZE), 0, -1):
            yield self._sights(self._page(since, until, page))

    def _page(self, since: datetime, until: datetime, page: int) -> dict[str, Any]:
        wish = {
            "start_date": rules.beijing_text(since),
            "end_date": rules.beijing_text(until),
            "order_state": reading.STATES,
            "optional_fields": reading.ORDER_FIELDS,
            "page": str(page),
            "page_size": str(PAGE_SIZE),
            "dateType": "0",
        }
        return checked(self._jos.call("jingdong.pop.order.search", wish)["searchorderinfo_result"])

    def _sights(self, answer: dict[str, Any]) -> list[Sight]:
        trades = [reading.trade_of(row) for row in answer.get("orderInfoList") or []]
        return [Sight(trade.number, trade.modified_at, trade) for trade in trades]

    def order(self, number: str) -> RemoteTrade:
        """One order with everything we keep."""
        wish = {"order_id": number, "optional_fields": reading.ORDER_FIELDS}
        found = checked(self._jos.call("jingdong.pop.order.get", wish)["orderDetailInfo"])
        return reading.trade_of(found["orderInfo"])

    def ship(self, parcel: OutgoingParcel) -> None:
        """出库 with its tracking number. Safe to repeat: a refusal is a success when JD has this number already."""
        carrier = carrier_of(parcel.carrier)
        if carrier.jd_id is None:
            raise Rejected(f"京东不支持用「{carrier.name}」回传单号，请换一个快递公司")
        wish = {"orderId": parcel.remote_number, "logiCoprId": str(carrier.jd_id), "logiNo": parcel.tracking_number}
        try:
            checked(self._jos.call("jingdong.pop.order.shipment", wish)["sopjosshipment_result"])
        except Rejected:
            numbers = {waybill.number for waybill in self.order(parcel.remote_number).waybills}
            if not set(parcel.tracking_number.split(",")) <= numbers:
                raise
