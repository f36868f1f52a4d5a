"""Host names of a shop: its subdomain and its own domains."""

import re

from sqlalchemy import select, update

from kernel.db import after_commit, db
from kernel.errors import Invalid, NotFound, Refused
from tenants import hosts
from tenants.models import Host

NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def add(tenant_id: int, name: str, *, base_domain: str) -> Host:
    """Let a domain of the merchant's lead to the shop. Raises Invalid."""
    name = name.strip().lower().rstrip(".")
    if not NAME.fullmatch(name):
        raise Invalid("name", "请填写完整域名，例如 shop.example.com，不带 http:// 和端口")
    if name == base_domain or name.endswith(f".{base_domain}"):
        raise Invalid("name", "平台自己的域名由系统分配，不能手动添加")
    if db.session.scalar(select(Host.id).where(Host.name == name)) is not None:
        raise Invalid("name", "这个域名已被使用")
    row = Host(name=name, tenant_id=tenant_id, is_primary=False)
    db.session.add(row)
    db.session.flush()
    after_commit(hosts.forget)
    return row


def remove(tenant_id: int, host_id: int, *, base_domain: str) -> str:
    """Take a domain away; the subdomain stays. Returns its name."""
    row = _own(tenant_id, host_id)
    if row.name.endswith(f".{base_domain}"):
        raise Refused("平台子域名不能删除")
    if row.is_primary:
        raise Refused("先把其他域名设为主域名，再删除这个")
    db.session.delete(row)
    after_commit(hosts.forget)
    return row.name


def make_primary(tenant_id: int, host_id: int) -> str:
    """The name that links show from now on."""
    row = _own(tenant_id, host_id)
    db.session.execute(update(Host).where(Host.tenant_id == tenant_id).values(is_primary=False))
    db.session.execute(update(Host).where(Host.id == row.id).values(is_primary=True))
    after_commit(hosts.forget)
    return row.name


def _own(tenant_id: int, host_id: int) -> Host:
    row = db.session.scalar(select(Host).where(Host.id == host_id, Host.tenant_id == tenant_id).with_for_update())
    if row is None:
        raise NotFound()
    return row
