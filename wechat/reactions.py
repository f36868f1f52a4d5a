"""What a shop does when WeChat pushes something: followers, consent withdrawn, accounts closed, failed messages."""

from collections.abc import Callable

import structlog

from commerce.invoices import erasing as invoices
from commerce.members import erasure, following
from wechat import actions
from wechat.push import Push

BY = "wechat"
ADDRESSES, TITLES, NICKNAME = "201", "202", "205"
"""Source: 授权用户信息变更, RevokeInfo. The others (203 cards, 204 microphone, 206 place, 207 pictures) are data that
we never get from WeChat."""
log = structlog.get_logger()


def react(appid: str, push: Push) -> None:
    """Do what a push asks for, in the present transaction. What nobody here listens to has no effect."""
    reaction = EVENTS.get(push.kind) if push.is_event else None
    if reaction is not None:
        reaction(appid, push)


def _followed(appid: str, push: Push) -> None:
    following.follow(appid, push.openid, at=push.at)


def _unfollowed(appid: str, push: Push) -> None:
    following.unfollow(appid, push.openid, at=push.at)


def _revoked(appid: str, push: Push) -> None:
    """Consent to one datum is withdrawn: that datum goes, orders and money stay."""
    codes = {code.strip() for code in push.fields.get("RevokeInfo", "").split(",")}
    if ADDRESSES in codes:
        _erase(appid, push, erasure.erase_addresses)
    if TITLES in codes:
        _erase(appid, push, invoices.erase_titles)
    if NICKNAME in codes:
        _erase(appid, push, erasure.erase_nickname)


def _modified(appid: str, push: Push) -> None:
    """WeChat has cleaned a name it found risky."""
    _erase(appid, push, erasure.erase_nickname)


def _closed(appid: str, push: Push) -> None:
    _erase(appid, push, erasure.erase_person)


def _erase(appid: str, push: Push, eraser: Callable[..., None]) -> None:
    """Only for this very app: the same person at another 公众号 has another openid and has not spoken there."""
    about = push.fields.get("AppID", appid)
    member_id = erasure.member_behind(appid, push.openid) if about == appid else None
    if member_id is None:
        log.info("wechat.erasure_of_nobody", kind=push.kind, is_own_app=about == appid)
        return
    eraser(member_id, by=BY, at=push.at)
    log.info("wechat.erased", kind=push.kind, member_id=member_id)


def _delivered(_appid: str, push: Push) -> None:
    """A template message has arrived, or has not."""
    status = push.fields.get("Status", "")
    if status.startswith("failed"):
        is_blocked = "block" in status
        actions.record_undelivered(push.fields.get("MsgID", ""), "对方拒收" if is_blocked else "微信没有送达")


EVENTS: dict[str, Callable[[str, Push], None]] = {
    "subscribe": _followed,
    "unsubscribe": _unfollowed,
    "user_authorization_revoke": _revoked,
    "user_info_modified": _modified,
    "user_authorization_cancellation": _closed,
    "templatesendjobfinish": _delivered,
}
