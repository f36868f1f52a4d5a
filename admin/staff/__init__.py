"""Who works in the shop and what each may do."""
