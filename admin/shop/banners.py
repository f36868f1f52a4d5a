"""The rows of 首页轮播 as the form sends them."""

from typing import Any

from admin.shop.saving import fingerprint
from kernel.errors import Invalid
from web.forms import Form, ids, own_path

MOST = 5
LONGEST_LABEL = 20


def seen(stored: list[dict[str, Any]]) -> str:
    """What the form was drawn from."""
    return fingerprint({"banners": stored})


def read(form: Form, new_id: int | None) -> list[dict[str, Any]]:
    """Rows in the order of the form, without those ticked for removal, and the new one last. Raises Invalid."""
    removed = set(ids(form, "remove"))
    chosen = [_row(form, media_id, str(media_id)) for media_id in ids(form, "media_id") if media_id not in removed]
    if new_id is not None:
        chosen.append(_row(form, new_id, "new"))
    if len(chosen) > MOST:
        raise Invalid("banner_id", f"最多 {MOST} 张轮播图")
    return chosen


def _row(form: Form, media_id: int, suffix: str) -> dict[str, Any]:
    link = form.get(f"link-{suffix}", "").strip() or "/"
    if own_path(link, "") != link:
        raise Invalid("link", "轮播图的链接要以 / 开头，例如 /p/12 或 /activity")
    label = form.get(f"label-{suffix}", "").strip()
    if not 1 <= len(label) <= LONGEST_LABEL:
        raise Invalid("label", f"请给每张轮播图写一句说明，最多 {LONGEST_LABEL} 个字")
    return {"media_id": media_id, "link": link, "label": label}
