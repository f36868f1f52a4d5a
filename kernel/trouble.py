"""The database in trouble, in words for people."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from kernel.errors import Away, Busy, ShopError

IN_EACH_OTHERS_WAY = {"55P03", "40P01", "40001"}
"""SQLSTATEs of a lock not had in time, a deadlock, two units that contradict each other."""


def in_words(error: SQLAlchemyError) -> ShopError | None:
    """What a person is told when the database is in trouble: Busy, Away, or None where the mistake is ours.

    Away: it is restarting, full, out of connections, or a statement ran into its time limit.
    """
    if isinstance(error, PoolExhausted):
        return Away("访问的人太多，请过几秒再试")
    if not isinstance(error, DBAPIError):
        return None
    if getattr(error.orig, "sqlstate", None) in IN_EACH_OTHERS_WAY:
        return Busy()
    is_away = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
    return Away() if is_away else None
