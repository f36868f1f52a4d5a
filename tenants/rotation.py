"""Changing the key-encrypting key without stopping: what an older key sealed is sealed again with the current one."""

from sqlalchemy import select

from kernel.db import db
from tenants import secrets
from tenants.models import Operator, Staff


def second_factors() -> int:
    """Seal the second factors of all people with the current key. Returns how many changed.

    Safe to repeat and to stop half-way: each row stands for itself. Needs the operator's scope.
    """
    staff = select(Staff).where(Staff.totp_sealed.is_not(None)).with_for_update(key_share=True)
    changed = [_seal_again(person) for person in db.session.scalars(staff)]
    operators = select(Operator).with_for_update(key_share=True)
    return sum(changed) + sum(_seal_again(person) for person in db.session.scalars(operators))


def _seal_again(person: Staff | Operator) -> bool:
    if person.totp_sealed is None or secrets.is_current(person.totp_sealed):
        return False
    purpose = f"totp:{person.login}"
    plain = secrets.unseal_for_platform(person.totp_sealed, purpose)
    person.totp_sealed = secrets.seal_for_platform(plain, purpose)
    return True
