"""订单: the list, one order, and the moves of a person on it. Decisions stay in commerce.orders."""
