"""Campaigns; each is a package of its own, engine.py knows none by name."""
