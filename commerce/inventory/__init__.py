"""Where goods are and how many may be sold: warehouses, stock, holds, movements."""
