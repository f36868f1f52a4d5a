"""Who buys: identity, phone login, addresses."""
