"""客户: who buys here."""
