"""What every page of the console shows around its content."""

from typing import Any

from console.access import current_operator
from web.render import page

MENU = [
    {"key": "home", "label": "总览", "url": "/console/", "icon": "layout-dashboard"},
    {"key": "shops", "label": "商户", "url": "/console/shops", "icon": "building-store"},
    {"key": "aftersale", "label": "售后仲裁", "url": "/console/aftersale", "icon": "shield-check"},
    {"key": "work", "label": "任务与队列", "url": "/console/jobs", "icon": "list-details", "children": [
        {"key": "jobs", "label": "任务", "url": "/console/jobs"},
        {"key": "outbox", "label": "事件投递", "url": "/console/outbox"},
    ]},
    {"key": "money", "label": "资金", "url": "/console/money", "icon": "wallet"},
    {"key": "health", "label": "系统健康", "url": "/console/health", "icon": "server"},
    {"key": "invariants", "label": "账实核对", "url": "/console/invariants", "icon": "circle-check"},
    {"key": "audit", "label": "操作日志", "url": "/console/audit", "icon": "history"},
]  # fmt: skip
URLS = {"home": "/console/", "search": "/console/shops", "logout": "/console/logout"}


def console_page(template: str, *, active: str, **context: Any) -> str:
    """A whole page inside the operator's shell."""
    staff = {"name": current_operator().name, "role": "平台"}
    return page(
        template, active=active, staff=staff, shop=None, shops=[], menu=MENU, urls=URLS, impersonation=None, **context
    )
