"""Orders as a CSV file for spreadsheets: sent while it is read, so it needs no more memory than one portion."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, request, stream_with_context

from admin.access import allow, can
from admin.orders import bulk, filters
from admin.orders.detail import recipient
from admin.orders.words import KINDS, SOURCES
from commerce.fulfilment import carriers
from commerce.fulfilment import queries as fulfilment
from commerce.orders import listing
from commerce.orders import queries as orders
from commerce.orders.listing import Narrowing
from commerce.orders.states import LABELS
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid
from kernel.money import format_yuan
from kernel.tenancy import current_tenant_id, tenant_scope
from tenants import audit
from web.render import shop_time

bp = Blueprint("admin_order_export", __name__, url_prefix="/admin/orders/export")
BOM = "\ufeff"
HEAD = (
    "订单号",
    "平台订单号",
    "来源",
    "类型",
    "状态",
    "下单时间",
    "付款时间",
    "商品",
    "件数",
    "商品合计",
    "优惠",
    "运费",
    "实付",
    "已退款",
    "收件人",
    "手机",
    "地址",
    "买家留言",
    "备注",
    "快递公司",
    "物流单号",
    "发货时间",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
CHOSEN_MOST = 500


@bp.get("")
@allow("orders.view")
def everything() -> Response:
    """All orders the address narrows to."""
    return _matched(_wanted())


@bp.post("")
@allow("orders.view")
def chosen() -> Response:
    """The ticked orders, or everything matched."""
    wanted = _wanted()
    if request.form.get("all_matched") == "1":
        return _matched(wanted)
    with transaction():
        picked = bulk.chosen_ids(CHOSEN_MOST)
        audit.note("orders.export", "orders", f"导出选中的 {len(picked)} 单")
    return _file(wanted, picked)


def _wanted() -> Narrowing:
    with reading():
        return filters.narrowing(filters.read(request.args))


def _matched(wanted: Narrowing) -> Response:
    with reading():
        total = listing.count(wanted)
    if not total:
        raise Invalid("ids", "没有符合条件的订单，没有内容可以导出")
    return _file(wanted, None)


def neutral(value: object) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) or text.startswith(FORMULA) else text


def _file(wanted: Narrowing, picked: list[int] | None) -> Response:
    name = f"orders-{clock.today_on():%Y%m%d}.csv"
    told = lines(current_tenant_id(), wanted, picked, is_full=can("orders.unmask"))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    return Response(stream_with_context(told), mimetype="text/csv; charset=utf-8", headers=headers)


def lines(
    tenant_id: int, wanted: Narrowing, picked: list[int] | None, *, is_full: bool, portion: int = listing.CHUNK
) -> Iterator[str]:
    """Portions of the file. The request's scope has ended when they are read, so each portion enters its own."""
    yield BOM + _csv([HEAD])
    after, is_first = "", True
    while is_first or after:
        with tenant_scope(tenant_id), reading():
            found = listing.some(picked) if picked is not None else listing.chunk(wanted, after, portion)
            cells = _cells(found, is_full=is_full)
        is_first = False
        after = listing.cursor_of(wanted, found[-1]) if found and picked is None else ""
        if cells:
            yield _csv(cells)


def _cells(found: Sequence[Any], *, is_full: bool) -> list[list[str]]:
    ids = [order.id for order in found]
    content, parcels = orders.lines_of(ids), fulfilment.shipments_of(ids)
    return [_row(order, content[order.id], parcels[order.id], is_full=is_full) for order in found]


def _row(order: Any, content: Sequence[Any], parcels: Sequence[Any], *, is_full: bool) -> list[str]:
    to = recipient(order, is_full=is_full)
    sums = [order.goods_fen, order.discount_fen, order.freight_fen, order.total_fen, order.refunded_fen]
    return [
        *(
            neutral(value)
            for value in (
                order.number,
                order.remote_number,
                SOURCES.get(order.source, order.source),
                KINDS.get(order.kind, order.kind),
                LABELS[order.state],
                shop_time(order.placed_at),
                shop_time(order.paid_at),
                "；".join(f"{line.title} {line.sku_label} ×{line.quantity}" for line in content),
                sum(line.quantity for line in content),
            )
        ),
        *(format_yuan(fen).replace(",", "") for fen in sums),
        *(
            neutral(value)
            for value in (
                to["name"],
                to["phone"],
                to["address"],
                order.buyer_note,
                order.staff_note,
                "；".join(carriers.name_of(parcel.carrier) for parcel in parcels),
                "；".join(parcel.tracking_number for parcel in parcels),
                shop_time(order.shipped_at),
            )
        ),
    ]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
