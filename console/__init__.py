"""The operator's door: shops, jobs, health; the only surface outside a tenant scope."""
