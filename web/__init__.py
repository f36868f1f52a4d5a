"""HTTP glue shared by the doors: rendering, errors, forms, paging, headers. Knows no shop rules."""
