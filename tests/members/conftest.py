"""A shop that WeChat and the texts know."""

import pytest

from tests.support.sandbox import Sandbox


@pytest.fixture
def connected(shop: int, sandbox: Sandbox) -> int:
    sandbox.connect()
    sandbox.put("/settings", default_person="lin")
    return shop
