"""The books: every movement of money as a journal that sums to nothing, only ever added to."""
