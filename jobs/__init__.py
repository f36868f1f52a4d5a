"""Later: facts and their delivery, slow work, timers, leases.

PostgreSQL holds what is to be done; RQ only carries the doorbell and lends the hands. Valkey may be
wiped or away at any moment: the relay finds what is due in the tables and carries on.
"""
