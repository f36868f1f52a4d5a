"""The life of an order."""

from kernel.states import Machine

ORDER = Machine(
    "order",
    initial="placed",
    pay=("placed", "paid"),  # the gateway has the money
    revive=("closed", "paid"),  # the money came after the close, and the goods were still there
    ship=({"paid", "part_shipped"}, "shipped"),  # the last parcel left
    ship_part=({"paid", "part_shipped"}, "part_shipped"),
    complete=("shipped", "completed"),  # received, or the time to complain ran out
    close=("placed", "closed"),  # never paid
    refund=({"paid", "part_shipped", "shipped", "completed", "closed"}, "refunded"),  # all money goes back
)

LABELS = {
    "placed": "待付款",
    "paid": "待发货",
    "part_shipped": "部分发货",
    "shipped": "待收货",
    "completed": "已完成",
    "closed": "已关闭",
    "refunded": "已退款",
}
