"""The switches of the sandbox, changed while it runs through `PUT /sandbox/api/settings`."""

from __future__ import annotations

from typing import Any

from sandbox.store import Store

DEFAULTS: dict[str, Any] = {
    "default_person": None,  # this test person signs in silently in every browser that has chosen nobody
    "snapshot_user": False,  # WeChat opens pages as 网页快照页 with a virtual account
    "auto_pay": None,  # ok | cancel | fail: the pay sheet answers by itself
    "time_scale": 0.05,  # WeChat's retry waits are multiplied by this: 15 s become 0.75 s
    "notice_timeout_s": 5.0,  # WeChat waits this long for the answer to a notice
    "refund_delay_s": 0.2,  # from PROCESSING to its end
    "refund_outcome": "SUCCESS",  # SUCCESS | ABNORMAL | CLOSED | PROCESSING (stays)
    "refund_gap_s": 0.0,  # the real platform asks for 60 s between partial refunds of one order
    "strict_openid": False,  # prepay only for openids that this sandbox has given out
    "bills_for_today": False,  # the real platform has bills from yesterday backwards
    "bills_late": False,  # the platform is still making its bills
    "fee_bp": 60,  # what the platform takes of each payment, in basis points
    "clock_off_s": 0,  # the platform's clock, as its signed answers tell it, is this much ahead of ours
    "top_daily_calls": None,  # code 7 after so many TOP calls of one app
    "jd_daily_calls": None,  # code 2 after so many JOS calls of one app
    "carrier_step_s": 0.0,  # pushes follow each other at this distance
    "notice_hosts": [],  # hosts outside this machine that notices may be sent to
    "sms_limits": True,  # 1 a minute, 5 an hour, 10 a day per number and signature
}


class Settings:
    """The stored switches over their defaults."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._values = {**DEFAULTS, **(store.get("setting", "all") or {})}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def all(self) -> dict[str, Any]:
        """Every switch with its value."""
        return dict(self._values)

    def change(self, changes: dict[str, Any]) -> None:
        """Set some switches. Raises KeyError on a name that is none."""
        for name in changes:
            if name not in DEFAULTS:
                raise KeyError(name)
        self._values.update(changes)
        self._store.put("setting", "all", self._values)

    def reset(self) -> None:
        """Back to the defaults."""
        self._values = dict(DEFAULTS)
        self._store.delete("setting", "all")
