"""Pictures in an S3 bucket: the adapter against a server that speaks as much of S3 as pictures need."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app import config, storage
from kernel.errors import Away


class Bucket(BaseHTTPRequestHandler):
    """PUT, GET and the deleting of objects under /pictures/shops/; everything signed with the one key."""

    objects: dict[str, tuple[bytes, str]]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT")
        self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(body)

    def _is_signed(self) -> bool:
        signed = self.headers.get("Authorization", "")
        return signed.startswith("AWS4-HMAC-SHA256 Credential=KEY/") and "/cn-north-1/s3/" in signed

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_signed():
            self.objects[self.path] = body, self.headers["Content-Type"]
        self._answer(200 if self._is_signed() else 403)

    def do_GET(self) -> None:
        found = self.objects.get(self.path)
        self._answer(200 if found else 404, found[0] if found else b"")

    def do_POST(self) -> None:
        """DeleteObjects: what was not there counts as deleted."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        keys = re.findall("<Key>([^<]+)</Key>", asked)
        for key in keys:
            self.objects.pop(f"/pictures/{key}", None)
        told = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode())


@pytest.fixture
def bucket() -> Iterator[ThreadingHTTPServer]:
    Bucket.objects = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(
    environment: dict[str, str], bucket: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> storage.ObjectStorage:
    """As production configures it: an address, and the usual variables of the environment."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "cn-north-1",
        "AWS_ENDPOINT": f"http://127.0.0.1:{bucket.server_port}",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return storage.connect(config.read().model_copy(update={"media_url": "s3://pictures/shops"}))


def test_a_picture_goes_there_and_back(store: storage.ObjectStorage) -> None:
    store.put("t1/ab/cd/750.webp", b"picture", "image/webp")

    assert Bucket.objects == {"/pictures/shops/t1/ab/cd/750.webp": (b"picture", "image/webp")}
    assert store.get("t1/ab/cd/750.webp") == b"picture"


def test_what_is_not_there_is_none_and_may_be_deleted_twice(store: storage.ObjectStorage) -> None:
    store.put("t1/a", b"x", "image/webp")
    assert store.get("t1/b") is None
    for _ in range(2):
        store.delete("t1/a")
    assert Bucket.objects == {}


def test_a_bucket_that_refuses_or_is_away_is_told_in_words(
    store: storage.ObjectStorage, bucket: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "STRANGER")
    stranger = storage.connect(config.read().model_copy(update={"media_url": "s3://pictures/shops"}))
    with pytest.raises(Away, match="图片服务"):
        stranger.put("t1/a", b"x", "image/webp")
    assert Bucket.objects == {}

    bucket.shutdown()
    bucket.server_close()
    with pytest.raises(Away, match="图片服务"):
        store.get("t1/a")
