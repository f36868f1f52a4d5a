"""Several hands at the same moment: one member per identity, one code per minute, one default address."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from commerce.members import actions, codes, queries
from commerce.members.errors import TooManyCodes
from commerce.members.models import Member
from jobs.models import Fact
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tests.support import factories
from tests.support.factories import ADDRESS, APPID

pytestmark = pytest.mark.slow
PHONE = "13800006621"


@pytest.fixture
def at_once(committed_app: Flask, busy_shop: int) -> Callable[[Callable[[], Any]], list[Any]]:
    """Do the same with eight hands, each with a connection of its own."""

    def run(work: Callable[[], Any]) -> list[Any]:
        def hand(_number: int) -> Any:
            with committed_app.app_context(), tenant_scope(busy_shop), transaction():
                return work()

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(hand, range(8)))

    return run


def test_one_identity_becomes_one_member(at_once: Callable[[Callable[[], Any]], list[Any]]) -> None:
    ids = at_once(lambda: actions.join_by_openid(APPID, "o1", at=clock.now()).id)
    assert len(set(ids)) == 1
    with reading():
        assert db.session.scalar(select(func.count()).select_from(Member)) == 1
        assert db.session.scalar(select(func.count()).select_from(Fact).where(Fact.name == "MemberJoined")) == 1


def test_one_number_gets_one_code(at_once: Callable[[Callable[[], Any]], list[Any]]) -> None:
    def ask() -> bool:
        try:
            return bool(codes.open_code(PHONE, "1.1.1.1", at=clock.now()))
        except TooManyCodes:
            return False

    assert sum(at_once(ask)) == 1


def test_one_right_code_works_once(at_once: Callable[[Callable[[], Any]], list[Any]]) -> None:
    with transaction():
        code = codes.open_code(PHONE, "1.1.1.1", at=clock.now())
    assert sum(at_once(lambda: codes.check_code(PHONE, code, at=clock.now()))) == 1


def test_an_address_book_has_one_default(at_once: Callable[[Callable[[], Any]], list[Any]]) -> None:
    with transaction():
        member_id = factories.a_member().id
    at_once(lambda: actions.save_address(member_id, ADDRESS, is_default=True).id)
    with reading():
        assert [row.is_default for row in queries.addresses(member_id)] == [True] + [False] * 7
