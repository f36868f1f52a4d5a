"""Facts about campaigns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupFact:
    group_id: int
    activity_id: int

    @property
    def subject(self) -> str:
        return f"group:{self.group_id}"


@dataclass(frozen=True)
class GroupOpened(GroupFact):
    member_id: int


@dataclass(frozen=True)
class GroupJoined(GroupFact):
    member_id: int


@dataclass(frozen=True)
class GroupSucceeded(GroupFact):
    pass


@dataclass(frozen=True)
class GroupFailed(GroupFact):
    reason: str
