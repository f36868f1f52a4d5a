"""Host name → shop, before routing. Remembered in-process for a few seconds."""

import time
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Select, select

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


class Looked(NamedTuple):
    """What was found under a name, and when (monotonic)."""

    at_s: float
    shop: Shop | None


_by_host: dict[str, Looked] = {}
_by_key: dict[str, Looked] = {}

COLUMNS = (Tenant.id, Tenant.slug, Tenant.name, Tenant.key, Tenant.state)


def remembered(name: str) -> Looked | None:
    """What was found behind a host name a moment ago; None when it has to be looked up."""
    return _fresh(_by_host, name)


def shop_of_host(name: str) -> Shop | None:
    """The shop behind a host name (lower case, without port), or None."""
    looked = _fresh(_by_host, name)
    if looked is None:
        wanted = select(*COLUMNS).join(Host, Host.tenant_id == Tenant.id).where(Host.name == name)
        looked = _look_up(_by_host, name, wanted)
    return looked.shop


def shop_of_key(key: str) -> Shop | None:
    """The shop named in a notification path, or None."""
    looked = _fresh(_by_key, key) or _look_up(_by_key, key, select(*COLUMNS).where(Tenant.key == key))
    return looked.shop


def _fresh(cache: dict[str, Looked], name: str) -> Looked | None:
    looked = cache.get(name)
    return looked if looked is not None and time.monotonic() - looked.at_s < CACHE_S else None


def _look_up(cache: dict[str, Looked], name: str, statement: Select[int, str, str, str, str]) -> Looked:
    row = db.session.execute(statement).one_or_none()
    looked = Looked(time.monotonic(), Shop(*row) if row is not None else None)
    if len(cache) > 10_000:  # unknown names are typed by strangers: do not let them fill the memory
        cache.clear()
    cache[name] = looked
    return looked


def forget() -> None:
    """Look everything up afresh."""
    _by_host.clear()
    _by_key.clear()
