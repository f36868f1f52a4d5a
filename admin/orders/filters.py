"""The list's address: what it is narrowed to, and links that change one thing of it. Nonsense counts as not given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from admin.orders.words import KINDS, SOURCES
from commerce.fulfilment import queries as fulfilment
from commerce.orders.listing import SORTS, TABS, WORDS_MAX, Narrowing
from kernel import clock, money
from kernel.errors import Invalid
from tenants.layouts import View
from tenants.settings import LATE_AFTER_HOURS

TAB_WORDS = {
    "": "全部",
    "placed": "待付款",
    "paid": "待发货",
    "held": "拼团中",
    "shipped": "待收货",
    "completed": "已完成",
    "closed": "已关闭",
    "refunded": "退款",
}
DAYS = {"1": "今天", "7": "近 7 天", "30": "近 30 天", "90": "近 90 天"}
MARKS = {"starred": "已加星", "urged": "催发货", "note": "有备注", "late": "超时未发"}
AMOUNTS = {"-50": "¥50 以下", "50-200": "¥50–200", "200-500": "¥200–500", "500-": "¥500 以上"}
SORT_WORDS = {
    "": "下单时间从新到旧",
    "oldest": "下单时间从旧到新",
    "largest": "实付从高到低",
    "smallest": "实付从低到高",
}
NAMES = ("state", "q", "days", "from", "to", "source", "kind", "mark", "amount", "sort", "size")


@dataclass(frozen=True)
class Asked:
    """The address as given, cleaned. given: only what says something."""

    given: dict[str, str]

    def url(self, path: str = "/admin/orders", /, **changes: str | None) -> str:
        """The same list with something changed; a change always starts at the first page."""
        values = {name: value for name, value in (self.given | changes).items() if value}
        return f"{path}?{urlencode(values)}" if values else path

    @property
    def query(self) -> str:
        """The address without its path, for forms that act on all matched."""
        return urlencode(self.given)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beyond tab, order and page size is chosen."""
        return bool(self.given.keys() - {"state", "sort", "size"})

    @property
    def is_worth_a_name(self) -> bool:
        """Whether it differs from the list as it comes by more than the page size."""
        return bool(self.given.keys() - {"size"})


def read(args: Mapping[str, str]) -> Asked:
    """Take the known names of the address; everything else and every unknown value is dropped."""
    known: dict[str, Collection[str]] = {
        "state": TABS,
        "days": DAYS,
        "source": SOURCES,
        "kind": KINDS,
        "mark": MARKS,
        "sort": SORTS,
        "size": {"50", "100"},
    }
    given = {name: args.get(name, "").strip() for name in NAMES}
    if args.get("late") == "1":
        given["mark"] = "late"
    given = {name: value for name, value in given.items() if value and (name not in known or value in known[name])}
    given["q"] = "".join(c for c in given.get("q", "") if c >= " ")[:WORDS_MAX]
    for name in ("from", "to"):
        given[name] = given.get(name, "") if _day(given.get(name, "")) else ""
    given["amount"] = given.get("amount", "") if _amounts(given.get("amount", "")) else ""
    return Asked({name: value for name, value in given.items() if value})


def narrowing(asked: Asked) -> Narrowing:
    """What the address means. Needs a unit of reading: a parcel's number is looked up."""
    given = asked.given
    mark = given.get("mark")
    since, until = _time(given)
    least_fen, most_fen = _amounts(given.get("amount", "")) or (None, None)
    is_late = mark == "late"
    return Narrowing(
        tab=given.get("state", ""),
        words=given.get("q", ""),
        parcels_of=tuple(fulfilment.orders_of_number(given.get("q", ""))),
        since=since,
        until=until,
        source=given.get("source", ""),
        kind=given.get("kind", ""),
        is_starred=mark == "starred",
        is_urged=mark == "urged",
        has_note=mark == "note",
        paid_before=clock.now() - timedelta(hours=LATE_AFTER_HOURS.get()) if is_late else None,
        least_fen=least_fen,
        most_fen=most_fen,
        sort=given.get("sort", ""),
    )


def chips(asked: Asked) -> list[dict[str, Any]]:
    """The filters: what can be chosen, and for what is chosen the address without it."""
    offered: list[tuple[str, str, dict[str, str]]] = [
        ("days", "下单时间", DAYS),
        ("source", "来源渠道", SOURCES),
        ("kind", "订单类型", KINDS),
        ("amount", "实付金额", AMOUNTS),
        ("mark", "标记", MARKS),
    ]
    found: list[dict[str, Any]] = []
    for name, label, options in offered:
        value = asked.given.get(name)
        text = options.get(value, value) if value else None
        remove = asked.url(**{name: None}) if value else None
        found.append(
            {
                "name": name,
                "label": label,
                "options": list(options.items()),
                "value": value,
                "text": text,
                "remove_url": remove,
            }
        )
    if asked.given.get("from") or asked.given.get("to"):
        text = f"{asked.given.get('from', '…')} 至 {asked.given.get('to', '…')}"
        found[0] = {
            "name": "from",
            "label": "下单日期",
            "options": [],
            "value": asked.given.get("from", ""),
            "text": text,
            "remove_url": asked.url(**{"from": None, "to": None}),
            "until": asked.given.get("to", ""),
        }
    return found


def tabs(asked: Asked, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """One link per tab, keeping what else is chosen."""
    here = asked.given.get("state", "")
    items: list[dict[str, Any]] = [
        {
            "label": label,
            "url": asked.url(state=tab or None),
            "current": tab == here,
            "count": f"{counts[tab]:,}" if counts[tab] else None,
        }
        for tab, label in TAB_WORDS.items()
    ]
    items = [item for item in items if item["count"] or item["current"] or item["label"] != TAB_WORDS["held"]]
    return [*items[:-1], {"sep": True}, items[-1]]


def views(asked: Asked, kept: Sequence[View]) -> list[dict[str, Any]]:
    """The person's own views as links; the one whose filters are the present ones is marked."""
    return [
        {
            "label": view.name,
            "url": f"/admin/orders?{view.query}" if view.query else "/admin/orders",
            "current": view.query == asked.query,
        }
        for view in kept
    ]


def _time(given: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    if given.get("days"):
        first = clock.today_on() - timedelta(days=int(given["days"]) - 1)
        return _midnight(first), None
    first_on, last_on = _day(given.get("from", "")), _day(given.get("to", ""))
    return (_midnight(first_on) if first_on else None, _midnight(last_on + timedelta(days=1)) if last_on else None)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, datetime.min.time(), clock.SHOP_ZONE)


def _day(typed: str) -> date | None:
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        return None
    return on if 2000 <= on.year <= 2100 else None


def _amounts(typed: str) -> tuple[int | None, int | None] | None:
    least, dash, most = typed.partition("-")
    if not dash or not (least or most):
        return None
    try:
        return (money.parse_yuan(least) if least else None, money.parse_yuan(most) if most else None)
    except Invalid:
        return None
