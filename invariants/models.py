"""What the last check said."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import PlatformModel


class InvariantCheck(PlatformModel):
    """The newest verdict on one invariant over all shops."""

    __tablename__ = "invariant_checks"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    checked_at: Mapped[datetime]
    found: Mapped[int]  # offenders; 0 is well
    broken_since_at: Mapped[datetime | None]  # when a check first found one, until it is well again
    took_ms: Mapped[int]
    offenders: Mapped[list[Any]] = mapped_column(default=list)  # {"tenant_id", "subject", "detail"}, the first few
