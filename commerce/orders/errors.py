"""Refusals about orders."""

from kernel.errors import Refused


class LimitReached(Refused):
    """One person may not buy so many."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"每人限购 {limit} 件，你已达到上限")
        self.limit = limit


class KeyReused(Refused):
    """The same request key came with another content."""

    def __init__(self) -> None:
        super().__init__("这次提交的内容有变化，请返回商品页重新下单")


class StillPayable(Refused):
    """A payment that the gateway would still take money for: close that one first."""

    def __init__(self) -> None:
        super().__init__("买家正在付款，订单没有关闭，请稍候再试")
