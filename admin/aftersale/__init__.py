"""售后: the queue by remaining time, one case, the merchant's moves, money given back unasked."""
