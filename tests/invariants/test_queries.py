"""Each query sees the damage it is there for, and no other sees damage where there is none."""

import re

import pytest
from sqlalchemy import Connection, text

from commerce.ledger.accounts import CLEARING
from commerce.orders.states import ORDER
from invariants import checker
from invariants.catalogue import chosen, every_invariant
from migrations.guard import APPEND_ONLY, LEDGER

JOURNAL = (
    "INSERT INTO journals (tenant_id, cause_kind, cause_id, purpose, note, at) "
    "SELECT id, 'payment', 'P', 'x', '', now() - interval '9 days' FROM tenants"
)
ENTRY = (
    "INSERT INTO entries (tenant_id, journal_id, account, subject, amount_fen, at) "
    "SELECT tenant_id, id, '{}', 'payment:P', {}, at FROM journals WHERE cause_id = 'P'"
)
DAMAGE = {
    "journals_balance": [JOURNAL, ENTRY.format("suspense", -5)],
    "clearing_returns_to_zero": [JOURNAL, ENTRY.format("suspense", -5), ENTRY.format("wechat_clearing", 5)],
    "books_know_every_movement": ["UPDATE journals SET purpose = 'lost' WHERE purpose = 'settle'"],
    "captured_once": [
        "INSERT INTO payments (tenant_id, order_id, number, total_fen, state, transaction_id) "
        "SELECT tenant_id, order_id, 'P2', total_fen, 'settled', 'T2' FROM payments WHERE state = 'settled' LIMIT 1"
    ],
    "paid_orders_have_their_money": ["UPDATE payments SET state = 'closed' WHERE state = 'settled'"],
    "no_money_in_limbo": ["DELETE FROM refunds WHERE cause LIKE 'payment:%%'"],
    "no_order_past_its_deadline": ["UPDATE orders SET hold_until = now() - interval '1 hour' WHERE state = 'placed'"],
    "failed_refunds_are_laid_out": ["UPDATE refunds SET state = 'failed'"],
    "refunds_within_payments": ["UPDATE refunds SET refund_fen = refund_fen + 1"],
    "refunded_orders_have_refunds": ["DELETE FROM refunds WHERE cause = 'test'"],
    "stock_is_explained": ["UPDATE stocks SET on_hand = on_hand + 1"],
    "nothing_is_oversold": [
        "ALTER TABLE stocks DROP CONSTRAINT ck_stocks_no_oversell",
        "UPDATE stocks SET reserved = on_hand + 1",
    ],
    "reserved_is_held": ["UPDATE stocks SET reserved = reserved + 1"],
    "allocations_add_up": ["UPDATE holds SET quantity = quantity + 1"],
    "holds_end_with_their_order": ["UPDATE holds SET state = 'held' WHERE state = 'released'"],
    "group_limits_hold": ["UPDATE group_prices SET taken = taken - 1"],
    "purchase_counts_are_true": ["UPDATE member_purchases SET quantity = quantity + 1"],
    "groups_are_whole_or_refunded": [
        "UPDATE seats SET state = 'released' WHERE id = (SELECT max(id) FROM seats WHERE state = 'paid')"
    ],
    "group_counters_are_true": ["UPDATE group_activities SET succeeded_count = 153"],
    "refunds_keep_their_number": [
        "ALTER TABLE refunds DROP CONSTRAINT uq_refunds_tenant_id_cause",
        "UPDATE refunds SET cause = 'the same'",
    ],
    "totals_add_up": [
        "ALTER TABLE order_lines DROP CONSTRAINT ck_order_lines_paid_adds_up",
        "UPDATE order_lines SET paid_fen = paid_fen + 1",
    ],
    "notices_count_once": [
        'INSERT INTO facts (tenant_id, name, subject, payload, "by", at) '
        "SELECT tenant_id, name, subject, payload, \"by\", at FROM facts WHERE name = 'OrderPaid'"
    ],
    "one_tap_is_one_order": ["UPDATE orders SET request_fingerprint = NULL"],
    "facts_are_delivered": [
        "UPDATE outbox SET done_at = NULL, dead_at = now() WHERE id = (SELECT min(id) FROM outbox)",
    ],
    "jobs_come_to_an_end": [
        "INSERT INTO jobs (name, arguments, run_after) VALUES ('x', '[]', now() - interval '1 hour')"
    ],
    "states_tell_how_they_came": ["DELETE FROM facts WHERE name = 'OrderCompleted'"],
    "states_are_known": ["UPDATE orders SET state = 'lost' WHERE state = 'placed'"],
    "shipped_pieces_are_in_parcels": ["DELETE FROM shipment_lines"],
    "channel_orders_once": [
        "ALTER TABLE orders DROP CONSTRAINT uq_orders_tenant_id_source_remote_number",
        "UPDATE orders SET source = 'tmall', remote_number = 'T1' WHERE state = 'paid'",
    ],
    "history_is_append_only": ["GRANT UPDATE ON movements TO jishi_app"],
    "no_secret_in_the_open": [
        "UPDATE facts SET payload = jsonb_build_object('key', '-----BEGIN PRIVATE KEY-----') WHERE name = 'OrderPlaced'"
    ],
    "timers_are_never_early": ["UPDATE orders SET hold_until = closed_at + interval '1 minute' WHERE state = 'closed'"],
}


def broken(books: Connection) -> set[str]:
    return {verdict.invariant.name for verdict in checker.check(books) if verdict.found}


def test_a_platform_that_has_lived_is_sound(books: Connection) -> None:
    assert broken(books) == set()
    lives = set(books.scalars(text("SELECT state FROM orders UNION SELECT state FROM groups")))
    assert lives >= {"placed", "paid", "shipped", "completed", "closed", "refunded", "succeeded", "failed"}


def test_every_invariant_has_its_damage() -> None:
    assert set(DAMAGE) == {invariant.name for invariant in every_invariant()}


@pytest.mark.parametrize("name", sorted(DAMAGE))
def test_the_damage_is_seen(books: Connection, name: str) -> None:
    for statement in DAMAGE[name]:
        books.exec_driver_sql(statement)
    [verdict] = checker.check(books, chosen((name,)))
    assert verdict.found >= 1
    assert verdict.offenders[0].subject


def test_a_fact_told_before_an_earlier_one_is_seen(books: Connection) -> None:
    subject = "SELECT subject FROM outbox GROUP BY subject HAVING count(*) > 1 LIMIT 1"
    early = f"SELECT max(id) FROM outbox WHERE subject = ({subject})"
    books.exec_driver_sql(f"UPDATE outbox SET done_at = done_at - interval '1 day' WHERE id = ({early})")
    assert broken(books) == set()  # the earlier one was let run again since
    books.exec_driver_sql("UPDATE outbox SET run_after = now() - interval '2 days'")
    assert broken(books) == {"facts_are_delivered"}


def test_deadlines_can_be_judged_by_another_moment(books: Connection) -> None:
    hold_until = books.scalar(text("SELECT hold_until + interval '1 hour' FROM orders WHERE state = 'placed'"))
    [verdict] = checker.check(books, chosen(("no_order_past_its_deadline",)), at=hold_until)
    assert "order" in {offender.subject.split(":")[0] for offender in verdict.offenders}


def test_the_queries_know_what_the_code_knows() -> None:
    sql = {invariant.name: invariant.sql for invariant in every_invariant()}
    quoted = {name: set(re.findall(r"'(\w+)'", text_)) for name, text_ in sql.items()}
    assert quoted["history_is_append_only"] >= APPEND_ONLY | LEDGER
    assert quoted["states_are_known"] >= ORDER.states
    for account, within_s in CLEARING.items():
        amount, unit = re.search(rf"'{account}', interval '(\d+) (\w+)'", sql["clearing_returns_to_zero"]).groups()
        assert int(amount) * {"minutes": 60, "days": 86400}[unit] == within_s
