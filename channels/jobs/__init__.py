"""Conversations with marketplaces. Gather, call, record: no transaction is open during a call."""
