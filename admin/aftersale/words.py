"""What a case reads like in the admin: badge, time left, log; and which moves a person may make."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from admin.access import by, can
from commerce.aftersale.states import LABELS
from kernel.money import format_yuan

BADGES = {"merchant": "warn", "shopper": "info", "operator": "bad", "gateway": "info"}
VERBS = {
    "apply": "提交申请", "await_return": "同意，等待买家寄回", "await_approval": "同意，等待复核", "refund": "开始退款",
    "refuse": "拒绝申请", "offer": "提出新的金额", "send_back": "复核没有通过", "decline": "不接受方案",
    "fill_return": "填写退货物流", "cancel": "撤销申请", "refuse_receipt": "拒收退货", "await_exchange": "验收退货",
    "send_exchange": "寄出换货", "finish_exchange": "确认收到换货", "settle": "退款到账", "arbitrate": "申请平台介入",
    "close": "关闭售后", "overtake": "关闭售后", "fail": "退款失败",
}  # fmt: skip


NEXT = {
    "applied": "请在截止时间前同意、改金额或拒绝；超时没有处理，自动同意。",
    "offered": "等待买家答复新的金额；超时没有答复，自动关闭。",
    "refused": "买家可以申请平台介入；到期没有申请，自动关闭。",
    "to_return": "等待买家寄回并填写物流单号；超时没有填写，自动关闭。",
    "returned": "收到后请验收，决定放回库存还是报损；超时没有处理，自动确认收货，商品不入可售库存。",
    "receipt_refused": "已拒收。买家可以申请平台介入；到期没有申请，自动关闭。",
    "to_exchange": "请寄出换货；超时没有寄出，自动改为退款。",
    "resent": "换货已寄出，等待买家确认收货；到期自动确认。",
    "approving": "这个订单的退款合起来超过复核上限，需要另一位有退款权限的同事确认。",
    "arbitrating": "平台正在看双方的说明和凭证。",
    "refunding": "退款已提交，由微信支付原路退回。",
    "refunded": "退款已到账。",
    "exchanged": "换货完成。",
    "cancelled": "买家撤销了申请。",
    "closed": "售后已关闭，没有退款。",
}
RULINGS = {
    "refund": "支持买家，退款", "return_refund": "支持买家，退货退款", "reject": "支持商家", "withdrawn": "已撤回",
}  # fmt: skip


@dataclass(frozen=True)
class Left:
    """How long the side whose turn it is still has."""

    text: str
    is_late: bool


def left(case: Any, at: datetime) -> Left | None:
    """Time left of an open case; none where no clock runs."""
    if case.deadline_at is None:
        return None
    left_s = int((case.deadline_at - at).total_seconds())
    if left_s < 0:
        return Left("已超时" if left_s > -3600 else f"已超 {-left_s // 3600} 小时", True)
    if left_s >= 48 * 3600:
        return Left(f"剩 {left_s // 86400} 天", False)
    hours = left_s // 3600
    return Left(f"剩 {hours} 小时" if hours else f"剩 {max(1, left_s // 60)} 分钟", left_s < 6 * 3600)


def badge(case: Any) -> tuple[str, str]:
    """Label and colour."""
    return LABELS[case.state], BADGES.get(case.waits_for or "", "done")


def sum_of(case: Any) -> str:
    """What goes or would go back."""
    if case.kind == "exchange":
        return "换货"
    return f"¥{format_yuan(case.agreed_fen if case.agreed_fen is not None else case.asked_fen)}"


@dataclass(frozen=True)
class Move:
    """One thing to do about a case: its place in the address, its words, who may, and where it can be done."""

    name: str
    label: str
    permission: str
    states: frozenset[str]
    fields: tuple[str, ...] = ()
    text: str = ""
    kind: str = "outline"


def _move(name: str, label: str, permission: str, states: str, **rest: Any) -> Move:
    return Move(name, label, permission, frozenset(states.split()), **rest)


MOVES = {
    move.name: move
    for move in (
        _move("agreement", "同意", "aftersale.handle", "applied", fields=("typed", "note"), kind="primary"),
        _move("offer", "改金额", "aftersale.handle", "applied", fields=("money", "reason"),
              text="提出一个较低的退款金额，买家可以接受或拒绝。"),
        _move("refusal", "拒绝", "aftersale.handle", "applied", kind="danger",
              fields=("template", "reason", "pictures"),
              text="买家看得到原因和凭证，之后可以申请平台介入。"),
        _move("approval", "复核通过，退款", "orders.refund", "approving", fields=("typed",), kind="primary"),
        _move("objection", "复核不通过", "orders.refund", "approving", fields=("reason",), kind="danger",
              text="售后单回到待处理，由同事重新决定。"),
        _move("receipt", "确认收货", "aftersale.receive", "returned", fields=("condition",), kind="primary"),
        _move("receipt-refusal", "拒收", "aftersale.receive", "returned", kind="danger",
              fields=("template", "reason", "pictures"),
              text="退回的商品与申请不符时拒收。买家看得到原因，之后可以申请平台介入。"),
        _move("replacement", "寄出换货", "aftersale.receive", "to_exchange", fields=("parcel",), kind="primary",
              text="寄出后从库存扣减，买家收到通知。"),
        _move("money", "改为退款", "aftersale.handle", "to_exchange", fields=("typed", "note")),
        _move("arbitration", "申请平台介入", "aftersale.handle", "refused receipt_refused", fields=("reason",),
              text="由平台按双方的说明和凭证判断，结果双方都看得到。"),
    )
}  # fmt: skip


def moves(case: Any) -> list[Move]:
    """What the person asking may do about a case now."""
    return [move for move in MOVES.values() if is_possible(move, case)]


def is_possible(move: Move, case: Any) -> bool:
    """The state, the kind, the person's rights, and four eyes for an approval."""
    if case.state not in move.states or not can(move.permission):
        return False
    if move.name == "offer" and (case.is_unshipped or case.kind == "exchange"):
        return False
    return move.name != "approval" or case.agreed_by != by()
