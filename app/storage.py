"""Where pictures are kept: a directory of this machine, or an S3 bucket."""

from pathlib import Path
from typing import Any

from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, from_url

from app.config import Settings


class ObjectStorage:
    """The catalogue's Storage on obstore; the same calls for both places. Keys with ".." are refused by obstore."""

    def __init__(self, store: Any) -> None:
        self.store = store

    def put(self, key: str, body: bytes, content_type: str) -> None:
        attributes = {} if isinstance(self.store, LocalStore) else {"Content-Type": content_type}
        self.store.put(key, body, attributes=attributes or None)

    def get(self, key: str) -> bytes | None:
        try:
            return bytes(self.store.get(key).bytes())
        except (FileNotFoundError, NotFoundError):
            return None

    def delete(self, key: str) -> None:
        try:
            self.store.delete(key)
        except (FileNotFoundError, NotFoundError):
            return


def connect(settings: Settings) -> ObjectStorage:
    """The bucket when JISHI_MEDIA_URL names one, else JISHI_MEDIA_DIR, made when missing."""
    if settings.media_url:
        return ObjectStorage(from_url(settings.media_url))
    folder = Path(settings.media_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return ObjectStorage(LocalStore(str(folder), automatic_cleanup=False))
