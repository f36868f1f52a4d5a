"""No page of the admin or the console is left out when screens are looked at (tests/admin/test_looks.py)."""

import re

from flask import Flask

from tests.admin import desk_pages

LOGINS = ["/admin/login", "/console/login"]
NO_PAGES = {
    "admin_aftersale_exports.fetch", "admin_aftersale_initiative.form",
    "admin_aftersale_moves.form", "admin_book_exports.fetch",
    "admin_categories.edit", "admin_categories.new", "admin_channel_listings.choose", "admin_channels.authorise",
    "admin_channels.come_back", "admin_channels.refresh_card", "admin_differences.resolution_form",
    "admin_editor.parameter", "admin_editor.scene", "admin_groupbuy.ask_stop", "admin_groupbuy.code",
    "admin_groupbuy.live", "admin_groupbuy.phone", "admin_home.live", "admin_invoices.ask",
    "admin_invoices.download", "admin_join.show", "admin_login.ask_code",
    "admin_login.show_setup", "admin_money.resolution_form", "admin_order_changes.address",
    "admin_order_changes.number", "admin_order_export.everything", "admin_order_moves.close_form",
    "admin_order_moves.note_form", "admin_order_moves.reprice_form", "admin_order_moves.ship_form",
    "admin_order_refunds.form", "admin_order_views.columns", "admin_order_views.manage", "admin_order_views.new",
    "admin_preview.code", "admin_preview.frame", "admin_products.ask",
    "admin_products.ask_price", "admin_products.code", "admin_products.phone", "admin_staff.new_invitation",
    "admin_stock.ask", "admin_stock.history", "admin_visits.show", "console_login.ask_code",
}  # fmt: skip
"""Fragments, dialogs, files, pictures and steps of a login."""


def looked_at(app: Flask) -> set[str]:
    """The endpoints behind the addresses that are looked at."""
    found = set()
    for path in [*desk_pages.ADMIN, *desk_pages.CONSOLE, *LOGINS]:
        address = re.sub(r"\{day\}", "2026-01-01", path.partition("?")[0])
        found.add(app.url_map.bind("x").match(re.sub(r"\{\w+\}", "1", address))[0])
    return found


def test_every_page_is_looked_at(application: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in application.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.startswith(("admin_", "console_"))
    }

    assert pages - looked_at(application) - NO_PAGES == set(), "add them to tests/admin/desk_pages.py"
