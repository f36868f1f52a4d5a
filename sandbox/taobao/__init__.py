"""Taobao and Tmall Open Platform (TOP): gateway, sign-in of sellers, items, trades, refunds, shipping."""
