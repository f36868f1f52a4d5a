"""The courier of notices: announces, sends, tries again, and keeps a record of every attempt."""

from __future__ import annotations

import threading
import uuid
from typing import Any

from sandbox.clock import now_s, rfc3339
from sandbox.here import Sandbox
from sandbox.pay.forgery import forged
from sandbox.pay.letters import allowed, genuine, post
from sandbox.pay.steering import rule_for
from sandbox.store import Record

# The waits between WeChat's 15 sends, in seconds.
WAITS_S = (
    15,
    15,
    30,
    180,
    600,
    1200,
    1800,
    1800,
    1800,
    3600,
    10800,
    10800,
    10800,
    21600,
)
REORDER_GAP_S = 0.3
UNFINISHED = ("waiting", "sending")


class Courier:
    """Carries notices to the shops in the background."""

    def __init__(self) -> None:
        self._sandbox: Sandbox | None = None

    def begin(self, sandbox: Sandbox) -> None:
        """Start to work; what an earlier run left undelivered goes out again."""
        self._sandbox = sandbox
        for notice in sandbox.store.all("notice"):
            if notice["state"] in UNFINISHED:
                notice["state"] = "waiting"
                self._keep(notice)
                sandbox.timetable.at(notice.get("next_s", 0.0), self.deliver, notice["id"])

    @property
    def sandbox(self) -> Sandbox:
        if self._sandbox is None:
            raise RuntimeError("the courier has not begun")
        return self._sandbox

    def new_notice(self, payment: Record, event_type: str, plaintext: Record, url: str) -> Record:
        """The notice as a record that nobody has sent yet."""
        return {
            "id": str(uuid.uuid4()),
            "mchid": payment["mchid"],
            "payment": payment["key"],
            "out_trade_no": payment["request"]["out_trade_no"],
            "event_type": event_type,
            "create_time": rfc3339(now_s()),
            "plaintext": plaintext,
            "url": url,
            "state": "waiting",
            "lose": 0,
            "copies": 1,
            "forge": None,
            "sends": 0,
            "attempts": [],
            "next_s": 0.0,
        }

    def announce(
        self,
        payment: Record,
        event_type: str,
        plaintext: Record,
        *,
        notify_url: str | None = None,
    ) -> Record:
        """Tell the shop, unless the tester wants something else to happen."""
        url = notify_url or payment["request"]["notify_url"]
        notice = self.new_notice(payment, event_type, plaintext, url)
        rule = rule_for(self.sandbox.store, notice)
        if rule is not None:
            self._obey(notice, rule)
        if not (self.sandbox.store.get("merchant", notice["mchid"]) or {}).get("apiv3_key"):
            notice["state"] = "no_apiv3_key"
        self._keep(notice)
        if notice["state"] == "waiting":
            self.sandbox.timetable.at(notice["next_s"], self.deliver, notice["id"])
        elif notice["state"] == "gathering" and rule is not None:
            self._release_gathered(rule)
        return notice

    def _keep(self, notice: Record) -> None:
        self.sandbox.store.put("notice", notice["id"], notice, owner=notice["payment"])

    def _obey(self, notice: Record, rule: Record) -> None:
        action = rule["action"]
        if action == "hold":
            notice["state"] = "held"
        elif action == "lose":
            notice["lose"] = rule["times"] if rule["times"] is not None else len(WAITS_S) + 1
        elif action == "repeat":
            notice["copies"] = int(rule["times"] or 2)
        elif action == "delay":
            notice["next_s"] = now_s() + rule["seconds"]
        elif action == "reorder":
            notice |= {"state": "gathering", "rule": rule["id"]}
        elif action == "forge":
            notice |= {"forge": rule["kind"], "genuine_too": rule["genuine_too"]}

    def _release_gathered(self, rule: Record) -> None:
        with self.sandbox.store.transaction():
            waiting = [
                one
                for one in self.sandbox.store.all("notice")
                if one["state"] == "gathering" and one.get("rule") == rule["id"]
            ]
            if len(waiting) < int(rule["times"] or 2):
                return
            for place, notice in enumerate(reversed(waiting)):
                self._release(notice, now_s() + place * REORDER_GAP_S)

    def _release(self, notice: Record, due_s: float) -> None:
        notice |= {"state": "waiting", "next_s": due_s}
        self._keep(notice)
        self.sandbox.timetable.at(due_s, self.deliver, notice["id"])

    def release(self, notices: list[Record]) -> None:
        """Let held notices go, in this order."""
        held = [one for one in notices if one["state"] in ("held", "gathering")]
        for place, notice in enumerate(held):
            self._release(notice, now_s() + (place * REORDER_GAP_S if place else 0.0))

    def deliver(self, notice_id: str) -> None:
        """One send of a notice; on failure the next one is planned."""
        with self.sandbox.store.transaction():
            notice = self.sandbox.store.get("notice", notice_id)
            if notice is None or notice["state"] != "waiting":
                return
            notice["state"] = "sending"
            notice["sends"] += 1
            self._keep(notice)
        if notice["forge"]:
            self.send(notice, kind=notice["forge"])
            if not notice["genuine_too"]:
                return self._finish(notice, done=True, state="forged")
        if notice["lose"] >= notice["sends"]:
            self._record(
                notice_id,
                {
                    "at": rfc3339(now_s()),
                    "status": 0,
                    "answer": "lost on the way",
                    "kind": "lost",
                },
            )
            return self._finish(notice, done=False)
        done = any(status in (200, 204) for status in self.send_many(notice))
        return self._finish(notice, done=done)

    def _finish(self, notice: Record, *, done: bool, state: str = "delivered") -> None:
        with self.sandbox.store.transaction():
            latest = self.sandbox.store.get("notice", notice["id"])
            if latest is None:
                return
            latest["forge"] = None
            if done:
                latest["state"] = state
            elif latest["sends"] > len(WAITS_S):
                latest["state"] = "given_up"
            else:
                wait_s = WAITS_S[latest["sends"] - 1] * self.sandbox.settings["time_scale"]
                latest |= {"state": "waiting", "next_s": now_s() + wait_s}
                self.sandbox.timetable.at(latest["next_s"], self.deliver, latest["id"])
            self._keep(latest)

    def send_many(self, notice: Record, copies: int | None = None) -> list[int]:
        """Send so many copies at once; the HTTP statuses of their answers."""
        wanted = copies or notice["copies"]
        statuses: list[int] = []
        threads = [threading.Thread(target=lambda: statuses.append(self.send(notice))) for _ in range(wanted)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return statuses

    def send(self, notice: Record, *, kind: str | None = None) -> int:
        """Send one letter, genuine or forged, and record the attempt. The HTTP status; 0 = no answer."""
        merchant = self.sandbox.store.get("merchant", notice["mchid"])
        if merchant is None:
            return 0
        make = forged(self.sandbox, merchant, notice, kind) if kind else genuine(self.sandbox, merchant, notice)
        if kind is None:
            self._change(notice["id"], last_sent={"headers": make[0], "body": make[1]})  # before anybody can have it
        started_s = now_s()
        if allowed(notice["url"], self.sandbox.settings["notice_hosts"]):
            status, text = post(notice["url"], make, self.sandbox.settings["notice_timeout_s"])
        else:
            status, text = 0, "not sent: the host is not on this machine"
        attempt: dict[str, Any] = {
            "at": rfc3339(started_s),
            "status": status,
            "answer": text,
        }
        attempt |= {
            "kind": kind or "genuine",
            "took_ms": int((now_s() - started_s) * 1000),
        }
        self._record(notice["id"], attempt)
        return status

    def _change(self, notice_id: str, **values: Any) -> None:
        with self.sandbox.store.transaction():
            notice = self.sandbox.store.get("notice", notice_id)
            if notice is not None:
                self._keep(notice | values)

    def _record(self, notice_id: str, attempt: Record) -> None:
        with self.sandbox.store.transaction():
            notice = self.sandbox.store.get("notice", notice_id)
            if notice is not None:
                notice["attempts"].append(attempt)
                self._keep(notice)
