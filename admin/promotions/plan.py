"""A group-buy as it stands in the wizard: text in every field, carried from step to step, read at each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from commerce.promotions.groupbuy import rules
from commerce.promotions.groupbuy.figures import PriceLine
from commerce.promotions.groupbuy.rules import ActivityForm, PriceForm
from kernel import clock
from kernel.clock import SHOP_ZONE
from kernel.errors import Invalid
from kernel.money import format_yuan, parse_yuan

STEPS = ("基本信息", "商品与库存", "规则", "预览发布")
FIELDS = (
    "title",
    "starts_at",
    "ends_at",
    "product_id",
    "size",
    "duration_hours",
    "duration_minutes",
    "limit_per_member",
)
T = TypeVar("T")
AT = "%Y-%m-%dT%H:%M"


@dataclass
class Plan:
    """As typed. prices: SKU id → (price in yuan, quota), empty texts where a SKU takes no part."""

    plain: dict[str, str]
    prices: dict[int, tuple[str, str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def product_id(self) -> int | None:
        typed = self.plain["product_id"]
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else None

    def read(self, step: int, single_prices: Mapping[int, int]) -> None:
        """Judge the fields of one step; what is wrong goes into errors."""
        {0: self._read_basics, 1: lambda: self._read_goods(single_prices), 2: self._read_rules}[step]()

    def form(self, single_prices: Mapping[int, int]) -> ActivityForm | None:
        """Everything read, or None while errors has anything."""
        for step in range(3):
            self.read(step, single_prices)
        if self.errors or self.product_id is None:
            return None
        return ActivityForm(
            title=self.plain["title"],
            product_id=self.product_id,
            starts_at=self._at("starts_at"),
            ends_at=self._at("ends_at"),
            size=int(self.plain["size"]),
            duration_s=self._duration_s(),
            prices=tuple(self._prices(single_prices)),
            limit_per_member=int(self.plain["limit_per_member"]) if self.plain["limit_per_member"] else None,
        )

    def _note(self, error: Invalid) -> None:
        self.errors.setdefault(error.field, error.message)

    def _read_basics(self) -> None:
        if not 1 <= len(self.plain["title"]) <= 20:
            self.errors["title"] = "活动名称为 1–20 个字"
        try:
            rules.check_window(self._at("starts_at"), self._at("ends_at"), clock.now())
        except Invalid as error:
            self._note(error)

    def _read_goods(self, single_prices: Mapping[int, int]) -> None:
        if self.product_id is None:
            self.errors["product_id"] = "请选择一件商品"
            return
        prices = self._prices(single_prices)
        if not any(name.startswith(("price-", "quota-")) for name in self.errors):
            self._kept(rules.check_prices, prices, single_prices)

    def _read_rules(self) -> None:
        try:
            size = self._whole("size", "成团人数")
            if not rules.LEAST_SIZE <= size <= rules.MOST_SIZE:
                raise Invalid("size", f"成团人数应在 {rules.LEAST_SIZE}–{rules.MOST_SIZE} 人之间")
            if not rules.LEAST_DURATION_S <= self._duration_s() <= rules.MOST_DURATION_S:
                raise Invalid("duration_hours", "成团时限应在 1 分钟到 72 小时之间")
            if self.plain["limit_per_member"] and not 1 <= self._whole("limit_per_member", "每人限购") <= 999:
                raise Invalid("limit_per_member", "每人限购应在 1–999 件之间")
        except Invalid as error:
            self._note(error)

    def _prices(self, single_prices: Mapping[int, int]) -> list[PriceForm]:
        """The rows that take part; every wrong cell is noted, so that all are marked at once."""
        found = []
        for sku_id, single_fen in single_prices.items():
            price, quota = self.prices.get(sku_id, ("", ""))
            if not price and not quota:
                continue
            price_fen = self._kept(_price_fen, sku_id, price, single_fen)
            pieces = self._kept(_quota, sku_id, quota)
            if price_fen is not None and pieces is not None:
                found.append(PriceForm(sku_id, price_fen, pieces))
        return found

    def _kept(self, read: Callable[..., T], *given: Any) -> T | None:
        """What was read; nothing where it is wrong, which is noted at its field."""
        try:
            return read(*given)
        except Invalid as error:
            self._note(error)
            return None

    def _at(self, name: str) -> datetime:
        try:
            typed = datetime.strptime(self.plain[name], AT)  # noqa: DTZ007  the shop's wall clock, said on the next line
            return typed.replace(tzinfo=SHOP_ZONE).astimezone(UTC)
        except (ValueError, OverflowError) as error:  # the year 1 began in Shanghai before it can be written in UTC
            raise Invalid(name, "请选择日期和时间") from error

    def _duration_s(self) -> int:
        hours = self._whole("duration_hours", "成团时限") if self.plain["duration_hours"] else 0
        minutes = self._whole("duration_minutes", "成团时限") if self.plain["duration_minutes"] else 0
        return hours * 3600 + minutes * 60

    def _whole(self, name: str, label: str) -> int:
        typed = self.plain[name]
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise Invalid(name, f"{label}请填写整数")
        return int(typed)


def _price_fen(sku_id: int, typed: str, single_fen: int) -> int:
    price_fen = parse_yuan(typed, f"price-{sku_id}")
    rules.check_price(sku_id, price_fen, single_fen)
    return price_fen


def _quota(sku_id: int, typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 7):
        raise Invalid(f"quota-{sku_id}", "活动库存请填写整数")
    rules.check_quota(sku_id, int(typed))
    return int(typed)


def blank(product_id: str) -> Plan:
    """A new one: starts now, a week long, three people within a day."""
    at = clock.now()
    plain = dict.fromkeys(FIELDS, "") | {
        "starts_at": f"{clock.shop_time(at):{AT}}",
        "ends_at": f"{clock.shop_time(at + timedelta(days=7)):{AT}}",
        "size": "3",
        "duration_hours": "24",
        "duration_minutes": "0",
        "product_id": product_id[:18],
    }
    return Plan(plain)


def of_form(form: MultiDict[str, str]) -> Plan:
    """As typed, all steps."""
    prices = {}
    for name in form:
        kind, _, sku_id = name.partition("-")
        if kind == "price" and sku_id.isascii() and sku_id.isdigit() and len(sku_id) <= 18:
            prices[int(sku_id)] = (form[name].strip(), form.get(f"quota-{sku_id}", "").strip())
    return Plan({name: form.get(name, "").strip()[:60] for name in FIELDS}, prices)


def of_activity(activity: object, lines: list[PriceLine]) -> Plan:
    """A stored draft."""
    row: ActivityForm = activity  # type: ignore[assignment]
    limit = row.limit_per_member
    plain = {
        "title": row.title,
        "product_id": str(row.product_id),
        "size": str(row.size),
        "starts_at": f"{clock.shop_time(row.starts_at):{AT}}",
        "ends_at": f"{clock.shop_time(row.ends_at):{AT}}",
        "duration_hours": str(row.duration_s // 3600),
        "duration_minutes": str(row.duration_s % 3600 // 60),
        "limit_per_member": "" if limit is None else str(limit),
    }
    prices = {line.sku_id: (format_yuan(line.price_fen).replace(",", ""), str(line.quota)) for line in lines}
    return Plan(plain, prices)
