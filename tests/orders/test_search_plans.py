"""The search for orders is answered by indexes, also under row-level security, where most conditions may use none."""

import itertools

import pytest
from sqlalchemy import Engine, event, text

from bench.lists import LINES, ORDERS
from commerce.orders import listing
from commerce.orders.listing import Narrowing
from kernel.db import db

WAYS = [
    ("0042", "ix_orders_tenant_id_phone_end_id", "phone_end = '0042'"),
    ("13800000042", "ix_orders_tenant_id_phone_end_id", "phone_end = '0042'"),
    ("张晓 42", "ix_orders_tenant_id_recipient_name_id", "recipient_name ~>=~ '张晓 42'"),
    ("B0000004", "ix_orders_number_start", "number ~>=~ 'B0000004'"),
    ("T998877", "uq_orders_tenant_id_source_remote_number", "remote_number = 'T998877'"),
    ("第 42 款", "ix_order_lines_tenant_id_title_order_id", "title = "),
]


@pytest.fixture
def many_orders(shop):
    """So many that reading all of them would be the dearer way."""
    line = db.session.connection()
    for statement in (ORDERS, LINES):
        line.exec_driver_sql(statement, {"tenant": shop, "count": 3000, "titles": 400})


def plan_of(words: str) -> str:
    """How PostgreSQL, as the application's role, finds the first page of a search."""
    asked = []

    def note(connection: object, cursor: object, statement: str, values: object, *rest: object) -> None:
        if "ORDER BY orders.placed_at" in statement:
            asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    listing.page(Narrowing(words=words))
    event.remove(Engine, "before_cursor_execute", note)
    ((statement, values),) = asked
    return "\n".join(db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", values).scalars())


def used(plan: str) -> list[tuple[str, str]]:
    """Each index that is walked, and the condition it answers."""
    lines = [line.strip() for line in plan.splitlines()]
    return [(line, below) for line, below in itertools.pairwise(lines) if "Index" in line]


def test_each_way_to_search_is_a_condition_of_its_index(many_orders):
    plans = {words: plan_of(words) for words, *_ in WAYS}

    for words, index, condition in WAYS:
        found = used(plans[words])
        assert any(index in line and condition in below for line, below in found), f"{words}:\n{plans[words]}"
    assert "Seq Scan" not in "".join(plans.values())


def test_control_a_condition_on_the_document_reads_every_order_of_the_shop(many_orders):
    asked = text("EXPLAIN SELECT id FROM orders WHERE right(recipient ->> 'phone', 4) = '0042'")

    assert 'Filter: ("right"' in "\n".join(db.session.scalars(asked))
