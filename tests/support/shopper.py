"""A shopper's browser, signed in."""

from flask.testing import FlaskClient

from commerce.members.models import Member
from kernel.db import db
from kernel.tenancy import current_tenant_id

SHOP = "http://shanlan.localhost"


def sign_in(client: FlaskClient, member: Member) -> FlaskClient:
    """What the login leaves in the browser; the login itself is tested where it lives."""
    db.session.commit()
    with client.session_transaction(base_url=SHOP) as session:
        session.clear()
        session["member"] = {"shop": current_tenant_id(), "id": member.id, "epoch": member.session_epoch}
    return client
