"""What a difference is called, in the merchant's words."""

from datetime import date

BILLS = {"trade": "交易账单", "fund": "资金账单"}
KINDS = {
    "missing": "账单缺少",
    "doubled": "账单重复",
    "amount": "金额不符",
    "state": "状态不符",
    "foreign": "账单多出",
    "fee": "手续费不符",
    "total": "合计不符",
    "late_clearing": "超时未清",
    "no_journal": "没有入账",
    "no_result": "退款无结果",
}
SOURCES = {**BILLS, "hourly": "每小时核对"}
STATES = {"settled": "成功", "processing": "处理中", "failed": "失败", "open": "未完成", "": "—"}
_THINGS = {"payment": "收款", "refund": "退款", "total": "账单", "fee": "款项"}
_WHAT = {
    "missing": "我方有这笔{thing}，{bill}里没有",
    "doubled": "{bill}里这笔{thing}出现了不止一次",
    "amount": "这笔{thing}的金额与{bill}不一致",
    "state": "这笔{thing}的状态与{bill}不一致",
    "foreign": "{bill}里有一笔{thing}，我方没有记录，已计入待查款项",
    "fee": "这笔{thing}的手续费，交易账单与资金账单不一致",
    "total": "{bill}的合计与逐行相加不一致，请重新核对账单文件",
}


def summary(kind: str, thing: str, bill: str, on: date) -> str:
    """One sentence for the list."""
    return f"{on:%Y-%m-%d} " + _WHAT[kind].format(thing=_THINGS.get(thing, "款项"), bill=bill)
