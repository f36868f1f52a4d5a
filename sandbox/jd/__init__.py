"""JD open platform (JOS, routerjson): gateway, sign-in of sellers, wares, orders, shipping."""
