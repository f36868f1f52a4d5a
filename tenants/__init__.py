"""The shops as our customers: tenants, hosts, plans, staff, permissions, settings, secrets, audit.

The scope that work stands in is kernel/tenancy.py; this package is the subject behind that number.
"""
