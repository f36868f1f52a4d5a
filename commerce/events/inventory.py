"""Facts about stock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StockChanged:
    """What may be sold of a SKU has changed; listeners read the level themselves."""

    sku_id: int

    @property
    def subject(self) -> str:
        return f"sku:{self.sku_id}"
