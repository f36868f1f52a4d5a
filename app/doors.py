"""Which blueprint is mounted where."""

from flask import Flask

from admin import access as admin_access
from admin import audit as admin_audit
from admin import home as admin_home
from admin import login as admin_login
from admin.settings import account as admin_account
from admin.settings import shops as admin_shops
from admin.settings import visits as admin_visits
from admin.staff import join as admin_join
from admin.staff import staff as admin_staff
from app import health, media
from app.config import Settings
from app.tenancy import TenantDoor
from storefront import login as shop_login
from storefront import session as shop_session
from web.security import csrf
from wechat import hooks as wechat_hooks

ADMIN = (
    admin_login, admin_home, admin_shops, admin_account, admin_visits, admin_join, admin_staff, admin_audit,
)  # fmt: skip


def mount(app: Flask, settings: Settings) -> None:
    """All doors on one application; app/tenancy.py keeps each to its host."""
    app.register_blueprint(health.bp)
    app.register_blueprint(media.bp)
    app.register_blueprint(wechat_hooks.bp)
    csrf.exempt(wechat_hooks.bp)
    shop_session.init_app(app)
    app.register_blueprint(shop_login.bp)
    admin_access.protect(app)
    for module in ADMIN:
        app.register_blueprint(module.bp)
    app.wsgi_app = TenantDoor(app, app.wsgi_app, settings.base_domain)  # type: ignore[method-assign]
