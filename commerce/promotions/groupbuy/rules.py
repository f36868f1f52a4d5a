"""What a group-buy may promise. Pure: plain values in, Invalid with Chinese words out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.errors import Invalid

LEAST_SIZE, MOST_SIZE = 2, 10
LEAST_DURATION_S, MOST_DURATION_S = 60, 72 * 3600
"""From the leader's payment; between one minute and three days."""
MOST_WINDOW = timedelta(days=365)
MOST_QUOTA = 1_000_000


@dataclass(frozen=True)
class PriceForm:
    """The group price of one SKU and how many pieces the activity may sell of it."""

    sku_id: int
    price_fen: int
    quota: int


@dataclass(frozen=True)
class ActivityForm:
    """A whole group-buy as the merchant plans it. duration_s: how long a group may look for people."""

    title: str
    product_id: int
    starts_at: datetime
    ends_at: datetime
    size: int
    duration_s: int
    prices: tuple[PriceForm, ...]
    limit_per_member: int | None = None


def check(form: ActivityForm, single_prices: Mapping[int, int], at: datetime) -> None:
    """single_prices: SKU id → the price of buying alone, in fen; the group must be cheaper."""
    if not 1 <= len(form.title.strip()) <= 20:
        raise Invalid("title", "活动名称为 1–20 个字")
    check_window(form.starts_at, form.ends_at, at)
    if not LEAST_SIZE <= form.size <= MOST_SIZE:
        raise Invalid("size", f"成团人数应在 {LEAST_SIZE}–{MOST_SIZE} 人之间")
    if not LEAST_DURATION_S <= form.duration_s <= MOST_DURATION_S:
        raise Invalid("duration", "成团时限应在 1 分钟到 72 小时之间")
    if form.limit_per_member is not None and not 1 <= form.limit_per_member <= 999:
        raise Invalid("limit_per_member", "每人限购应在 1–999 件之间")
    check_prices(form.prices, single_prices)


def check_window(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """When the activity runs: it must have time left, and end within a year."""
    if ends_at <= starts_at:
        raise Invalid("ends_at", "结束时间要晚于开始时间")
    if ends_at <= at:
        raise Invalid("ends_at", "结束时间已经过去，请选择以后的时间")
    if ends_at - starts_at > MOST_WINDOW:
        raise Invalid("ends_at", "活动最长 365 天，请缩短")


def check_prices(prices: Sequence[PriceForm], single_prices: Mapping[int, int]) -> None:
    """At least one SKU takes part, each cheaper than alone."""
    if not prices:
        raise Invalid("prices", "请至少为一个规格填写拼团价和活动库存")
    for price in prices:
        single_fen = single_prices.get(price.sku_id)
        if single_fen is None:
            raise Invalid("prices", "有规格已停售或不属于这件商品，请重新选择商品")
        check_price(price.sku_id, price.price_fen, single_fen)
        check_quota(price.sku_id, price.quota)


def check_price(sku_id: int, price_fen: int, single_fen: int) -> None:
    """Together is cheaper than alone."""
    if not 1 <= price_fen < single_fen:
        raise Invalid(f"price-{sku_id}", "拼团价要低于单买价")


def check_quota(sku_id: int, quota: int) -> None:
    """At least one piece, and no more than a campaign can sensibly mean."""
    if quota < 1:
        raise Invalid(f"quota-{sku_id}", "活动库存至少 1 件")
    if quota > MOST_QUOTA:
        raise Invalid(f"quota-{sku_id}", f"活动库存最多 {MOST_QUOTA:,} 件")
