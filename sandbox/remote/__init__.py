"""What sellers and buyers do at the marketplaces themselves: list goods, order, pay, close, ask for refunds."""
