"""Where pictures are kept: a directory of this machine, or an S3 bucket."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from app.config import Settings
from kernel.errors import Away

LIMITS = {"connect_timeout": "2s", "timeout": "8s"}
PATIENCE = {"max_retries": 2, "retry_timeout": timedelta(seconds=8)}
"""The library's own is three minutes, for which a bucket that is away would hold a web thread."""


class ObjectStorage:
    """The catalogue's Storage on obstore; the same calls for both places. Keys with ".." are refused by obstore."""

    def __init__(self, store: Any) -> None:
        self.store = store

    def put(self, key: str, body: bytes, content_type: str) -> None:
        attributes = {} if isinstance(self.store, LocalStore) else {"Content-Type": content_type}
        with _in_words():
            self.store.put(key, body, attributes=attributes or None)

    def get(self, key: str) -> bytes | None:
        try:
            with _in_words():
                return bytes(self.store.get(key).bytes())
        except (FileNotFoundError, NotFoundError):
            return None

    def delete(self, key: str) -> None:
        try:
            with _in_words():
                self.store.delete(key)
        except (FileNotFoundError, NotFoundError):
            return


@contextmanager
def _in_words() -> Iterator[None]:
    """Raises Away when the bucket does not answer as it should; what is not there is no trouble."""
    try:
        yield
    except NotFoundError:
        raise
    except BaseError as error:
        raise Away("图片服务暂时没有响应，请过几秒再试") from error


def connect(settings: Settings) -> ObjectStorage:
    """The bucket when JISHI_MEDIA_URL names one, else JISHI_MEDIA_DIR, made when missing."""
    if settings.media_url:
        # options given here replace those of the environment; an endpoint of our own network may be plain http
        is_plain = os.environ.get("AWS_ENDPOINT", "").startswith("http://")
        limits: Any = LIMITS | {"allow_http": is_plain}
        return ObjectStorage(from_url(settings.media_url, client_options=limits, retry_config=cast(Any, PATIENCE)))
    folder = Path(settings.media_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return ObjectStorage(LocalStore(str(folder), automatic_cleanup=False))
