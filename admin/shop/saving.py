"""Saving settings: what changed, by whom, from what to what; two tabs cannot overwrite each other unseen."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from admin.access import can
from admin.shop.fields import Field
from kernel.errors import Invalid, Refused
from tenants import audit
from tenants.permissions import PERMISSIONS
from tenants.settings import lock_choices


def fingerprint(values: Mapping[str, Any]) -> str:
    """What a form was drawn from; goes with it as `seen`."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]


def save(fields: Sequence[Field], values: Mapping[str, Any], *, seen: str, what: str) -> int:
    """Store what differs, in the present transaction, with one line in the log. Returns how many changed.

    Raises Refused when somebody else saved the same form since it was drawn, Invalid for a field that takes a right the
    person has not.
    """
    lock_choices()
    now = {field.name: field.choice.get() for field in fields}
    if seen != fingerprint(now):
        raise Refused("这些设置刚被其他人修改过，请核对后再保存")
    changed = [field for field in fields if values[field.name] != now[field.name]]
    for field in changed:
        if field.needs and not can(field.needs):
            raise Invalid(field.name, f"只有「{PERMISSIONS[field.needs]}」权限的人可以修改")
        field.choice.set(values[field.name])
    if changed:
        before = {field.label: field.spoken(now[field.name]) for field in changed}
        after = {field.label: field.spoken(values[field.name]) for field in changed}
        audit.note("shop.settings", "shop", f"修改{what}", before=before, after=after)
    return len(changed)
