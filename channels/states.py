"""The life of a connection."""

from kernel.states import Machine

ACCOUNT = Machine(
    "channel account",
    initial="unconnected",
    connect=({"unconnected", "connected", "expired"}, "connected"),  # the seller has authorised us
    expire=({"connected", "expired"}, "expired"),  # the platform no longer takes the token
    disconnect=({"connected", "expired"}, "unconnected"),
)

LABELS = {"unconnected": "未连接", "connected": "已连接", "expired": "授权已失效"}
PLATFORMS = {"tmall": "天猫", "jd": "京东"}
