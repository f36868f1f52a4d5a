"""Every route carries its guards: a right on the merchant's and operator's doors, CSRF on every form, and for each
route with an id the same answer for a neighbour's row as for one that does not exist (bad input 27)."""

import re

import pytest
from sqlalchemy import text

from channels.models import ChannelAccount, Listing, SyncReport
from commerce.aftersale.actions import bulk
from commerce.books import exports as books
from commerce.books.models import Difference
from commerce.catalog.models import Category
from commerce.freight import actions as freight
from commerce.freight.rules import Template, Zone
from commerce.fulfilment import actions as fulfilment
from commerce.invoices import actions as invoices
from commerce.invoices import rules as invoice_rules
from commerce.members import actions as members
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from kernel import clock
from kernel.db import db, save, transaction
from kernel.tenancy import tenant_scope
from tenants import looks, stops
from tenants.models import Invitation, LookVersion
from tests.support import desk, factories, shopper
from tests.support.aftersale import a_case, a_paid_order

BEFORE_THE_LOGIN = {
    "admin_login.show", "admin_login.enter", "admin_login.ask_code", "admin_login.take_code", "admin_login.show_setup",
    "admin_login.take_setup", "admin_login.leave", "admin_shops.choose", "admin_shops.switch", "admin_visits.show",
    "admin_visits.enter", "admin_join.show", "admin_join.accept", "console_login.show", "console_login.enter",
    "console_login.ask_code", "console_login.take_code", "console_login.leave",
}  # fmt: skip
"""Adding one needs a look at what a stranger may do there."""
NOT_A_SHOPS_ROW = {
    "login_id", "kind", "move", "name", "place", "platform", "token", "tenant_key", "key", "width", "day",
}  # fmt: skip
"""Arguments that name no row of a shop: words, own sessions, unguessable tokens, public pictures."""
MISSING = 987_654_321_987
REPORT = {
    "started_at": factories.NOON, "ended_at": factories.NOON, "compared": 0, "orders_seen": 0, "orders_added": 0,
    "differences": [],
}  # fmt: skip
HOSTS = {"admin": desk.ADMIN, "console": desk.CONSOLE, "hooks": "http://hooks.localhost"}


def rules(application):
    return sorted(application.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods)))


def host_of(rule):
    return HOSTS.get(rule.rule.split("/")[1], shopper.SHOP)


def address(rule, values):
    """The rule's path with these values; words get the first allowed one."""

    def fill(found):
        converter, name = found.group(1) or "", found.group(2)
        if name in values:
            return str(values[name])
        if converter.startswith("any("):
            return converter[4:].split(",")[0].strip(") ")
        return "1" if converter.startswith("int") else "nothing"

    return re.sub(r"<(?:([^:<>]*(?:\([^)]*\))?):)?([a-z_]+)>", fill, rule.rule)


def methods(rule):
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


def test_every_view_of_merchant_and_operator_names_its_right(application):
    without, open_views = set(), set()
    for rule in rules(application):
        if rule.rule.startswith(("/admin", "/console")):
            permission = getattr(application.view_functions[rule.endpoint], "permission", None)
            if permission is None:
                without.add(rule.endpoint)
            elif permission == "anyone":
                open_views.add(rule.endpoint)
    assert without == set()
    assert open_views == BEFORE_THE_LOGIN


def test_every_form_of_every_door_needs_its_token(application, app, shop, client):
    db.session.commit()
    application.config["WTF_CSRF_ENABLED"] = True
    passed = []
    try:
        for rule in rules(application):
            if rule.rule.startswith("/hooks/"):
                continue
            for method in set(methods(rule)) & {"POST", "PUT", "PATCH", "DELETE"}:
                answer = client.open(address(rule, {}), method=method, base_url=host_of(rule))
                if answer.status_code != 403:
                    passed.append((method, rule.rule, answer.status_code))
    finally:
        application.config["WTF_CSRF_ENABLED"] = False
    assert passed == []


def a_difference():
    sides = {"our_state": "", "their_state": "", "source": "hourly", "found_on": clock.today_on()}
    return save(Difference(kind="no_result", fingerprint="x", number="x", summary="x", found_at=clock.now(), **sides))


@pytest.fixture
def neighbour(app, shop):
    """One row of each kind in another shop, by the name of the argument that would ask for it."""
    theirs = factories.a_shop("qinghe", "青禾果园")
    with tenant_scope(theirs), transaction():
        sku = factories.a_product()
        member = factories.a_member()
        factories.payment_of(order := factories.an_order(member=member, sku=sku))
        settle(factories.a_settlement(order))
        payment = factories.payment_of(order)
        refund = payments.request_refund(payment, 1, cause="x", reason="x", by="x")
        payments.open_anomaly("unknown_trade", "x", "x", {})
        activity = factories.a_group_activity(factories.a_product())
        account = save(ChannelAccount(platform="jd"))
        asked = invoices.request(order.id, member.id, invoice_rules.Title("personal", "x"), at=factories.NOON)
        values = {
            "product_id": sku.product_id, "sku_id": sku.id, "member_id": member.id, "order_id": order.id,
            "number": order.number, "refund_id": refund.id, "activity_id": activity.id,
            "category_id": save(Category(name="x")).id,
            "address_id": members.save_address(member.id, factories.ADDRESS).id,
            "export_id": books.ask("csv", clock.today_on(), clock.today_on(), by="staff:1").id,
            "stop_id": stops.stop(stops.Wanted(theirs, "refunds"), "x").id,
            "difference_id": a_difference().id,
            "anomaly_id": db.session.scalar(text("SELECT max(id) FROM anomalies")),
            "shipment_id": fulfilment.ship(
                order.id, carrier="SF", tracking_number="SF1234567890123", by="x", at=factories.NOON
            ).id,
            "template_id": freight.keep(Template(0, "x", "piece", (Zone((), 1, 0),)), is_default=False).id,
            "invoice_id": asked.id,
            "title_id": invoices.keep_title(member.id, invoice_rules.Title("personal", "x")).id,
            "case_id": (case := a_case(a_paid_order((1000, 1)), 1)).id,
            "batch_id": bulk.begin([case.id], by="staff:1", request_key="x").id,
            "version_id": save(
                LookVersion(at=factories.NOON, by="x", by_name="x", summary="x", look=looks.defaults().plain)
            ).id,
            "group_id": MISSING,
            "listing_id": save(Listing(account_id=account.id, remote_item_id="1")).id,
            "report_id": save(SyncReport(account_id=account.id, **REPORT)).id,
        }  # fmt: skip
    with tenant_scope(None), transaction() as session:
        invitation = Invitation(
            tenant_id=theirs, role="owner", token_fingerprint="x", invited_by="x", expires_at=clock.now()
        )
        session.add(invitation)
        session.flush()
        values["invitation_id"] = invitation.id
    values["staff_id"] = desk.a_staff(theirs, "warehouse").id
    return values


def ids_of(rule):
    return rule.arguments - NOT_A_SHOPS_ROW


def same(first, second):
    """Equal but for what differs on every page: tokens and the id asked for."""

    def bare(answer):
        body = re.sub(r'(value|content|X-CSRFToken&#34;:&#34;|X-CSRFToken":)"?[\w.\-]{20,}', "", answer.text)
        return re.sub(r"\d+", "", body)

    return first.status_code == second.status_code and bare(first) == bare(second)


def ask_both(client, rule, neighbour):
    answers = []
    for values in (neighbour, dict.fromkeys(neighbour, MISSING) | {"number": "E0000000000000000"}):
        for method in methods(rule):
            answers.append((method, client.open(address(rule, values), method=method, base_url=host_of(rule))))
    half = len(answers) // 2
    return [(a[0], a[1], b[1]) for a, b in zip(answers[:half], answers[half:], strict=True)]


@pytest.mark.parametrize("door", ["admin", "shop"])
def test_a_neighbours_row_answers_like_one_that_does_not_exist(application, client, shop, neighbour, door):
    if door == "admin":
        person = desk.a_staff(shop, "owner")
        desk.sign_in(client, person)
    else:
        with transaction():
            member = factories.a_member()
        shopper.sign_in(client, member)
    before = fingerprint()
    leaks = []
    for rule in rules(application):
        is_admin = rule.rule.startswith("/admin")
        if rule.rule.startswith(("/console", "/hooks", "/media")) or is_admin != (door == "admin") or not ids_of(rule):
            continue
        unknown = ids_of(rule) - set(neighbour)
        assert not unknown, f"tell this test what {unknown} of {rule.rule} names"
        for method, theirs, missing in ask_both(client, rule, neighbour):
            if theirs.status_code >= 500 or not same(theirs, missing):
                leaks.append((method, rule.rule, theirs.status_code, missing.status_code))
    assert leaks == []
    assert fingerprint() == before


def fingerprint():
    """The neighbour's rows, all of them."""
    db.session.rollback()
    with tenant_scope(None):
        tables = (
            "orders",
            "products",
            "skus",
            "members",
            "addresses",
            "refunds",
            "aftersale_cases",
            "aftersale_messages",
            "aftersale_batches",
            "aftersale_batch_lines",
            "anomalies",
            "listings",
            "memberships",
            "differences",
            "book_exports",
            "stops",
        )
        return [
            db.session.execute(
                text(f"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM {table} t WHERE tenant_id = "
                     "(SELECT id FROM tenants WHERE slug = 'qinghe')")
            ).scalar()
            for table in tables
        ]  # fmt: skip
