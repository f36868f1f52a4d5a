"""The three rings, each with the control that shows it bites."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from commerce.members.models import Address, Member
from kernel.db import db, find, reading, transaction
from kernel.errors import NoTenantScope, NotFound
from kernel.prepared import Prepared
from kernel.tenancy import tenant_scope
from kernel.unscoped import every_tenant
from tests.support.factories import a_member, a_shop


@pytest.fixture
def two_shops(committed_app):
    ours, theirs = a_shop(), a_shop()
    with tenant_scope(theirs), transaction():
        neighbour = a_member().id
    return ours, theirs, neighbour


def test_ring_1_refuses_to_read_without_a_scope(app):
    with tenant_scope(None), pytest.raises(NoTenantScope):
        db.session.scalars(select(Member)).all()


def test_ring_1_refuses_to_write_without_a_scope(app):
    with tenant_scope(None), pytest.raises(NoTenantScope), transaction() as session:
        session.add(Member(nickname="nobody"))


def test_ring_1_shows_only_the_shops_own_rows(two_shops):
    ours, theirs, neighbour = two_shops
    with tenant_scope(ours), reading():
        assert db.session.scalars(select(Member)).all() == []
        with pytest.raises(NotFound):
            find(Member, neighbour)
    with tenant_scope(theirs), reading():
        assert find(Member, neighbour).id == neighbour


def test_ring_1_refuses_a_row_of_another_shop(two_shops):
    ours, theirs, _ = two_shops
    with tenant_scope(ours), pytest.raises(NoTenantScope), transaction() as session:
        session.add(Member(tenant_id=theirs, nickname="smuggled"))


def test_ring_2_hides_rows_from_raw_sql(two_shops):
    ours, theirs, _ = two_shops
    count = text("SELECT count(*) FROM members")
    with tenant_scope(ours), reading() as session:
        assert session.scalar(count) == 0
    with tenant_scope(theirs), reading() as session:
        assert session.scalar(count) == 1
    with tenant_scope(None), reading() as session:
        assert session.scalar(count) == 0


def test_ring_2_refuses_a_raw_insert_for_another_shop(two_shops):
    ours, theirs, _ = two_shops
    statement = text(
        "INSERT INTO members (tenant_id, nickname, is_blocked, session_epoch, source) VALUES (:t, 'x', false, 0, 'x')"
    )
    with tenant_scope(ours), pytest.raises(DBAPIError, match="row-level security"), transaction() as session:
        session.execute(statement, {"t": theirs})


def test_ring_2_control_without_the_policy_everything_would_show(two_shops, environment):
    """The owner's policy lets everything through: so the zeros above are the policy's work."""
    from sqlalchemy import create_engine

    engine = create_engine(environment["OWNER_DATABASE_URL"])
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM members")).scalar_one() == 1
    engine.dispose()


def test_ring_3_refuses_a_row_that_points_across(two_shops):
    ours, _, neighbour = two_shops
    values = {"name": "x", "phone": "1", "province": "x", "city": "x", "district": "x", "detail": "x"}
    with tenant_scope(ours), pytest.raises(IntegrityError, match="fk_addresses"), transaction() as session:
        session.add(Address(member_id=neighbour, **values))
        session.flush()


def test_a_pooled_connection_carries_nothing_over(two_shops):
    ours, theirs, _ = two_shops
    for _ in range(12):
        with tenant_scope(theirs), reading():
            assert db.session.scalar(select(func.count()).select_from(Member)) == 1
        with tenant_scope(ours), reading():
            assert db.session.scalar(select(func.count()).select_from(Member)) == 0


def test_ring_1_is_written_into_prepared_statements(two_shops):
    """Alone: the transaction is told that it is the neighbour's, so the policies hide nothing."""
    ours, theirs, _ = two_shops
    with tenant_scope(ours), reading() as session:
        session.execute(text(f"SET LOCAL app.tenant_id = '{theirs}'"))
        assert session.scalar(text("SELECT count(*) FROM members")) == 1
        assert Prepared(select(Member.id)).rows() == []
        assert Prepared(select(select(Member.id).exists())).row() == (False,)


def test_ring_1_refuses_a_prepared_statement_without_a_shop(two_shops):
    for scope in (tenant_scope(None), every_tenant()):
        with scope, reading(), pytest.raises(NoTenantScope):
            Prepared(select(Member.id)).rows()


def test_ring_2_stands_behind_prepared_statements(two_shops):
    ours, theirs, _ = two_shops
    count = Prepared(text("SELECT count(*) FROM members"))
    for scope, members in ((ours, 0), (theirs, 1)) * 6:  # often enough for the driver to prepare it
        with tenant_scope(scope), reading():
            assert count.row() == (members,)


def test_a_prepared_statement_reads_what_its_unit_has_written(two_shops):
    ours, _, _ = two_shops
    with tenant_scope(ours), transaction() as session:
        session.add(Member(nickname="新人"))
        assert Prepared(select(Member.nickname)).rows() == [("新人",)]


def test_reading_cannot_write(two_shops):
    ours, _, _ = two_shops
    with tenant_scope(ours), pytest.raises(DBAPIError, match="read-only"), reading() as session:
        session.add(Member(nickname="x"))
        session.flush()
