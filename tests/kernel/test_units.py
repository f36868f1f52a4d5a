"""Units of reading and writing: what one leaves to the next."""

from sqlalchemy import select, text

from commerce.members.models import Member
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tests.support.factories import a_member, a_shop

BEGAN = text("SELECT now()")  # the same all through a transaction


def test_a_unit_of_reading_that_goes_on_is_continued_by_the_next_one(busy_shop):
    with reading(goes_on=True) as session:
        first = session.scalar(BEGAN)
    with reading() as session:
        assert session.scalar(BEGAN) == first
    assert not db.session().in_transaction()
    with reading() as session:
        assert session.scalar(BEGAN) > first


def test_a_unit_of_writing_does_not_continue_a_unit_of_reading(busy_shop):
    with reading(goes_on=True) as session:
        first = session.scalar(BEGAN)
    with transaction() as session:
        assert session.scalar(BEGAN) > first
        a_member()
    with reading() as session:
        assert len(session.scalars(select(Member)).all()) == 1


def test_a_unit_of_reading_does_not_go_on_in_another_shop(busy_shop):
    with transaction():
        a_member()
    other = a_shop()
    with reading(goes_on=True) as session:
        assert len(session.scalars(select(Member)).all()) == 1
    with tenant_scope(other), reading() as session:
        assert session.scalar(text("SELECT count(*) FROM members")) == 0


def test_a_unit_of_reading_that_fails_does_not_go_on(busy_shop):
    try:
        with reading(goes_on=True) as session:
            session.scalar(BEGAN)
            raise ValueError
    except ValueError:
        assert not db.session().in_transaction()
    with transaction():
        assert a_member().id
