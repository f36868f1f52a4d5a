"""列设置: which columns of the list can be chosen. The order's number and its moves are always there."""

from tenants.layouts import Layout

COLUMNS = {
    "goods": "商品",
    "pieces": "件数",
    "buyer": "买家",
    "total": "实付",
    "region": "收货地区",
    "paid": "付款时间",
    "state": "状态",
}
AT_FIRST = ("goods", "buyer", "total", "state")


def shown(layout: Layout) -> list[str]:
    """The person's columns in the order of the table; names that are no longer known fall away."""
    wanted = AT_FIRST if layout.columns is None else layout.columns
    return [name for name in COLUMNS if name in wanted]
