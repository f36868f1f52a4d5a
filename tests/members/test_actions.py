"""Identity, codes and the address book, in PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from commerce.members import actions, codes, jobs, queries
from commerce.members.errors import TooManyCodes
from commerce.members.models import PhoneCode
from kernel import clock
from kernel.db import db
from kernel.errors import NotFound, Refused
from tenants import settings
from tests.support import factories
from tests.support.factories import ADDRESS, APPID, NOON

PHONE = "13800006621"


def test_one_identity_is_one_member_and_one_fact(shop: int) -> None:
    first = actions.join_by_openid(APPID, "o1", at=NOON)
    again = actions.join_by_openid(APPID, "o1", unionid="u1", at=NOON)
    other_app = actions.join_by_openid("wx2", "o1", at=NOON)
    assert first.id == again.id != other_app.id
    assert again.unionid == "u1"
    assert factories.facts() == ["MemberJoined", "MemberJoined"]


def test_a_phone_is_one_member(shop: int) -> None:
    assert actions.join_by_phone(PHONE, at=NOON).id == actions.join_by_phone(PHONE, at=NOON).id


def test_a_phone_is_added_to_the_member_who_is_here_unless_it_is_taken(shop: int) -> None:
    mine, others = factories.a_member(), factories.a_member(phone="13900000000")
    assert actions.bind_phone(mine.id, PHONE, at=NOON).phone == PHONE
    with pytest.raises(Refused):
        actions.bind_phone(others.id, PHONE, at=NOON)


def test_an_identity_that_has_a_member_leads_to_that_member(shop: int) -> None:
    by_phone, by_openid = actions.join_by_phone(PHONE, at=NOON), actions.join_by_openid(APPID, "o1", at=NOON)
    by_openid.phone = "13900000000"  # somebody else's: nothing goes over
    assert actions.bind_openid(by_phone.id, APPID, "o1", at=NOON).id == by_openid.id
    assert by_phone.phone == PHONE
    assert actions.bind_openid(by_phone.id, APPID, "o2", at=NOON).id == by_phone.id
    assert actions.bind_openid(by_phone.id, APPID, "o3", at=NOON).id not in (by_phone.id, by_openid.id)


def test_a_code_works_once_and_only_for_its_number(shop: int) -> None:
    code = codes.open_code(PHONE, "1.1.1.1", at=NOON)
    assert not codes.check_code("13900000000", code, at=NOON)
    assert codes.check_code(PHONE, code, at=NOON)
    assert not codes.check_code(PHONE, code, at=NOON)


def test_a_code_dies_after_five_tries_or_five_minutes(shop: int) -> None:
    code = codes.open_code(PHONE, "1.1.1.1", at=NOON)
    wrong = "000000" if code != "000000" else "111111"
    assert [codes.check_code(PHONE, wrong, at=NOON) for _ in range(5)] == [False] * 5
    assert not codes.check_code(PHONE, code, at=NOON)
    later = NOON + timedelta(minutes=2)
    code = codes.open_code(PHONE, "1.1.1.1", at=later)
    assert not codes.check_code(PHONE, code, at=later + timedelta(minutes=5, seconds=1))


def test_a_number_gets_one_a_minute_five_an_hour_ten_a_day(shop: int) -> None:
    at, sent = NOON, 0
    codes.open_code(PHONE, "1.1.1.1", at=at)
    with pytest.raises(TooManyCodes) as refusal:
        codes.open_code(PHONE, "1.1.1.1", at=at + timedelta(seconds=30))
    assert 0 < refusal.value.retry_after_s <= 31
    for minute in range(12, 24 * 60, 12):
        try:
            codes.open_code(PHONE, f"1.1.1.{minute % 250}", at=at + timedelta(minutes=minute))
            sent += 1
        except TooManyCodes:
            continue
    assert sent == 9


def test_a_source_and_a_shop_have_their_limits_too(shop: int) -> None:
    for number in range(10):
        codes.open_code(f"1380000{number:04d}", "9.9.9.9", at=NOON)
    with pytest.raises(TooManyCodes):
        codes.open_code(PHONE, "9.9.9.9", at=NOON)
    settings.CODES_PER_DAY.set(10)
    with pytest.raises(TooManyCodes):
        codes.open_code(PHONE, "8.8.8.8", at=NOON)


def test_old_codes_are_forgotten_with_their_numbers(shop: int) -> None:
    codes.open_code(PHONE, "1.1.1.1", at=clock.now() - timedelta(days=8))
    codes.open_code("13900000000", "1.1.1.1", at=clock.now())
    db.session.commit()
    jobs.forget_codes()
    assert list(db.session.scalars(select(PhoneCode.phone))) == ["13900000000"]


def test_the_first_address_is_the_default_and_there_is_always_exactly_one(shop: int) -> None:
    member = factories.a_member()
    first = actions.save_address(member.id, ADDRESS)
    second = actions.save_address(member.id, ADDRESS | {"name": "李雷"})
    third = actions.save_address(member.id, ADDRESS | {"name": "韩梅梅"}, is_default=True)
    assert [row.id for row in queries.addresses(member.id)] == [third.id, second.id, first.id]
    actions.set_default(member.id, first.id)
    actions.delete_address(member.id, first.id)
    chosen = queries.default_address(member.id)
    assert chosen is not None
    assert chosen.id == third.id
    assert [row.is_default for row in queries.addresses(member.id)] == [True, False]


def test_an_address_is_changed_in_place(shop: int) -> None:
    member = factories.a_member()
    row = actions.save_address(member.id, ADDRESS)
    actions.save_address(member.id, ADDRESS | {"detail": "延安西路 1 号"}, address_id=row.id)
    assert [one.detail for one in queries.addresses(member.id)] == ["延安西路 1 号"]


def test_somebody_elses_address_is_not_there(shop: int) -> None:
    mine, other = factories.a_member(), factories.a_member()
    row = actions.save_address(mine.id, ADDRESS)
    for attempt in (
        lambda: actions.save_address(other.id, ADDRESS, address_id=row.id),
        lambda: actions.set_default(other.id, row.id),
        lambda: actions.delete_address(other.id, row.id),
        lambda: queries.own_address(row.id, other.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_address_book_has_an_end(shop: int) -> None:
    member = factories.a_member()
    for _ in range(20):
        actions.save_address(member.id, ADDRESS)
    with pytest.raises(Refused):
        actions.save_address(member.id, ADDRESS)
