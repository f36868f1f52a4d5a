"""gzip without a proxy: pages, JSON, drawings and static files."""

import gzip
from pathlib import Path

import pytest
from flask import Flask, Response, stream_with_context
from flask.testing import FlaskClient

from web import assets, compression

LONG = "集市" * 2000


@pytest.fixture
def small_app() -> Flask:
    """A few answers of every kind behind the compression alone."""
    app = Flask("small")
    compression.init_app(app)
    app.add_url_rule("/page", "page", lambda: LONG)
    app.add_url_rule("/short", "short", lambda: "短")
    app.add_url_rule("/json", "json", lambda: {"text": LONG})
    app.add_url_rule("/csv", "csv", lambda: Response(LONG, mimetype="text/csv"))
    app.add_url_rule("/stream", "stream", lambda: Response(stream_with_context(iter([LONG, LONG]))))
    return app


def ask(app: Flask, path: str, accepted: str | None = "gzip, deflate, br") -> Response:
    return app.test_client().get(path, headers={"Accept-Encoding": accepted} if accepted else {})


@pytest.mark.parametrize("path", ["/page", "/json"])
def test_what_is_long_is_packed(small_app: Flask, path: str) -> None:
    packed, plain = ask(small_app, path), ask(small_app, path, None)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content_length == len(packed.data) < len(plain.data) / 10
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "accepted"),
    [("/short", "gzip"), ("/csv", "gzip"), ("/stream", "gzip"), ("/page", "gzip;q=0"), ("/page", "br"), ("/page", "")],
)
def test_what_is_short_streamed_or_unwanted_stays(small_app: Flask, path: str, accepted: str) -> None:
    answer = ask(small_app, path, accepted)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_file_gets_its_variant_once(tmp_path: Path) -> None:
    source = tmp_path / "a.css"
    source.write_text("body { color: red }\n" * 200)
    kept = tmp_path / "cache" / "a.css"

    assert compression.with_variant(source, kept) == compression.with_variant(source, kept) == kept
    assert gzip.decompress((tmp_path / "cache" / "a.css.gz").read_bytes()) == source.read_bytes() == kept.read_bytes()
    assert sorted(path.name for path in kept.parent.iterdir()) == ["a.css", "a.css.gz"]


def test_a_short_file_or_a_picture_is_served_as_it_is(tmp_path: Path) -> None:
    for name, body in (("a.css", b"x"), ("a.woff2", b"x" * 5000)):
        (tmp_path / name).write_bytes(body)
        assert compression.with_variant(tmp_path / name, tmp_path / "cache" / name) == tmp_path / name
    assert not (tmp_path / "cache").exists()


def test_styles_and_scripts_are_served_packed(tmp_path: Path) -> None:
    app, root = Flask("small"), Path("static").resolve()
    assets.init_app(app, str(root), "", variants=str(tmp_path))
    for name in ("css/core.css", "vendor/htmx.min.js"):
        with (
            app.test_client() as browser,
            browser.get(assets.asset(name), headers={"Accept-Encoding": "gzip"}, buffered=True) as packed,
        ):
            assert packed.headers["Content-Encoding"] == "gzip"
            assert packed.headers["Vary"] == "Accept-Encoding"
            assert "immutable" in packed.headers["Cache-Control"]
            assert gzip.decompress(packed.data) == (root / name).read_bytes()
        with app.test_client() as browser, browser.get(assets.asset(name), buffered=True) as plain:
            assert plain.data == (root / name).read_bytes()


def test_without_the_setting_nothing_is_packed(client: FlaskClient) -> None:
    page = client.get("/admin/login", base_url="http://admin.localhost", headers={"Accept-Encoding": "gzip"})

    assert len(page.data) > compression.LEAST_BYTES
    assert "Content-Encoding" not in page.headers
