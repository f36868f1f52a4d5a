"""The lives of a bill, of a difference and of a file of the books."""

from kernel.states import Machine

BILL = Machine(
    "bill",
    initial="waiting",
    load=({"waiting", "late"}, "loaded"),  # every line is in and compared
    find_none=({"waiting", "late"}, "none"),  # WeChat Pay says: nothing moved that day
    miss=({"waiting", "late"}, "late"),  # it should be there and is not: alarm
)

DIFFERENCE = Machine(
    "difference",
    initial="open",
    resolve=("open", "resolved"),
    reopen=("resolved", "open"),
)

EXPORT = Machine(
    "export",
    initial="queued",
    start=({"queued", "running"}, "running"),  # a hand that died is followed by another
    finish=("running", "done"),
    fail=({"queued", "running"}, "failed"),
)
