"""Prices and their snapshots: what a line costs and how a total is made of parts."""
