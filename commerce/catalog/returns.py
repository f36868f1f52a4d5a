"""七天无理由退货 and its exceptions: what a product may be excluded for, as the shopper reads it before buying.

Source: 消费者权益保护法第二十五条 and 网络购买商品七日无理由退货暂行办法: an exception counts only when it was
confirmed at that purchase, so the confirmation is kept with the order line.
"""

EXCLUSIONS = {
    "custom_made": "消费者定制的商品",
    "perishable": "鲜活易腐的商品",
    "unsealed_media": "拆封后的音像制品、计算机软件",
    "digital": "在线下载的数字化商品",
    "periodical": "交付的报纸、期刊",
    "unsealed_hygiene": "拆封后影响安全或健康的商品",
    "worn_by_trial": "激活或试用后价值明显降低的商品",
    "near_expiry": "已明示的临期、有瑕疵商品",
}


def words(code: str | None) -> str:
    """What stands on the product page and in the basket; empty when the seven days apply."""
    return f"不支持七天无理由退货（{EXCLUSIONS.get(code, code)}）" if code else ""
