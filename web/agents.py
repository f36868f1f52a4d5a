"""What a browser calls itself, in words people know."""

BROWSERS = [
    ("wxwork", "企业微信"), ("MicroMessenger", "微信"), ("Edg/", "Edge"), ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
]  # fmt: skip
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


def browser_words(agent: str) -> str:
    """ "Chrome · Windows", or 未知浏览器."""
    parts = [next((word for mark, word in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(part for part in parts if part) or "未知浏览器"
