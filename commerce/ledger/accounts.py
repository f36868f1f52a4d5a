"""The accounts of a shop's books: a table in code, and in PostgreSQL a check on every entry.

Signs: positive fen go into an account (debit), negative out of it (credit). What the shop has or is owed and what
it spends stand positive, what it owes and what it earns negative.
"""

from dataclasses import dataclass

MINUTE_S = 60
DAY_S = 24 * 3600


@dataclass(frozen=True)
class Account:
    """One account. within_s: a clearing account; each of its subjects must be back at 0 within this time."""

    label: str
    sign: int  # 1: shown as it stands; -1: shown turned round, because its normal side is negative
    within_s: int | None = None


ACCOUNTS: dict[str, Account] = {
    # Source: reliability I2, payment 5 min, refund 3 days; a bill comes the next day at 10:00
    "customer_payments": Account("顾客付款（待入单）", -1, 5 * MINUTE_S),
    "wechat_clearing": Account("微信在途（待对账）", 1, 2 * DAY_S),
    "refund_clearing": Account("退款在途", -1, 3 * DAY_S),
    "suspense": Account("待查款项", -1, 3 * DAY_S),
    "wechat_balance": Account("微信商户账户（已对账）", 1),
    "bank": Account("已提现", 1),
    "order_revenue": Account("商品收入", -1),
    "freight": Account("运费收入", -1),
    "shop_discounts": Account("商家优惠", 1),
    "platform_discounts": Account("平台补贴", 1),
    "refunds": Account("退款", 1),
    "fees": Account("微信支付手续费", 1),
    "commissions": Account("推广佣金", 1),
    "commission_payable": Account("应付佣金", -1),
    "other_income": Account("其他收支", -1),
}
CLEARING = {code: account.within_s for code, account in ACCOUNTS.items() if account.within_s is not None}
LONGEST_CLEARING_S = max(CLEARING.values())
