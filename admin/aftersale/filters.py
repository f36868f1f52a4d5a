"""The queue's address: what it is narrowed to. Nonsense counts as not given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from commerce.aftersale import rules
from commerce.aftersale.listing import Filter
from kernel import clock
from kernel.errors import NotFound

TABS = {
    "merchant": "待我处理", "shopper": "等买家", "operator": "平台介入", "gateway": "退款中", "ended": "已结束",
    "all": "全部",
}  # fmt: skip
DAYS = {"1": "今天申请", "7": "近 7 天", "30": "近 30 天", "90": "近 90 天"}
REASONS = {code: reason.label for code, reason in rules.REASONS.items()}
KNOWN: Mapping[str, Mapping[str, str]] = {
    "kind": rules.KINDS, "reason": REASONS, "overdue": {"1": "已超时"}, "unread": {"1": "有新留言"}, "days": DAYS,
}  # fmt: skip
LABELS = {"kind": "类型", "reason": "原因", "overdue": "时限", "unread": "留言", "days": "申请时间"}


@dataclass(frozen=True)
class Asked:
    """The address as given, cleaned. given: only what says something; tab stands apart."""

    tab: str
    given: dict[str, str]

    def url(self, path: str = "/admin/aftersale", /, **changes: str | None) -> str:
        """The same list with something changed, from its first page."""
        values = {name: value for name, value in (self.all | changes).items() if value}
        return f"{path}?{urlencode(values)}" if values else path

    @property
    def all(self) -> dict[str, str]:
        """What stands in the address, the tab with it unless it is the first."""
        return ({"tab": self.tab} if self.tab != "merchant" else {}) | self.given

    @property
    def chips(self) -> list[dict[str, Any]]:
        """The filters of the list as the kit shows them."""
        return [
            {
                "name": name, "label": LABELS[name], "options": list(options.items()), "value": self.given.get(name),
                "text": options.get(self.given.get(name, "")),
                "remove_url": self.url(**{name: None}) if name in self.given else None,
            }
            for name, options in KNOWN.items()
        ]  # fmt: skip

    @property
    def filter(self) -> Filter:
        """What the database is asked."""
        days = int(self.given.get("days", "0"))
        return Filter(
            tab="" if self.tab == "all" else self.tab, kind=self.given.get("kind", ""), words=self.given.get("q", ""),
            is_overdue="overdue" in self.given, reason=self.given.get("reason", ""), is_unread="unread" in self.given,
            since_on=clock.today_on() - timedelta(days=days - 1) if days else None,
        )  # fmt: skip


def read(args: Mapping[str, str]) -> Asked:
    """Take the known names of the address. Raises NotFound for a tab that is none."""
    tab = args.get("tab", "merchant")
    if tab not in TABS:
        raise NotFound()
    given = {name: args.get(name, "") for name, options in KNOWN.items() if args.get(name, "") in options}
    typed = "".join(c for c in args.get("q", "").strip() if c >= " ")[:30]
    return Asked(tab, ({"q": typed} if typed else {}) | given)
