"""Writes about marketplaces: connections, listings, pushed levels, imported orders, parcels told, reports."""
