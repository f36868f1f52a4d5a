"""A shop whose payments go to the sandbox."""

import pytest

from tests.support.sandbox import Sandbox


@pytest.fixture
def connected(shop: int, sandbox: Sandbox) -> int:
    """The shop in scope, connected to the sandbox's app and merchant."""
    sandbox.connect()
    return shop
