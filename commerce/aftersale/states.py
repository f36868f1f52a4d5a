"""The life of an after-sale case and whose turn it is in each state; the life of a batch of them."""

from kernel.states import Machine

CASE = Machine(
    "aftersale",
    initial="applied",
    # what the merchant answers
    await_return=({"applied", "offered", "arbitrating"}, "to_return"),  # agreed: the goods come back first
    await_approval=({"applied", "offered", "returned", "to_exchange"}, "approving"),  # a second person must agree
    refund=(
        {"applied", "offered", "returned", "to_exchange", "approving", "arbitrating"},
        "refunding",
    ),  # the money is on its way
    refuse=("applied", "refused"),
    offer=("applied", "offered"),  # another sum
    send_back=("approving", "applied"),  # the second person says no
    # what the shopper answers
    decline=("offered", "applied"),
    fill_return=({"to_return", "returned"}, "returned"),  # carrier and number; may be corrected
    cancel=({"applied", "offered", "refused", "to_return", "receipt_refused", "arbitrating"}, "cancelled"),
    # the goods are back
    refuse_receipt=("returned", "receipt_refused"),
    await_exchange=("returned", "to_exchange"),  # received: the replacement may leave
    send_exchange=("to_exchange", "resent"),
    finish_exchange=("resent", "exchanged"),
    # the end
    settle=("refunding", "refunded"),  # the gateway has paid it out
    arbitrate=({"refused", "receipt_refused", "approving", "offered"}, "arbitrating"),  # the operator decides
    close=({"offered", "refused", "to_return", "receipt_refused", "to_exchange", "arbitrating", "approving"}, "closed"),
    overtake=(
        {
            "applied", "offered", "refused", "to_return", "returned", "receipt_refused", "to_exchange", "resent",
            "approving", "arbitrating",
        },
        "closed",
    ),  # the whole order was refunded in another way
)  # fmt: skip

BATCH = Machine(
    "batch",
    initial="queued",
    start=({"queued", "running"}, "running"),  # a hand that died is followed by another
    finish=("running", "done"),
)

ENDED = frozenset({"refunded", "exchanged", "cancelled", "closed"})
OPEN = CASE.states - ENDED

WAITS_FOR = {
    "applied": "merchant", "approving": "merchant", "returned": "merchant", "to_exchange": "merchant",
    "offered": "shopper", "refused": "shopper", "to_return": "shopper", "receipt_refused": "shopper",
    "resent": "shopper", "arbitrating": "operator", "refunding": "gateway",
}  # fmt: skip

LABELS = {
    "applied": "待商家处理",
    "offered": "待买家确认方案",
    "refused": "商家已拒绝",
    "to_return": "待买家退货",
    "returned": "待商家收货",
    "receipt_refused": "商家拒收",
    "to_exchange": "待商家换货",
    "resent": "待买家收货",
    "approving": "待复核",
    "arbitrating": "平台介入中",
    "refunding": "退款中",
    "refunded": "退款成功",
    "exchanged": "换货完成",
    "cancelled": "已撤销",
    "closed": "已关闭",
}
