"""What can go wrong in shop words. Areas subclass these with facts; web/errors.py maps them to HTTP once."""


class ShopError(Exception):
    """A refusal a person can read. `message` is plain Chinese and safe to show."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(ShopError):
    """The thing does not exist for this shop or this person (404)."""

    def __init__(self, message: str = "没有找到你要的内容") -> None:
        super().__init__(message)


class Invalid(ShopError):
    """One field of the input cannot be used (422)."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Forbidden(ShopError):
    """The person is known but may not do this (403)."""

    def __init__(self, message: str = "你没有这项操作的权限，请联系店长") -> None:
        super().__init__(message)


class Refused(ShopError):
    """Right in form, impossible as things stand (409)."""


class IllegalMove(Refused):
    """A lifecycle does not allow this step from the present state."""


class Busy(Refused):
    """Somebody else holds the lock for too long; trying again helps."""

    def __init__(self, message: str = "操作的人太多，请稍候再试") -> None:
        super().__init__(message)


class Away(ShopError):
    """What the shop stands on does not answer or has no room; nothing was changed that was not said (503)."""

    RETRY_S = 5
    """When to come back, for Retry-After: a restart of the database takes about as long."""

    def __init__(self, message: str = "系统正在恢复，请过几秒再试；已提交的订单不会丢") -> None:
        super().__init__(message)


class NoTenantScope(RuntimeError):
    """A bug: tenant rows were touched without saying whose they are."""
