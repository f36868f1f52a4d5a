"""What a marketplace may answer instead of doing it, in words for the merchant; each says if a retry helps."""

from typing import ClassVar

from kernel.errors import ShopError


class ChannelError(ShopError):
    """Any refusal of a marketplace. kind: one word for lists; is_retryable: the same call may work later."""

    kind: ClassVar[str] = "rejected"
    is_retryable: ClassVar[bool] = False


class NeedsAuthorisation(ChannelError):
    """The seller must authorise us (again)."""

    kind = "authorisation"

    def __init__(self, platform: str) -> None:
        super().__init__(f"{platform}授权已失效或被取消，请重新授权")


class WrongKeys(ChannelError):
    """App key or secret are wrong, so that no signature can be right."""

    kind = "keys"

    def __init__(self, platform: str, detail: str) -> None:
        super().__init__(f"{platform} App Key 或 App Secret 不正确，请核对后重新填写（{detail}）")


class NoPermission(ChannelError):
    """The app may not call this interface."""

    kind = "permission"

    def __init__(self, platform: str, detail: str) -> None:
        super().__init__(f"{platform}应用没有这项接口的权限，请在开放平台申请（{detail}）")


class CallLimited(ChannelError):
    """Too many calls. wait_s: how long the platform asks us to wait."""

    kind = "limited"
    is_retryable = True

    def __init__(self, platform: str, wait_s: int) -> None:
        super().__init__(f"{platform}接口调用太频繁，{_span(wait_s)}后自动重试")
        self.wait_s = wait_s


class BudgetSpent(CallLimited):
    """Our own daily limit for this shop is used up; it starts anew at midnight there."""

    kind = "budget"

    def __init__(self, platform: str, limit: int, wait_s: int) -> None:
        super().__init__(platform, wait_s)
        self.message = f"{platform}今天的接口调用次数（{limit} 次）已用完，{_span(wait_s)}后恢复，可在同步设置里调高"


class PlatformBusy(ChannelError):
    """The platform does not answer, or says that it cannot just now."""

    kind = "busy"
    is_retryable = True

    def __init__(self, platform: str, detail: str = "") -> None:
        super().__init__(f"{platform}暂时没有响应，稍后自动重试" + (f"（{detail}）" if detail else ""))


class Rejected(ChannelError):
    """The platform understood and says no. code: its own, for looking it up."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


LABELS = {
    "authorisation": "授权失效",
    "keys": "密钥不对",
    "permission": "没有权限",
    "limited": "调用受限",
    "budget": "次数用完",
    "busy": "平台繁忙",
    "rejected": "平台拒绝",
}


def _span(wait_s: int) -> str:
    if wait_s < 90:
        return f"{wait_s} 秒"
    return f"约 {round(wait_s / 60)} 分钟" if wait_s < 5400 else f"约 {round(wait_s / 3600)} 小时"
