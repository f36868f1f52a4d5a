"""What jobs and facts are called on the operator's screens. A house test fails while one has no name."""

JOBS = {
    "channels.jobs.orders.keep_pulling": "安排读取平台订单",
    "channels.jobs.orders.pull_now": "立即读取平台订单",
    "channels.jobs.orders.pull_orders": "读取平台订单",
    "channels.jobs.parcels.push_shipment": "把物流单号告诉平台",
    "channels.jobs.parcels.push_waiting": "补发没传成的物流单号",
    "channels.jobs.stock.push_everything": "安排推送平台库存",
    "channels.jobs.stock.push_stock": "推送平台库存",
    "channels.jobs.stock.push_all_again": "重新推送全部平台库存",
    "channels.jobs.stock.sync_goods": "读取平台商品",
    "channels.jobs.upkeep.reconcile": "安排夜间核对平台",
    "channels.jobs.upkeep.reconcile_account": "核对一个平台的库存和订单",
    "channels.jobs.upkeep.refresh_tokens": "续期平台授权",
    "commerce.members.jobs.forget_codes": "清除过期的登录验证码",
    "commerce.orders.jobs.ask_gateway": "向微信支付查询付款",
    "commerce.orders.jobs.close_stale_payments": "关闭改价前的支付单",
    "commerce.orders.jobs.complete_received": "自动确认收货",
    "commerce.orders.jobs.expire": "关闭超时未付款的订单",
    "commerce.orders.jobs.sweep_unpaid": "检查未付款的订单",
    "commerce.payments.jobs.ask_refund": "向微信支付查询退款",
    "commerce.payments.jobs.send_refund": "向微信支付申请退款",
    "commerce.promotions.groupbuy.jobs.expire": "结束到时未成的团",
    "commerce.promotions.groupbuy.jobs.sweep": "检查到时的团",
    "demo.seed.pictures.complete_product": "补画演示商品的图片",
    "invariants.jobs.check_all": "核对账目必须成立的事",
    "jobs.pruning.prune": "清理已完成的记录",
    "wechat.jobs.forget_pushes": "清除旧的公众号推送",
    "wechat.jobs.tell_group": "通知买家拼团结果",
    "wechat.jobs.tell_paid": "通知买家付款成功",
    "wechat.jobs.tell_refunded": "通知买家退款到账",
    "wechat.jobs.tell_restocked": "通知买家到货",
    "wechat.jobs.tell_shipped": "通知买家已发货",
}

FACTS = {
    "CaseEnded": "售后已结束",
    "CaseMoved": "售后有进展",
    "CaseOpened": "售后已提交",
    "CaseRefunding": "售后退款中",
    "GroupFailed": "拼团没有成",
    "GroupJoined": "有人参团",
    "GroupOpened": "开了新团",
    "GroupSucceeded": "拼团成功",
    "ImportedOrderChanged": "平台订单有变化",
    "MemberErased": "会员资料已删除",
    "MemberFollowed": "会员关注公众号",
    "MemberJoined": "新会员",
    "MemberUnfollowed": "会员取消关注",
    "OrderAddressChanged": "订单改了地址",
    "OrderClosed": "订单已关闭",
    "OrderCompleted": "订单已完成",
    "OrderImported": "读入平台订单",
    "OrderNoted": "订单写了备注",
    "OrderPaid": "订单已付款",
    "OrderPartRefunded": "订单部分退款",
    "OrderPlaced": "新订单",
    "OrderReceiptExtended": "买家延长收货",
    "OrderRefunded": "订单已退款",
    "OrderRepriced": "订单改了价",
    "OrderShipped": "订单已发货",
    "PaymentAnomaly": "发现异常资金",
    "PaymentSettled": "收到付款",
    "PriceChanged": "商品改了价",
    "ProductSaved": "商品已保存",
    "ProductShelved": "商品已上架",
    "ProductUnshelved": "商品已下架",
    "RefundFailed": "退款失败",
    "RefundRequested": "申请退款",
    "RefundSettled": "退款到账",
    "RestockTold": "到货提醒",
    "ShipmentCorrected": "更正了物流单号",
    "StockChanged": "库存有变化",
    "TenantCreated": "开通店铺",
    "TenantResumed": "店铺恢复营业",
    "TenantSuspended": "店铺已停用",
}


def spoken(name: str) -> str:
    """The Chinese name of a job or fact; the code's own where there is none."""
    return JOBS.get(name) or FACTS.get(name) or name


def meant(words: str) -> list[str]:
    """The jobs and facts whose Chinese name holds what an operator typed."""
    return [name for table in (JOBS, FACTS) for name, label in table.items() if words in label]
