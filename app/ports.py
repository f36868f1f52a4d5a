"""Which adapter fills which port."""

from flask import Flask

from app import storage
from app.config import Settings
from channels import ports as channels
from channels.adapters import RealMarketplaces
from commerce.catalog import ports as catalog
from commerce.members import ports as members
from commerce.payments import ports as payments
from invariants import checker
from wechat import addresses
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
    payments.gateway.fill(WeChatGateway())
    members.sms.fill(AliyunTexts(*settings.sms_account))
    channels.marketplaces.fill(RealMarketplaces(settings.sandbox_url))
