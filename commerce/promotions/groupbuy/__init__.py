"""拼团: several people buy together at a better price, or everyone gets the money back."""
