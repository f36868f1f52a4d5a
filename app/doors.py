"""Which blueprint is mounted where."""

from flask import Flask

from admin import access as admin_access
from admin import audit as admin_audit
from admin import home as admin_home
from admin import login as admin_login
from admin import search as admin_search
from admin.aftersale import bulk as admin_case_bulk
from admin.aftersale import cases as admin_cases
from admin.aftersale import exports as admin_case_exports
from admin.aftersale import initiative as admin_initiative
from admin.aftersale import moves as admin_case_moves
from admin.aftersale import talk as admin_case_talk
from admin.books import books as admin_books
from admin.books import differences as admin_differences
from admin.books import exports as admin_book_exports
from admin.books import switch as admin_switch
from admin.catalog import categories as admin_categories
from admin.catalog import editor as admin_editor
from admin.catalog import products as admin_products
from admin.channels import connections as admin_channels
from admin.channels import listings as admin_listings
from admin.channels import reports as admin_reports
from admin.freight import goods as admin_freight_goods
from admin.freight import templates as admin_freight
from admin.inventory import stock as admin_stock
from admin.invoices import export as admin_invoice_export
from admin.invoices import invoices as admin_invoices
from admin.members import members as admin_members
from admin.orders import bulk as admin_order_bulk
from admin.orders import changes as admin_order_changes
from admin.orders import export as admin_order_export
from admin.orders import moves as admin_order_moves
from admin.orders import orders as admin_orders
from admin.orders import prints as admin_order_prints
from admin.orders import refunds as admin_order_refunds
from admin.orders import views as admin_order_views
from admin.payments import money as admin_money
from admin.promotions import groupbuy as admin_groupbuy
from admin.promotions import wizard as admin_wizard
from admin.settings import account as admin_account
from admin.settings import shops as admin_shops
from admin.settings import visits as admin_visits
from admin.shop import agreements as admin_agreements
from admin.shop import forms as admin_shop
from admin.shop import look as admin_look
from admin.shop import navigation as admin_navigation
from admin.shop import pictures as admin_pictures
from admin.shop import preview as admin_preview
from admin.shop import theme as admin_theme
from admin.staff import join as admin_join
from admin.staff import staff as admin_staff
from admin.wechat import app as admin_wechat
from admin.wechat import pay as admin_wechat_pay
from admin.wechat import push as admin_wechat_push
from app import health, media
from app.config import Settings
from app.tenancy import TenantDoor, keep_to_its_door
from console import access as console_access
from console import aftersale as console_aftersale
from console import health as console_health
from console import home as console_home
from console import invariants as console_invariants
from console import login as console_login
from console import money as console_money
from console import shops as console_shops
from console import talk as console_talk
from console import visits as console_visits
from console import work as console_work
from storefront import aftersale as shop_aftersale
from storefront import aftersale_form as shop_aftersale_form
from storefront import aftersale_talk as shop_aftersale_talk
from storefront import binding as shop_binding
from storefront import cart as shop_cart
from storefront import catalog as shop_catalog
from storefront import checkout as shop_checkout
from storefront import context as shop_context
from storefront import groupbuy as shop_groupbuy
from storefront import home as shop_home
from storefront import invoices as shop_invoices
from storefront import login as shop_login
from storefront import members as shop_members
from storefront import order_moves as shop_order_moves
from storefront import orders as shop_orders
from storefront import pay as shop_pay
from storefront import plain_buying as shop_plain
from storefront import product as shop_product
from storefront import search as shop_search
from storefront import service as shop_service
from storefront import session as shop_session
from web.security import csrf
from wechat import callback as wechat_callback
from wechat import hooks as wechat_hooks
from wechat import jssdk as wechat_jssdk

ADMIN = (
    admin_login, admin_home, admin_shops, admin_account, admin_visits, admin_join, admin_staff, admin_audit,
    admin_orders, admin_order_moves, admin_order_refunds, admin_order_bulk, admin_order_export,
    admin_order_views,
    admin_cases, admin_case_moves, admin_case_bulk, admin_case_exports, admin_case_talk, admin_initiative,
    admin_members, admin_money,
    admin_books, admin_differences, admin_book_exports, admin_switch,
    admin_channels, admin_listings, admin_reports,
    admin_shop, admin_look, admin_navigation, admin_theme, admin_preview, admin_pictures, admin_agreements,
    admin_search,
    admin_wechat, admin_wechat_push, admin_wechat_pay,
    admin_products, admin_editor, admin_categories, admin_stock, admin_groupbuy, admin_wizard,
    admin_order_changes, admin_order_prints, admin_freight, admin_freight_goods,
    admin_invoices, admin_invoice_export,
)  # fmt: skip
SHOP = (
    shop_login, shop_binding, shop_cart, shop_checkout, shop_pay, shop_orders, shop_aftersale, shop_aftersale_form,
    shop_aftersale_talk,
    shop_groupbuy, shop_members, shop_service,
    shop_home, shop_catalog, shop_search, shop_product, shop_plain,
    shop_order_moves, shop_invoices,
)  # fmt: skip

CONSOLE = (
    console_login, console_home, console_shops, console_visits, console_aftersale, console_talk, console_work,
    console_money,
    console_health, console_invariants,
)  # fmt: skip


def mount(app: Flask, settings: Settings) -> None:
    """All doors on one application; app/tenancy.py keeps each to its host."""
    app.before_request(keep_to_its_door)
    app.register_blueprint(health.bp)
    app.register_blueprint(media.bp)
    for hooks in (wechat_hooks, wechat_callback):
        app.register_blueprint(hooks.bp)
        csrf.exempt(hooks.bp)
    app.register_blueprint(wechat_jssdk.bp)
    shop_session.init_app(app)
    shop_context.init_app(app)
    for module in SHOP:
        app.register_blueprint(module.bp)
    admin_access.protect(app)
    console_access.protect(app)
    for module in (*ADMIN, *CONSOLE):
        app.register_blueprint(module.bp)
    app.wsgi_app = TenantDoor(app, app.wsgi_app, settings.base_domain)  # type: ignore[method-assign]
