"""Refusals of group-buys."""

from kernel.errors import Refused


class GroupFull(Refused):
    """The last seat is taken."""

    def __init__(self) -> None:
        super().__init__("这个团刚刚满员了，可以自己开一个新团")


class GroupOver(Refused):
    """The group or the activity has ended."""

    def __init__(self) -> None:
        super().__init__("这个团已结束，可以自己开一个新团")


class AlreadyInGroup(Refused):
    """One person, one seat; one running group per activity."""

    def __init__(self) -> None:
        super().__init__("你已在这个活动的团里，请先完成它")


class ActivityOver(Refused):
    """Not running at this moment."""

    def __init__(self) -> None:
        super().__init__("拼团活动不在进行中，请刷新看看")
