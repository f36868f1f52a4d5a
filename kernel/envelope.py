"""What every transaction begins with: whose rows it may see, said to PostgreSQL in the message that begins it."""

from psycopg import Error
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection


def begin(connection: Connection, tenant_id: int | None, *, read_only: bool) -> None:
    """Ring 2: a transaction of this shop, or with None of nobody. One message to the server, not three.

    Inside a larger transaction (a savepoint) only the settings are made. PostgreSQL forgets them at its end.
    """
    literal = str(int(tenant_id)) if tenant_id is not None else ""
    words = f"SET LOCAL app.tenant_id = '{literal}'" + ("; SET LOCAL transaction_read_only = on" if read_only else "")
    if not _is_begun(connection, words):
        connection.exec_driver_sql(words)


def _is_begun(connection: Connection, words: str) -> bool:
    """Whether BEGIN and the settings went out together; where not, the usual way says what is wrong."""
    driver = connection.connection.driver_connection
    if driver is None or driver.pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    try:
        answer = driver.pgconn.exec_(f"BEGIN; {words}".encode())
    except Error:  # the server has gone
        return False
    return bool(answer.status == ExecStatus.COMMAND_OK)
