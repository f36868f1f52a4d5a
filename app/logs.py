"""One JSON line per event, with the shop and the request; personal data and secrets are cut out."""

import logging
import re
from typing import Any

import structlog

from kernel import tenancy

SECRET_NAMES = re.compile(r"secret|password|token|apiv3|private|cookie|authorization|totp|session", re.IGNORECASE)
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def redact(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Mask values by their name, and phone numbers wherever they stand."""
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = PHONE.sub(r"\1****\2", value)
    return event


def add_tenant(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Say which shop was being worked for."""
    event.setdefault("tenant_id", tenancy.scope())
    return event


def configure(level: str) -> None:
    """Set up structlog and hand the standard library's records to it."""
    chain: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        add_tenant,
        redact,
    ]
    structlog.configure(
        processors=[*chain, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain, processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )  # fmt: skip
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
