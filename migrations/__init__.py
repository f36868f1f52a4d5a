"""The schema's history. Versions import nothing from the product."""
