"""The lives of a payment and of a refund."""

from kernel.states import Machine

PAYMENT = Machine(
    "payment",
    initial="created",
    prepare=({"created", "prepared"}, "prepared"),  # WeChat gave a prepay id
    settle=({"created", "prepared", "closing", "closed"}, "settled"),
    start_closing=({"created", "prepared"}, "closing"),  # being closed at WeChat first
    close=({"created", "prepared", "closing"}, "closed"),
)

REFUND = Machine(
    "refund",
    initial="requested",
    send=({"requested", "sent"}, "sent"),  # WeChat has accepted it
    settle=({"requested", "sent"}, "settled"),
    fail=({"requested", "sent"}, "failed"),
    retry=("failed", "requested"),
)
