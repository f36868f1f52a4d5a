"""Writes about after-sale, one family of verbs per module. The order is locked first, then the case, money, stock."""
