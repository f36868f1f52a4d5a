"""JD through its open platform (JOS, routerjson): signing, gateway, reading of orders, the account, the sign-in of sellers."""
