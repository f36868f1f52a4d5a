"""Tmall through the Taobao Open Platform (TOP): signing, gateway, reading of trades, the account, the sign-in of sellers."""
