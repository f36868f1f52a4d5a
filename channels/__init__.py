"""Other marketplaces: which remote goods are ours, stock pushed to them, orders pulled from them, parcels told to them.

Owns: connections, listings, remote orders as we last saw them, call budgets, reports. A marketplace's protocol
stays in its own package (tmall, jd); the rest speaks ports.py only. Must not know: WeChat, HTTP doors.
"""
