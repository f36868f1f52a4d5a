"""The merchant's door: one package per area, one module per resource.

Owns views and what they show; asks queries and calls actions of the areas. Knows no table, no vendor,
and no other door. Every view says with @allow what a person needs to be granted (admin/access.py).
"""
