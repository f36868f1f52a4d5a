"""Facts about the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProductFact:
    product_id: int

    @property
    def subject(self) -> str:
        return f"product:{self.product_id}"


@dataclass(frozen=True)
class ProductSaved(ProductFact):
    pass


@dataclass(frozen=True)
class ProductShelved(ProductFact):
    """Put on the shelf."""


@dataclass(frozen=True)
class ProductUnshelved(ProductFact):
    """Taken off the shelf."""


@dataclass(frozen=True)
class PriceChanged(ProductFact):
    sku_id: int
    before_fen: int
    after_fen: int


@dataclass(frozen=True)
class RestockTold(ProductFact):
    """A SKU somebody waited for can be bought again; told once per request."""

    sku_id: int
    member_id: int
    request_id: int
