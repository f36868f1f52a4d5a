"""What proxies say of host, address and scheme is believed of our own ones, before the shop is looked up (case 25)."""

from collections.abc import Iterator

import pytest
from flask import Flask, request, request_started

from app import config, create_app, ports
from kernel.db import db

SHOP, OTHER, DIRECT = "shanlan.localhost", "nobody.example", "127.0.0.1:8000"


@pytest.fixture
def behind_one(app: Flask) -> Iterator[Flask]:
    """The same application behind one proxy of ours, on the test's connection."""
    second = create_app(config.read().model_copy(update={"proxy_hops": 1}))
    with second.app_context():
        own = dict(db.engines)
        db._app_engines[second].update(db._app_engines[app])
        yield second
        db._app_engines[second].update(own)
    ports.fill(app)


def ask(app: Flask, direct: str, **forwarded: str) -> tuple[int, str, str | None, str]:
    """Status, and how the application sees host, address and scheme of the request."""
    seen = ["", "", ""]

    def look(_sender: Flask, **_: object) -> None:
        seen[:] = request.host, str(request.remote_addr), request.scheme

    headers = {"Host": direct} | {f"X-Forwarded-{name.title()}": value for name, value in forwarded.items()}
    with request_started.connected_to(look, app):
        status = app.test_client().get("/about", headers=headers).status_code
    return (status, *seen)


def test_without_a_proxy_of_ours_nobody_is_believed(app: Flask, shop: int) -> None:
    said = {"for": "203.0.113.9", "proto": "https"}

    assert ask(app, SHOP, host=OTHER, **said) == (200, SHOP, "127.0.0.1", "http")
    assert ask(app, OTHER, host=SHOP, **said)[0] == 404


def test_behind_one_the_shop_is_that_of_the_forwarded_host(behind_one: Flask, shop: int) -> None:
    said = {"for": "203.0.113.9", "proto": "https"}

    assert ask(behind_one, DIRECT, host=SHOP, **said) == (200, SHOP, "203.0.113.9", "https")
    assert ask(behind_one, SHOP, host=OTHER, **said)[0] == 404


def test_behind_one_only_the_last_word_counts(behind_one: Flask, shop: int) -> None:
    seen = ask(behind_one, DIRECT, host=f"{OTHER}, {SHOP}", **{"for": "198.51.100.1, 203.0.113.9"})

    assert seen == (200, SHOP, "203.0.113.9", "http")
