"""An RQ worker inside create_app(): the application is loaded before the fork, so a job costs a fork only."""

from rq import Queue, Worker

from app import create_app
from jobs import doorbell


def main() -> None:
    """Work until told to stop; a supervisor restarts this process when the broker goes away under a job."""
    with create_app().app_context():
        connection = doorbell.broker()
        connection.connection_pool.connection_kwargs["socket_timeout"] = None  # a worker waits on the broker for long
        queues = [Queue(name, connection=connection, serializer="json") for name in doorbell.QUEUES]
        worker = Worker(queues, connection=connection, serializer="json", worker_ttl=60, maintenance_interval=30)
        worker.work(logging_level="WARNING")
