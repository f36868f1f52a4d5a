"""Everything that speaks WeChat, both ways: sign-in, pay, notices, messages, JS-SDK; and the platform's text messages.

Owns: vendor clients, their tokens and their quirks (wechatpy and wechatpayv3 stay inside). Fills ports of
commerce. Must not know: pages, other vendors.
"""
