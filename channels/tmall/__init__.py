"""Tmall through the Taobao Open Platform (TOP): signing, gateway, reading, the account, the sign-in of sellers."""
