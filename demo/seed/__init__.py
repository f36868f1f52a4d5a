"""Fills the demo through the product's own actions: shops, goods, pictures, people, a past. Safe to repeat."""
