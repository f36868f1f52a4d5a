"""What happened to an order, from its facts, in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from commerce.aftersale.rules import KINDS
from commerce.fulfilment import carriers
from kernel.money import format_yuan
from web.render import ago, shop_time

if TYPE_CHECKING:
    from jobs.models import Fact

ACTORS = {"system": "系统", "wechat": "微信支付", "tmall": "天猫", "jd": "京东", "carrier": "快递公司"}
CHANGES = {
    "held": "平台锁定了订单",
    "freed": "平台解除了锁定",
    "cancelled": "平台上全部退款",
    "line_cancelled": "平台上部分退款",
}
CASES = {"refunded": "售后退款完成", "exchanged": "售后换货完成", "cancelled": "撤销了售后", "closed": "关闭了售后"}
INVOICES = {
    "requested": "申请发票", "issued": "开具发票", "rejected": "驳回发票申请", "withdrawn": "撤回发票申请",
    "recalled": "发票待冲红", "flushed": "发票已冲红",
}  # fmt: skip
Told = Callable[[dict[str, Any]], tuple[str, str]]


def items(facts: "Sequence[Fact]", people: Mapping[str, str], parcels: Mapping[int, Any]) -> list[dict[str, str]]:
    """Newest first: who did what, a second line, and when (absolute). Facts nobody has words for are left out."""
    told = _words(parcels)
    shown = []
    for fact in reversed(facts):
        if fact.name not in told:
            continue
        text, note = told[fact.name](fact.payload)
        shown.append(
            {"text": f"{actor(fact.by, people)} {text}", "note": note, "at": shop_time(fact.at), "title": ago(fact.at)}
        )
    return shown


def actor(by: str, people: Mapping[str, str]) -> str:
    """Whose hand it was."""
    if by in people:
        return people[by]
    kind = by.partition(":")[0]
    return {"staff": "已离职员工", "member": "买家", "operator": "平台人员"}.get(kind) or ACTORS.get(by, by)


def _words(parcels: Mapping[int, Any]) -> dict[str, Told]:
    def yuan(fact: dict[str, Any], name: str) -> str:
        return f"¥{format_yuan(int(fact.get(name) or 0))}"

    def shipped(fact: dict[str, Any]) -> tuple[str, str]:
        parcel = parcels.get(fact["shipment_id"])
        note = f"{carriers.name_of(parcel.carrier)} {parcel.tracking_number}" if parcel else ""
        return ("发货" if fact["is_whole"] else "发出部分商品", note)

    return {
        "OrderPlaced": lambda fact: ("下单", yuan(fact, "total_fen")),
        "OrderImported": lambda fact: ("同步来了订单", yuan(fact, "total_fen")),
        "OrderRepriced": lambda fact: (
            "改价",
            f"{yuan(fact, 'before_fen')} → {yuan(fact, 'after_fen')}　{fact.get('reason', '')}".strip(),
        ),
        "OrderPaid": lambda fact: ("确认收到付款", yuan(fact, "total_fen")),
        "OrderClosed": lambda fact: ("关闭订单", fact.get("reason") or ""),
        "OrderShipped": shipped,
        "OrderCompleted": lambda fact: ("确认收货", ""),
        "OrderRefunded": lambda fact: (f"发起整单退款 {yuan(fact, 'refund_fen')}", fact.get("reason") or ""),
        "OrderPartRefunded": lambda fact: (f"发起退款 {yuan(fact, 'refund_fen')}", fact.get("reason") or ""),
        "CaseOpened": lambda fact: (f"发起售后：{KINDS[fact['kind']]}", ""),
        "CaseEnded": lambda fact: (CASES[fact["outcome"]], ""),
        "RefundSettled": lambda fact: (f"退款到账 {yuan(fact, 'refund_fen')}", ""),
        "RefundFailed": lambda fact: ("退款失败", fact.get("cause") or ""),
        "OrderNoted": lambda fact: ("修改了备注", fact.get("note") or "清空"),
        "OrderAddressChanged": lambda fact: ("修改了收货地址", fact.get("reason") or ""),
        "InvoiceMoved": lambda fact: (INVOICES[fact["move"]], fact.get("reason") or ""),
        "OrderReceiptExtended": lambda fact: ("延长收货", f"到 {str(fact['receive_by'])[:10]} 自动确认"),
        "ShipmentCorrected": lambda fact: (
            "更正物流单号",
            f"{_parcel(fact['before'])} → {_parcel(fact['after'])}　{fact.get('reason', '')}".strip(),
        ),
        "ImportedOrderChanged": lambda fact: (CHANGES.get(fact["change"], "更新了订单"), fact.get("reason") or ""),
    }


def _parcel(kept: str) -> str:
    """Carrier and number, "SF SF1234567890123" as people read it."""
    code, _, number = kept.partition(" ")
    return f"{carriers.name_of(code)} {number}"
