"""Facts about shops."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TenantCreated:
    tenant_id: int

    @property
    def subject(self) -> str:
        return f"tenant:{self.tenant_id}"


@dataclass(frozen=True)
class TenantSuspended(TenantCreated):
    pass


@dataclass(frozen=True)
class TenantResumed(TenantCreated):
    pass
