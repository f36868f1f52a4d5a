"""Which adapter fills which port."""

from flask import Flask

from app import storage
from app.config import Settings
from channels import ports as channels
from channels.adapters import RealMarketplaces
from commerce.aftersale import moving as aftersale_moving
from commerce.catalog import erasing as catalog_erasing
from commerce.catalog import moving as catalog_moving
from commerce.catalog import ports as catalog
from commerce.checkout import erasing as checkout_erasing
from commerce.checkout import moving as checkout_moving
from commerce.invoices import erasing as invoices_erasing
from commerce.invoices import moving as invoices_moving
from commerce.members import ports as members
from commerce.orders import moving as orders_moving
from commerce.payments import ports as payments
from commerce.promotions.groupbuy import moving as groupbuy_moving
from invariants import checker
from kernel import failpoints
from wechat import addresses
from wechat import moving as wechat_moving
from wechat.pay import WeChatGateway
from wechat.sms import AliyunTexts


def fill(app: Flask) -> None:
    """Called once at start. Adapters take their addresses from the settings: production hosts, or the sandbox."""
    settings: Settings = app.extensions["jishi.settings"]
    catalog.storage.fill(storage.connect(settings))
    hooks = settings.origin(f"hooks.{settings.base_domain}")
    if settings.is_sandboxed:
        addresses.use(addresses.Addresses.of_sandbox(settings.sandbox_url, hooks))
    else:
        addresses.use(addresses.Addresses(hooks=hooks))
    checker.connect(settings.auditor_database_url)
    failpoints.arm(settings.failpoints)
    payments.gateway.fill(WeChatGateway())
    areas = (
        groupbuy_moving, orders_moving, aftersale_moving, invoices_moving, checkout_moving, catalog_moving,
        wechat_moving,
    )  # fmt: skip
    members.movers.fill([area.move for area in areas])  # in the order of locks
    members.erasers.fill([invoices_erasing.erase, checkout_erasing.erase, catalog_erasing.erase])
    members.sms.fill(AliyunTexts(*settings.sms_account))
    channels.marketplaces.fill(RealMarketplaces(settings.sandbox_url))
