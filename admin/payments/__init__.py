"""资金: refunds on their way, and money that does not add up."""
