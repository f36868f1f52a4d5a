"""Ring 2 and 3 on every table, read from the metadata and from PostgreSQL itself."""

import pytest
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, create_engine, text

from kernel.db import Base
from migrations.guard import APPEND_ONLY, LEDGER
from migrations.metadata import metadata

PLATFORM_TABLES = {
    "plans", "tenants", "hosts", "staff", "memberships", "invitations", "operators", "impersonations", "logins",
    "login_attempts", "operator_entries", "outbox", "jobs", "leases", "schedule_marks", "stops", "invariant_checks",
}  # fmt: skip
"""Few, small, without a policy; adding one needs a reason in docs/decisions."""

TENANT_TABLES = {name: table for name, table in metadata.tables.items() if "tenant_id" in table.primary_key.columns}
POLICY = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)"


@pytest.fixture(scope="module")
def owner(environment):
    engine = create_engine(environment["OWNER_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_table_belongs_to_a_shop_or_to_the_short_list():
    assert metadata is Base.metadata
    strangers = {name for name in metadata.tables if name not in TENANT_TABLES} - PLATFORM_TABLES
    assert strangers == set()


@pytest.mark.parametrize("name", sorted(TENANT_TABLES))
def test_keys_start_with_the_tenant(name):
    table = TENANT_TABLES[name]
    assert [c.name for c in table.primary_key.columns][:1] == ["tenant_id"]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            assert next(iter(constraint.columns)).name == "tenant_id", constraint.name
    for index in table.indexes:
        if index.unique:
            assert next(iter(index.expressions)).name == "tenant_id", index.name


@pytest.mark.parametrize("name", sorted(TENANT_TABLES))
def test_no_row_can_point_across_shops(name):
    for constraint in TENANT_TABLES[name].constraints:
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table.name in TENANT_TABLES:
            assert constraint.column_keys[0] == "tenant_id", constraint.name
            assert constraint.elements[0].target_fullname.endswith(".tenant_id")
            assert constraint.ondelete in (None, "CASCADE", "RESTRICT")


@pytest.mark.parametrize("name", sorted(PLATFORM_TABLES))
def test_no_platform_table_points_at_a_shops_rows(name):
    targets = {fk.column.table.name for fk in metadata.tables[name].foreign_keys}
    assert targets & set(TENANT_TABLES) == set()


@pytest.mark.parametrize("name", sorted(TENANT_TABLES))
def test_row_level_security_is_forced_with_exactly_our_policies(owner, name):
    flags = owner.execute(
        text("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = CAST(:name AS regclass)"),
        {"name": name},
    ).one()
    assert flags == (True, True)
    policies = owner.execute(
        text("SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = CAST(:name AS regclass)"),
        {"name": name},
    )
    assert dict(policies.all()) == {"tenant_isolation": POLICY, "operator_all": "true", "auditor_reads": "true"}


@pytest.mark.parametrize("name", sorted(APPEND_ONLY))
def test_history_cannot_be_rewritten_by_the_application(owner, name):
    may = owner.execute(
        text(
            "SELECT has_table_privilege('jishi_app', :name, 'UPDATE') "
            "OR has_table_privilege('jishi_app', :name, 'DELETE') "
            "OR has_table_privilege('jishi_app', :name, 'TRUNCATE')"
        ),
        {"name": name},
    ).scalar_one()
    assert may is False


@pytest.mark.parametrize("name", sorted(LEDGER))
def test_the_books_cannot_be_rewritten_by_operators_either(owner, name):
    rights = text(
        "SELECT has_table_privilege('jishi_operator', :name, verb) FROM unnest(CAST(:verbs AS text[])) AS verb"
    )
    refused = ["UPDATE", "DELETE", "TRUNCATE"]
    assert set(owner.scalars(rights, {"name": name, "verbs": refused})) == {False}


def test_the_application_role_has_no_way_around(owner):
    roles = owner.execute(
        text(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles "
            "WHERE rolname IN ('jishi_app', 'jishi_operator', 'jishi_auditor')"
        )
    ).all()
    assert {"jishi_app", "jishi_operator", "jishi_auditor"} <= {role.rolname for role in roles}
    assert not any(role.rolsuper or role.rolbypassrls for role in roles)
    owned = owner.execute(
        text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'jishi_app'")
    )
    assert owned.scalar_one() == 0


def test_the_schema_stays_movable_to_a_cluster(owner):
    """docs/scaling.md: one trigger, the ledger's own; identity columns are bigint, no native enums."""
    triggers = owner.execute(text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")).all()
    assert triggers == [("entries",)]
    narrow = owner.execute(
        text(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES' "
            "AND data_type <> 'bigint'"
        )
    ).all()
    assert narrow == []
    assert owner.execute(text("SELECT count(*) FROM pg_type WHERE typtype = 'e'")).scalar_one() == 0


def test_units_are_part_of_the_name():
    vague = {"amount", "time", "rate", "price", "total", "weight", "duration", "cost"}
    names = {f"{t.name}.{c.name}" for t in metadata.tables.values() for c in t.columns}
    assert {n for n in names if n.rsplit(".", 1)[1] in vague} == set()
    moments = {f"{t.name}.{c.name}" for t in metadata.tables.values() for c in t.columns if "TIMESTAMP" in str(c.type)}
    odd = {n for n in moments if not n.endswith(("_at", ".at", "_until", "_by", "_after", ".until"))}
    assert odd == set()
