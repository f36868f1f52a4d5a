"""One shop's account at Tmall."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from channels import rules
from channels.errors import Rejected
from channels.ports import Level, OutgoingParcel, RemoteSku, RemoteTrade, Sight
from channels.tmall import reading
from channels.tmall.gateway import Gateway, listed
from commerce.fulfilment.carriers import carrier_of

MOST_SKUS = 20
"""Pairs of one skus.quantity.update. Source: 3.9 "≤20 SKUs per call"."""
PAGE_SIZE = 50
GOODS_PAGE_SIZE = 200
FULL = 1
"""Quantity type: the level itself, not a difference."""


class TmallAccount:
    """channels.ports.Marketplace on TOP."""

    window_s = 1800  # recommended span of an increment query
    takes_parts = True

    def __init__(self, gateway: Gateway) -> None:
        self._top = gateway

    def goods(self) -> list[RemoteSku]:
        """All items, on sale and in the storehouse, with their SKUs; one call per item."""
        found: list[RemoteSku] = []
        for method in ("taobao.items.onsale.get", "taobao.items.inventory.get"):
            for num_iid in self._item_ids(method):
                fields = "num_iid,title,num,outer_id,sku,skus"
                answer = self._top.call("taobao.item.seller.get", {"fields": fields, "num_iid": num_iid})
                found += reading.skus_of(answer["item"])
        return found

    def _item_ids(self, method: str) -> Iterator[str]:
        page, seen = 1, 0
        while True:
            answer = self._top.call(method, {"fields": "num_iid,title", "page_no": page, "page_size": GOODS_PAGE_SIZE})
            rows = listed(answer, "items", "item")
            yield from (str(row["num_iid"]) for row in rows)
            seen += len(rows)
            if not rows or seen >= int(answer.get("total_results") or 0):
                return
            page += 1

    def set_levels(self, levels: Sequence[Level]) -> dict[tuple[str, str], str]:
        """Grouped by item, at most 20 SKUs a call, always the full quantity."""
        refused: dict[tuple[str, str], str] = {}
        by_item: dict[str, list[Level]] = {}
        for level in levels:
            by_item.setdefault(level.item_id, []).append(level)
        for group in by_item.values():
            for part in rules.chunks(group, MOST_SKUS):
                refused |= self._set_part(part)
        return refused

    def _set_part(self, part: Sequence[Level]) -> dict[tuple[str, str], str]:
        """A call takes all its SKUs or none: when it is refused, each is tried alone to find the bad one."""
        try:
            self._set(part)
        except Rejected as refusal:
            if len(part) == 1:
                return {(part[0].item_id, part[0].sku_id): refusal.message}
            return {key: words for level in part for key, words in self._set_part([level]).items()}
        return {}

    def _set(self, part: Sequence[Level]) -> None:
        item_id = part[0].item_id
        if not part[0].sku_id:
            wish: dict[str, str | int] = {"num_iid": item_id, "quantity": part[0].quantity, "type": FULL}
            self._top.call("taobao.item.quantity.update", wish)
            return
        pairs = ";".join(f"{level.sku_id}:{level.quantity}" for level in part)
        wish = {"num_iid": item_id, "skuid_quantities": pairs, "type": FULL}
        self._top.call("taobao.skus.quantity.update", wish)

    def changed_orders(self, since: datetime, until: datetime) -> Iterator[list[Sight]]:
        """Newest changes come first, and a trade that changes leaves the window: pages are read from the last back.

        A window of one page needs one call. The list is partial, so each entry is a hint.
        """
        window = {"start_modified": rules.beijing_text(since), "end_modified": rules.beijing_text(until)}
        first = self._page(window, 1, use_has_next="true")
        if not first.get("has_next"):
            yield self._sights(first)
            return
        total = int(self._page(window, 1).get("total_results") or 0)
        for page in range(-(-total // PAGE_SIZE), 0, -1):
            yield self._sights(self._page(window, page, use_has_next="true"))

    def _page(self, window: dict[str, str], page: int, **more: str) -> dict[str, Any]:
        fields = reading.LIST_FIELDS
        wish = {"fields": fields, "page_no": str(page), "page_size": str(PAGE_SIZE), **window, **more}
        return self._top.call("taobao.trades.sold.increment.get", wish)

    def _sights(self, answer: dict[str, Any]) -> list[Sight]:
        rows = listed(answer, "trades", "trade")
        return [Sight(reading.number_of(row), rules.moment(row["modified"])) for row in rows]

    def order(self, number: str) -> RemoteTrade:
        """One trade with everything we keep."""
        answer = self._top.call(
            "taobao.trade.fullinfo.get", {"fields": reading.TRADE_FIELDS, "tid": number, "include_oaid": 1}
        )
        return reading.trade_of(answer["trade"])

    def ship(self, parcel: OutgoingParcel) -> None:
        """Tell a tracking number. Safe to repeat: "not shippable" is a success when it carries this number already."""
        wish: dict[str, str] = {"tid": parcel.remote_number, "out_sid": parcel.tracking_number}
        wish["company_code"] = carrier_of(parcel.carrier).tmall_code
        if parcel.line_keys:
            wish |= {"is_split": "1", "sub_tid": ",".join(parcel.line_keys)}
        try:
            answer = self._top.call("taobao.logistics.offline.send", wish)
        except Rejected as refusal:
            if refusal.code == "B04" and self._carries(parcel):
                return
            raise
        if not (answer.get("shipping") or {}).get("is_success"):
            raise Rejected("天猫没有接受这个物流单号，请到天猫核对")

    def _carries(self, parcel: OutgoingParcel) -> bool:
        return any(waybill.number == parcel.tracking_number for waybill in self.order(parcel.remote_number).waybills)
