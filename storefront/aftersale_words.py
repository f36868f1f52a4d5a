"""What a case reads like to the shopper: the step it has reached, and what happens next."""

from typing import TYPE_CHECKING

from commerce.aftersale import rules
from commerce.aftersale.states import LABELS
from kernel.money import format_yuan

if TYPE_CHECKING:
    from commerce.aftersale.models import Case, CaseEntry

STEPS = {
    "refund": ("提交申请", "商家处理", "退款"),
    "return_refund": ("提交申请", "商家同意", "寄回商品", "商家验收", "退款"),
    "exchange": ("提交申请", "商家同意", "寄回商品", "商家验收", "寄出换货", "完成"),
}
REACHED = {
    "to_return": 2, "returned": 3, "receipt_refused": 3, "to_exchange": 4, "resent": 5, "exchanged": 6,
}  # fmt: skip
NEXT = {
    "applied": "商家处理后会在这里告诉你；超时没有处理，系统自动同意。",
    "offered": "商家提出了新的退款金额，请接受或拒绝；超时没有答复，售后自动关闭。",
    "refused": "商家没有同意。你可以补充说明后申请平台介入；到期没有申请，售后自动关闭。",
    "to_return": "请按下面的地址寄回商品，并填写物流单号；超时没有填写，售后自动关闭。",
    "returned": "商家收到后会验收；超时没有验收，系统自动确认收货并退款。",
    "receipt_refused": "商家没有收下退货。你可以申请平台介入；到期没有申请，售后自动关闭。",
    "to_exchange": "商家会寄出换货；超时没有寄出，自动改为退款。",
    "resent": "换货已经寄出，收到后请确认；到期自动确认。",
    "approving": "商家正在复核这笔退款；超时没有结果，可以申请平台介入。",
    "arbitrating": "平台正在看双方的说明和凭证，结果会写在这里。",
    "refunding": "款项原路退回，一般几分钟内到账，银行卡 1–3 个工作日。",
    "refunded": "款项已原路退回。",
    "exchanged": "换货完成。",
    "cancelled": "你撤销了这次申请；还在售后期内，可以重新申请。",
    "closed": "这次售后已关闭。",
}
VERBS = {
    "apply": "提交申请", "await_return": "同意退货", "await_approval": "同意，等待复核", "refund": "开始退款",
    "refuse": "拒绝申请", "offer": "提出新的金额", "send_back": "复核没有通过", "decline": "没有接受方案",
    "fill_return": "填写退货物流", "cancel": "撤销申请", "refuse_receipt": "拒收退货", "await_exchange": "验收了退货",
    "send_exchange": "寄出换货", "finish_exchange": "确认收到换货", "settle": "退款到账", "arbitrate": "申请平台介入",
    "close": "售后关闭", "overtake": "售后关闭", "fail": "退款遇到问题",
}  # fmt: skip
ACTORS = {
    "member": "我", "staff": "商家", "operator": "平台", "system": "系统", "wechat": "微信支付",
}  # fmt: skip


def next_step(case: "Case") -> str:
    """What happens next, and what silence means."""
    if case.state == "offered" and case.received_at is not None:
        return "商家提出了新的退款金额，请接受或拒绝，也可以申请平台介入；超时没有答复视为不接受，由商家重新处理。"
    return NEXT[case.state]


def steps(case: "Case") -> tuple[tuple[str, ...], int] | None:
    """Labels and how far the case has come; none once it was given up or closed."""
    if case.state in ("cancelled", "closed"):
        return None
    labels = STEPS.get(case.kind, STEPS["refund"])
    if case.state in ("refunding", "refunded"):
        return labels, len(labels) - (case.state == "refunding")
    if case.state in ("approving", "arbitrating", "applied") and case.received_at is not None:
        return labels, len(labels) - 1
    return labels, REACHED.get(case.state, 1)


def summary(case: "Case") -> str:
    """What is asked for, in one line."""
    kind = rules.KINDS[case.kind]
    fen = case.agreed_fen if case.agreed_fen is not None else case.asked_fen
    return kind if case.kind == "exchange" else f"{kind} ¥{format_yuan(fen)}"


def label(case: "Case") -> str:
    """The state in the shopper's words."""
    mine = {"offered": "待你确认", "to_return": "待你寄回", "resent": "待你收货"}
    return mine.get(case.state, LABELS[case.state])


def actor(by: str) -> str:
    """Whose hand it was."""
    return ACTORS.get(by.partition(":")[0], "系统")


def told(entry: "CaseEntry") -> str:
    """Why, to the buyer: what the shop's log says of them in the third person, and nothing the line says itself."""
    if entry.reason in ("买家撤销申请", "买家不接受方案"):
        return ""
    is_ours = entry.by == "system" or entry.reason == "买家接受方案"
    return "你" + entry.reason.removeprefix("买家") if is_ours and entry.reason.startswith("买家") else entry.reason
