"""The phone beside the forms: the shop's real front page, dressed in the look being edited."""

from admin.access import current_staff
from kernel.tenancy import current_tenant_id
from tenants.looks import Look
from web import drafts, security
from web.addresses import of_host


def phone_url(host: str, look: Look) -> str:
    """The address for the frame; the page being drawn may frame the shop's host, and nothing else may be framed.

    host: the shop's primary host name. Empty while the shop is suspended: it shows no pages.
    """
    if current_staff().shop_state != "active":
        return ""
    security.allow_frame(of=of_host(host, ""))
    return drafts.address("look", host, current_tenant_id(), look.plain)
