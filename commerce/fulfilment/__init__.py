"""Parcels: carriers, shipments, tracking."""
