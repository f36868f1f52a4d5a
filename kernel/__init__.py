"""Words with no shop in them: sessions, the tenant scope, lifecycles, money, time, errors.

Everything else may import this package; it imports nothing of ours.
"""
