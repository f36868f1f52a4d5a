"""Cookies that are remembered are the same cookies: of one browser, of one key, of limited age."""

import pytest
from flask import Flask, g, session
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from web.cookies import form_token


@pytest.fixture
def cookie(app: Flask) -> str:
    """What a browser got on its first visit, and has shown once since."""
    with app.test_request_context():
        session["member"], session["csrf_token"] = {"id": 7}, "a secret of this browser"
        signer = app.session_interface.get_signing_serializer(app)
        value = signer.dumps(dict(session))
    assert seen(app, value) == {"member": {"id": 7}, "csrf_token": "a secret of this browser"}
    return value


def seen(app: Flask, value: str) -> dict[str, object]:
    name = app.config["SESSION_COOKIE_NAME"]
    with app.test_request_context(headers={"Cookie": f"{name}={value}"}):
        return dict(session)


def test_what_one_request_changes_the_next_one_does_not_see(app, cookie):
    seen(app, cookie)["member"]["id"] = 8
    assert seen(app, cookie)["member"] == {"id": 7}


@pytest.mark.parametrize("place", [0, 20, -1])
def test_a_cookie_that_differs_in_one_letter_is_nobodys(app, cookie, place):
    other = "A" if cookie[place] != "A" else "B"
    forged = cookie[:place] + other + (cookie[place + 1 :] if place != -1 else "A")
    assert seen(app, forged) == {}


def test_a_remembered_cookie_ends_with_its_age(app, cookie, monkeypatch):
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", -1)
    assert seen(app, cookie) == {}


def test_a_remembered_cookie_ends_with_its_key(app, cookie, monkeypatch):
    monkeypatch.setitem(app.config, "SECRET_KEY", "another one")
    assert seen(app, cookie) == {}


def test_a_form_token_is_this_browsers(app, cookie):
    name = app.config["SESSION_COOKIE_NAME"]
    with app.test_request_context(headers={"Cookie": f"{name}={cookie}"}):
        first = form_token()
        validate_csrf(first)
    with app.test_request_context():
        session["csrf_token"] = "a secret of another browser"
        with pytest.raises(ValidationError):
            validate_csrf(first)
        g.pop("csrf_token")  # the context of tests outlives requests
        assert form_token() != first
