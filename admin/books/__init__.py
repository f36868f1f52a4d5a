"""财务: the books by day, differences from WeChat Pay's bills, files, the money switch."""
