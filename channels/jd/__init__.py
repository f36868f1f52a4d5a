"""JD through its open platform (JOS, routerjson): signing, gateway, reading, the account, the sign-in of sellers."""
