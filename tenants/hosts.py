"""Host name → shop, before routing. Remembered in-process for a few seconds."""

import time
from dataclasses import dataclass

from sqlalchemy import select

from kernel.db import db
from tenants.models import Host, Tenant

CACHE_S = 5.0


@dataclass(frozen=True)
class Shop:
    """What every page needs to know of its shop."""

    tenant_id: int
    slug: str
    name: str
    key: str
    state: str

    @property
    def is_open(self) -> bool:
        return self.state == "active"


_by_host: dict[str, tuple[float, Shop | None]] = {}
_by_key: dict[str, tuple[float, Shop | None]] = {}

COLUMNS = (Tenant.id, Tenant.slug, Tenant.name, Tenant.key, Tenant.state)


def shop_of_host(name: str) -> Shop | None:
    """The shop behind a host name (lower case, without port), or None."""
    return _remembered(
        _by_host, name, select(*COLUMNS).join(Host, Host.tenant_id == Tenant.id).where(Host.name == name)
    )


def shop_of_key(key: str) -> Shop | None:
    """The shop named in a notification path, or None."""
    return _remembered(_by_key, key, select(*COLUMNS).where(Tenant.key == key))


def _remembered(cache: dict[str, tuple[float, Shop | None]], name: str, statement: object) -> Shop | None:
    cached = cache.get(name)
    if cached is not None and time.monotonic() - cached[0] < CACHE_S:
        return cached[1]
    row = db.session.execute(statement).one_or_none()  # type: ignore[call-overload]
    shop = Shop(*row) if row is not None else None
    if len(cache) > 10_000:  # unknown names are typed by strangers: do not let them fill the memory
        cache.clear()
    cache[name] = (time.monotonic(), shop)
    return shop


def forget() -> None:
    """Look everything up afresh."""
    _by_host.clear()
    _by_key.clear()
