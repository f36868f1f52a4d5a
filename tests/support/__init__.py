"""What tests stand on: the database, factories, a shop in scope."""
