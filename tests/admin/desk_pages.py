"""Every page of the merchant's and the operator's doors, as it is looked at; {names} are rows of the demo."""

ADMIN = [
    "/admin/", "/admin/search?q=1", "/admin/search?q=没有的东西", "/admin/orders", "/admin/orders?state=paid",
    "/admin/orders?q=没有的订单", "/admin/orders/{order}", "/admin/orders/{placed}", "/admin/orders/{refunded}",
    "/admin/orders/anomalies", "/admin/orders/anomalies?done=1", "/admin/orders/refunds",
    "/admin/orders/{order}/slip", "/admin/aftersale", "/admin/aftersale/{case}", "/admin/books",
    "/admin/aftersale?tab=all&reason=quality&days=7", "/admin/aftersale/bulk/batches/{batch}",
    "/admin/aftersale/exports/{case_export}",
    "/admin/books/days/{day}", "/admin/books/differences", "/admin/books/switch", "/admin/books/exports/{export}",
    "/admin/catalog/products", "/admin/catalog/products?tab=bin", "/admin/catalog/products?q=没有的商品",
    "/admin/catalog/products/new", "/admin/catalog/products/{product}", "/admin/catalog/categories",
    "/admin/inventory", "/admin/inventory?level=low", "/admin/inventory/movements", "/admin/promotions/groupbuy",
    "/admin/promotions/groupbuy/new", "/admin/promotions/groupbuy/{activity}",
    "/admin/promotions/groupbuy/{activity}/edit", "/admin/promotions/groupbuy/{activity}/preview", "/admin/members",
    "/admin/members/{member}", "/admin/channels", "/admin/channels/tmall", "/admin/channels/jd/listings",
    "/admin/channels/tmall/reports", "/admin/channels/reports/{report}", "/admin/shop/info", "/admin/shop/identity",
    "/admin/shop/agreements", "/admin/shop/navigation", "/admin/shop/theme", "/admin/shop/look/versions",
    "/admin/shop/look/versions/{version}", "/admin/shop/banners", "/admin/shop/trade", "/admin/wechat",
    "/admin/wechat/pay", "/admin/wechat/push", "/admin/staff", "/admin/staff/permissions", "/admin/audit",
    "/admin/account", "/admin/account?setup=1", "/admin/shops", "/admin/orders/999999999",
    "/admin/freight", "/admin/freight/new", "/admin/freight/{freight}", "/admin/freight/goods", "/admin/invoices",
]  # fmt: skip
CONSOLE = [
    "/console/", "/console/shops", "/console/shops?q=没有的店", "/console/shops/new", "/console/shops/{shop}",
    "/console/shops/{shop}/visits", "/console/jobs?state=done", "/console/jobs", "/console/outbox?state=done",
    "/console/outbox", "/console/health", "/console/audit", "/console/invariants", "/console/aftersale",
    "/console/aftersale/{shop}/{case}",
    "/console/money",
]  # fmt: skip
