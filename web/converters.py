"""Parts of addresses, read strictly."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**63 - 1
"""Of PostgreSQL's bigint: no row has a larger one."""


class IdConverter(IntegerConverter):
    """<int:…>: an id no row can have is a page that does not exist."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None) -> None:
        super().__init__(map, fixed_digits, min, LARGEST_ID if max is None else max)


def init_app(app: Flask) -> None:
    """Before any blueprint is mounted."""
    app.url_map.converters["int"] = IdConverter
