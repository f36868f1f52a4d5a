"""What WeChat Pay says against what our books say, day by day, and the differences until somebody has settled them."""
