"""The lives of a group-buy activity, of one group and of one seat (rules of 拼团)."""

from kernel.states import Machine

ACTIVITY = Machine(
    "group_activity",
    initial="draft",
    publish=("draft", "running"),  # from starts_at on; before that it shows as 未开始
    stop=("running", "stopped"),
    end=("running", "ended"),
)

GROUP = Machine(
    "group",
    initial="pending",  # the leader has not paid: invisible
    open=("pending", "open"),
    succeed=("open", "succeeded"),
    fail=({"pending", "open"}, "failed"),
)

SEAT = Machine(
    "seat",
    initial="held",  # an unpaid order keeps the place
    pay=("held", "paid"),
    release=("held", "released"),
    refund=("paid", "refunded"),
)
