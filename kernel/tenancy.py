"""The scope all work stands in: whose rows may be seen.

The subject of shops as customers is the package `tenants`; this module only knows a number.
Ring 1 of 3: the session in kernel/db.py filters by this scope. Ring 2 is row-level security,
ring 3 composite foreign keys.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from kernel.errors import NoTenantScope

EVERY_TENANT = -1
"""The operator's scope; entered only through kernel/unscoped.py."""

_scope: ContextVar[int | None] = ContextVar("tenant_scope", default=None)


def current_tenant_id() -> int:
    """The shop at work. Raises NoTenantScope outside a scope, also in the operator's."""
    tenant_id = _scope.get()
    if tenant_id is None or tenant_id == EVERY_TENANT:
        raise NoTenantScope("No shop is in scope. Enter tenant_scope(tenant_id) first.")
    return tenant_id


def scope() -> int | None:
    """The raw scope: a tenant's id, EVERY_TENANT, or None."""
    return _scope.get()


def enter_scope(tenant_id: int | None) -> None:
    """Change the scope for the rest of the present tenant_scope(), once a login has told which shop it is."""
    from kernel.db import end_session

    end_session()
    _scope.set(tenant_id)


@contextmanager
def tenant_scope(tenant_id: int | None) -> Iterator[None]:
    """Work for one shop (or, with None, for nobody). Sessions do not outlive it."""
    from kernel.db import end_session

    end_session()
    token = _scope.set(tenant_id)
    try:
        yield
    finally:
        end_session()
        _scope.reset(token)
