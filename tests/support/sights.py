"""What screens show in tests: products and pictures, committed so that requests see them."""

import itertools
from typing import Any

from commerce.catalog.models import Media, Sku
from kernel.db import db, save
from kernel.tenancy import current_tenant_id
from tests.support.factories import a_product

_count = itertools.count(1)


def a_cover(*, is_white: bool = True) -> Media:
    """A noted picture; its files are not stored."""
    digest = f"{next(_count):064x}"
    return save(
        Media(
            key=f"t{current_tenant_id()}/{digest[:2]}/{digest}", sha256=digest, width=900, height=900, bytes=1000,
            original_name="cup.jpg", has_white_ground=is_white,
        )
    )  # fmt: skip


def goods(**values: Any) -> Sku:
    """a_product(), committed."""
    sku = a_product(**values)
    db.session.commit()
    return sku
