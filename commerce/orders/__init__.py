"""The order, its lines and its lifecycle."""
