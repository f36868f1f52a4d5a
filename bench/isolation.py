"""P7: the same transaction with row-level security and past it, by the database's own processor time."""

from __future__ import annotations

import random
from collections.abc import Sequence

import psycopg

from bench.furnish import Shop
from bench.ground import Ground
from bench.load import Call, Counted, hammer
from bench.rungs import Row, figures, in_turns, measure, ratios
from run import roles

PAST = "jishi_bench_past"
"""A role with the app's rights that the policies do not bind."""
MOST_COST = 0.10


def rows(ground: Ground, shop: Shop, *, rounds: int, for_s: float, clients: Sequence[int] = (1, 4)) -> list[Row]:
    """One row for each number of clients. Read 20 levels, change one stock, note the movement, commit."""
    ground.server.psql("-c", f"CREATE ROLE {PAST} LOGIN BYPASSRLS IN ROLE {roles.APP}")
    ground.server.psql("-c", f"GRANT CONNECT ON DATABASE jishi_bench TO {PAST}")
    found = []
    for count in clients:
        past, ours = in_turns(
            rounds,
            lambda count=count: measure(lambda: _run(ground, shop, PAST, count, for_s), [ground.postgres_pid]),
            lambda count=count: measure(lambda: _run(ground, shop, roles.APP, count, for_s), [ground.postgres_pid]),
        )
        by_cpu, _ = ratios(past, ours)
        what = f"transaction under row-level security, {count} client{'s' if count > 1 else ''}"
        found.append(Row("P7", what, figures(past, ours), f"x>={1 - MOST_COST:.2f}", by_cpu >= 1 - MOST_COST))
    return found


def _run(ground: Ground, shop: Shop, role: str, clients: int, for_s: float) -> Counted:
    lines = [psycopg.connect(ground.dsn(role), autocommit=True) for _ in range(clients)]
    try:
        return hammer(lambda number: _transaction(lines[number], shop, number), clients=clients, for_s=for_s)
    finally:
        for line in lines:
            line.close()


def _transaction(line: psycopg.Connection, shop: Shop, number: int) -> Call:
    rng = random.Random(number)
    own = shop.sku_ids[number::8]
    tenant_id = shop.tenant_id

    def call() -> None:
        with line.transaction():
            line.execute(f"SET LOCAL app.tenant_id = '{tenant_id}'")
            wanted = rng.sample(own, min(20, len(own)))
            levels = line.execute(
                "SELECT id, sku_id, on_hand FROM stocks WHERE tenant_id = %s AND sku_id = ANY(%s)", (tenant_id, wanted)
            ).fetchall()
            assert len(levels) == len(wanted)
            stock_id = levels[0][0]
            line.execute(
                "UPDATE stocks SET reserved = reserved WHERE tenant_id = %s AND id = %s", (tenant_id, stock_id)
            )
            line.execute(
                "INSERT INTO movements (tenant_id, stock_id, delta, on_hand_after, cause, reason, by) "
                "VALUES (%s, %s, 0, 0, gen_random_uuid()::text, '', 'bench')",
                (tenant_id, stock_id),
            )

    return call
