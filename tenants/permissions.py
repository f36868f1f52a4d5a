"""Roles and what each may do. A permission is "area.verb"; `*` stands for every verb of an area."""

ROLES: dict[str, str] = {
    "owner": "店长",
    "operations": "运营",
    "helpdesk": "客服",
    "warehouse": "仓库",
    "finance": "财务",
}

PERMISSIONS: dict[str, str] = {
    "home.view": "查看概况",
    "catalog.view": "查看商品",
    "catalog.edit": "编辑商品",
    "catalog.shelve": "上架和下架商品",
    "catalog.reprice": "修改价格",
    "inventory.view": "查看库存",
    "inventory.adjust": "调整库存",
    "orders.view": "查看订单",
    "orders.ship": "发货",
    "orders.close": "关闭订单",
    "orders.reprice": "付款前改价",
    "orders.note": "备注订单",
    "orders.refund": "退款",
    "orders.address": "发货前修改收货地址",
    "invoices.handle": "开具、驳回和冲红发票",
    "aftersale.view": "查看售后",
    "aftersale.handle": "处理售后申请",
    "aftersale.receive": "验收退货和寄出换货",
    "orders.unmask": "查看完整收件信息",
    "members.view": "查看客户",
    "promotions.view": "查看营销活动",
    "promotions.edit": "创建和停止活动",
    "channels.view": "查看平台同步",
    "channels.edit": "连接平台和关联商品",
    "shop.view": "查看店铺设置",
    "shop.edit": "修改店铺设置和装修",
    "wechat.edit": "修改公众号与支付配置",
    "money.view": "查看账本和对账",
    "money.edit": "处理对账差异",
    "money.stop": "暂停和恢复退款、打款、活动",
    "staff.view": "查看员工",
    "staff.edit": "邀请和停用员工",
    "audit.view": "查看操作日志",
}

_GRANTS: dict[str, set[str]] = {
    "owner": set(PERMISSIONS),
    "operations": {
        "home.view", "catalog.view", "catalog.edit", "catalog.shelve", "catalog.reprice", "inventory.view",
        "inventory.adjust", "orders.view", "orders.note", "members.view", "promotions.view", "promotions.edit",
        "aftersale.view", "aftersale.handle",
        "channels.view", "channels.edit", "shop.view", "shop.edit",
    },
    "helpdesk": {
        "home.view", "catalog.view", "orders.view", "orders.note", "orders.unmask", "orders.address", "members.view",
        "promotions.view", "aftersale.view", "aftersale.handle",
    },
    "warehouse": {
        "home.view", "catalog.view", "inventory.view", "inventory.adjust", "orders.view", "orders.ship",
        "orders.unmask", "aftersale.view", "aftersale.receive",
    },
    "finance": {
        "home.view", "orders.view", "orders.refund", "invoices.handle", "aftersale.view", "money.view", "money.edit",
        "audit.view",
    },
}  # fmt: skip


def granted(role: str, permission: str) -> bool:
    """Whether a role may do something. Unknown permissions are a bug and raise KeyError."""
    PERMISSIONS[permission]
    return permission in _GRANTS.get(role, set())


def permissions_of(role: str) -> frozenset[str]:
    """All a role may do; for the matrix screen."""
    return frozenset(_GRANTS.get(role, set()))
