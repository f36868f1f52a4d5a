"""Tries are counted before they are judged; waiting ends; one account's trouble is not another's."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from kernel import clock
from tenants import logins
from tenants.logins import TooManyTries

HOME = "192.0.2.7"


def fail(account: str, times: int, address: str = HOME) -> None:
    for _ in range(times):
        logins.admit(account, address)


def test_waiting_grows_and_ends(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        fail("su", logins.FREE_TRIES)
        with pytest.raises(TooManyTries) as first:
            logins.admit("su", HOME)
        travel.shift(timedelta(seconds=first.value.wait_s))
        logins.admit("su", HOME)
        with pytest.raises(TooManyTries) as second:
            logins.admit("su", HOME)

    assert 0 < first.value.wait_s < second.value.wait_s <= logins.LONGEST_WAIT_S


def test_another_account_is_not_held_up(app: Flask) -> None:
    fail("su", logins.FREE_TRIES)

    logins.admit("chen", HOME)

    with pytest.raises(TooManyTries):
        logins.admit("su", "198.51.100.9")


def test_one_source_trying_many_accounts_is_slowed(app: Flask) -> None:
    for n in range(logins.FREE_TRIES_PER_ADDRESS):
        logins.admit(f"account{n}", HOME)

    with pytest.raises(TooManyTries):
        logins.admit("fresh", HOME)


def test_proving_who_one_is_starts_afresh(app: Flask) -> None:
    fail("su", logins.FREE_TRIES)

    logins.forgive("su")

    assert logins.admit("su", HOME) is None
