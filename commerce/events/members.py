"""Facts about members."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MemberJoined:
    member_id: int

    @property
    def subject(self) -> str:
        return f"member:{self.member_id}"


@dataclass(frozen=True)
class MemberFollowed:
    """The member follows the shop's 公众号 (again)."""

    member_id: int

    @property
    def subject(self) -> str:
        return f"member:{self.member_id}"


@dataclass(frozen=True)
class MemberUnfollowed:
    """The member follows no longer."""

    member_id: int

    @property
    def subject(self) -> str:
        return f"member:{self.member_id}"


@dataclass(frozen=True)
class MemberErased:
    """Something about a person was erased. datum: addresses, nickname, titles, or everything."""

    member_id: int
    datum: str

    @property
    def subject(self) -> str:
        return f"member:{self.member_id}"


@dataclass(frozen=True)
class MembersMerged:
    """Two members were one person: what merged_id had is member_id's now."""

    member_id: int
    merged_id: int

    @property
    def subject(self) -> str:
        return f"member:{self.member_id}"
