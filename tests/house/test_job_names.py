"""Every job and every delivered fact has a Chinese name for the operator."""

import ast
import importlib
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from app.schedule import SCHEDULE
from app.subscriptions import SUBSCRIPTIONS
from jobs import names

ROOT = Path(__file__).resolve().parents[2]
AREAS = ("admin", "channels", "commerce", "console", "demo", "invariants", "jobs", "storefront", "tenants", "wechat")
ASKING = {"later", "later_each", "later_for_platform"}


def asked_for() -> Iterator[str]:
    """The first argument of every later(…) in the code, as the jobs table would hold it."""
    for path in (path for area in AREAS for path in (ROOT / area).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in ASKING:
                module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                yield dotted(reduce(getattr, ast.unparse(node.args[0]).split("."), module))


def dotted(function: object) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def test_every_job_has_a_name_in_chinese() -> None:
    found = set(asked_for()) | {dotted(entry.function) for entry in SCHEDULE}

    assert len(found) > 20
    assert found - names.JOBS.keys() == set(), "add them to jobs/names.py"


def test_every_delivered_fact_has_a_name_in_chinese() -> None:
    assert {fact.__name__ for fact in SUBSCRIPTIONS} - names.FACTS.keys() == set(), "add them to jobs/names.py"


def test_names_are_unlike_each_other_and_lead_back() -> None:
    assert len({*names.JOBS.values(), *names.FACTS.values()}) == len(names.JOBS) + len(names.FACTS)
    assert names.meant("推送平台库存") == ["channels.jobs.stock.push_everything", "channels.jobs.stock.push_stock"]
    assert names.spoken("wechat.jobs.tell_paid") == "通知买家付款成功"
    assert names.spoken("unknown.job") == "unknown.job"
