"""The operator's view over all shops. Only kernel, tenants, jobs, console and app may import this."""

from contextlib import AbstractContextManager

from kernel.tenancy import EVERY_TENANT, tenant_scope


def every_tenant() -> AbstractContextManager[None]:
    """Read and write over all shops with the operator's database role.

    Rows inserted here must name their tenant_id; nothing is filtered.
    """
    return tenant_scope(EVERY_TENANT)
