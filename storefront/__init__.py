"""The shopper's door: WeChat's browser and any other; one module per area. No rules, no SQL."""
