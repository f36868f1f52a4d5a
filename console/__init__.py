"""The operator's door: shops as customers, their plans and hosts, visits to them, jobs, health.

The only surface that works over all shops; it enters kernel.unscoped.every_tenant() itself, view by view.
Knows nothing of the other doors.
"""
