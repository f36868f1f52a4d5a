"""From basket to placed order: cart, quote, placing."""
