"""Categories, products, SKUs, media and search: what is for sale and how it is shown."""
