"""What belongs to one running sandbox, reached from any request as `here()`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.timetable import Timetable

if TYPE_CHECKING:
    from sandbox.faults import Faults
    from sandbox.pay.courier import Courier
    from sandbox.pay.platform import PlatformKeys


@dataclass
class Sandbox:
    """The parts that requests and background tasks share."""

    store: Store
    settings: Settings
    timetable: Timetable
    faults: Faults
    platform: PlatformKeys
    courier: Courier


def here() -> Sandbox:
    """The sandbox that answers this request."""
    found: Sandbox = current_app.extensions["sandbox"]
    return found
