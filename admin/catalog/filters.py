"""The product list's address: read into a question for the database, written back into links."""

from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from commerce.catalog.tree import Twig
from commerce.inventory.listing import SORTS, TABS, ProductLines, Wanted

ROLES = {"core": "核心", "seasonal": "季节", "test": "测试"}
EXCLUSIVE = {"1": "微信独家", "0": "全平台"}
KEPT = ("tab", "q", "category", "role", "exclusive", "sort", "size")
LIST = "/admin/catalog/products"


class Filter:
    """What the address asks for. Unknown values count as not given."""

    def __init__(self, args: MultiDict[str, str], tree: list[Twig]) -> None:
        self.args = {name: args.get(name, "").strip()[:60] for name in KEPT}
        self.tab = self.args["tab"] if self.args["tab"] in TABS else "on_sale"
        self.before, self.after = args.get("before", "")[:40], args.get("after", "")[:40]
        self.sort = self.args["sort"].removeprefix("-")
        self.names = {str(t.id): t.name for top in tree for t in (top, *top.children)}
        self.below = {str(top.id): tuple(child.id for child in top.children) for top in tree}

    def wanted(self) -> Wanted:
        """The question for the database."""
        category = self.args["category"] if self.args["category"] in self.names else ""
        return Wanted(
            tab=self.tab, words=self.args["q"], role=self.args["role"] if self.args["role"] in ROLES else "",
            category_ids=(int(category), *self.below.get(category, ())) if category else (),
            exclusive=self.args["exclusive"], sort=self.sort if self.sort in SORTS else "changed",
            is_descending=not self.args["sort"] or self.args["sort"].startswith("-"), before=self.before,
            after=self.after,
        )  # fmt: skip

    def url(self, **changes: Any) -> str:
        """The list's address with some parts changed; None drops one. The page starts over."""
        values = {name: value for name, value in (self.args | changes).items() if value}
        return f"{LIST}?{urlencode(values)}" if values else LIST

    def turns(self, page: ProductLines) -> dict[str, str | None]:
        """Where the pages on either side are."""
        return {
            "prev_url": page.before and self.url(before=page.before),
            "next_url": page.after and self.url(after=page.after),
        }

    def tabs(self, counts: dict[str, int]) -> list[dict[str, Any]]:
        """The tabs with their counts."""
        return [
            {"label": label, "url": self.url(tab=tab), "current": tab == self.tab, "count": counts[tab]}
            for tab, label in TABS.items()
        ]

    def sorts(self) -> dict[str, dict[str, str | None]]:
        """Per sortable column: where its head leads and how the list stands."""
        wanted = self.wanted()
        heads: dict[str, dict[str, str | None]] = {}
        for name in SORTS:
            is_on = name == wanted.sort
            heads[name] = {
                "url": self.url(sort=name if is_on and wanted.is_descending else f"-{name}"),
                "dir": ("descending" if wanted.is_descending else "ascending") if is_on else None,
            }
        return heads

    @property
    def is_narrow(self) -> bool:
        """Whether anything beyond the tab is asked for."""
        return any(self.args[name] for name in ("q", "category", "role", "exclusive"))
