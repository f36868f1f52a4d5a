"""Facts about members."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MemberJoined:
    member_id: int

    @property
    def subject(self) -> str:
        return f"member:{self.member_id}"
