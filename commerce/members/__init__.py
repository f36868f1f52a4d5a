"""Who buys: identity by (appid, openid) or phone, sessions' epochs, addresses.

Owns: members, their addresses and phone codes. Sends texts through ports.sms. Must not know: orders, WeChat, HTTP.
regions.json holds provinces, cities and districts from @vant/area-data 2.1.0 (MIT, Youzan); rules.py tells how it
was made.
"""
