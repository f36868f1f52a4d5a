"""公众号 and 微信支付: what the shop is connected with, whether it works, and what did not get through."""
