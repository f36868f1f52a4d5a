"""P6: an order of two lines over HTTP beside a bare psycopg transaction that writes the same rows.

The shopper is known by phone alone, so no gateway is asked: what is measured ends with the committed order and the
answer that carries its result page.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import Flask
from psycopg import sql
from psycopg.types.json import Jsonb

from bench.furnish import ADDRESS, Shop
from bench.ground import Ground
from bench.load import Call, hammer
from bench.rungs import Row, figures, in_turns, measure, ratios
from bench.visitor import Visitor, visitor
from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from commerce.orders import actions as orders
from kernel import clock, ids
from kernel.db import transaction
from kernel.tenancy import tenant_scope

GOAL, WARM_S = 0.25, 2.0
WRITTEN = ("orders", "order_lines", "holds", "payments", "facts", "outbox")
"""Where placing inserts, in this order; besides, it locks the member and changes two stocks."""

REFUSED = ("id", "phone_end", "recipient_name")


def row(ground: Ground, app: Flask, shop: Shop, web_pid: int, *, rounds: int, for_s: float, clients: int = 4) -> Row:
    """Both rungs in turns."""
    visitors = [visitor(app, shop, shopper) for shopper in shop.shoppers]
    template = _template(ground, app, shop)
    hammer(lambda n: _over_http(ground, shop, visitors[n], n), clients=clients, for_s=min(WARM_S, for_s))
    bare, ours = in_turns(
        rounds,
        lambda: measure(
            lambda: hammer(lambda n: _bare(ground, shop, template, n), clients=clients, for_s=for_s), _with_us(ground)
        ),
        lambda: measure(
            lambda: hammer(lambda n: _over_http(ground, shop, visitors[n], n), clients=clients, for_s=for_s),
            [web_pid, ground.postgres_pid],
        ),
    )
    by_cpu, _ = ratios(bare, ours)
    return Row("P6", "order of 2 lines over HTTP, gateway away", figures(bare, ours), f"x>={GOAL}", by_cpu >= GOAL)


def _with_us(ground: Ground) -> list[int]:
    """The bare rung's own Python is its server, so it counts."""
    return [os.getpid(), ground.postgres_pid]


def place_one(shop: Shop, number: int) -> Any:
    """An order of two lines through the product's own action; gives its open payment. In the shop's scope."""
    shopper = shop.shoppers[number % len(shop.shoppers)]
    chosen = dict.fromkeys(random.sample(list(shop.sku_ids), 2), 1)
    with transaction():
        placing = Placing(shopper.member_id, ids.new_token(8), chosen, ADDRESS, None)
        order = checkout.place(placing, at=clock.now())
        return orders.payment_to_collect(order.id, at=clock.now())


def _over_http(ground: Ground, shop: Shop, who: Visitor, number: int) -> Call:
    address_id = shop.shoppers[number].address_id
    line = http.client.HTTPConnection("127.0.0.1", ground.port, timeout=30)
    headers = who.headers | {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}

    def call() -> None:
        first, second = random.sample(list(shop.sku_ids), 2)
        form = [("sku_id", first), ("qty", 1), ("sku_id", second), ("qty", 1), ("address_id", address_id)]
        body = urlencode([*form, ("request_key", ids.new_token(8)), ("csrf_token", who.csrf_token)])
        line.request("POST", "/orders", body=body, headers=headers)
        answer = line.getresponse()
        text = answer.read()
        assert answer.status == 200, f"{answer.status}: {text[:300]!r}"

    return call


def _template(ground: Ground, app: Flask, shop: Shop) -> dict[str, list[dict[str, Any]]]:
    """The rows one placed order consists of, as the database has them."""
    with app.app_context(), tenant_scope(shop.tenant_id):
        order_id = place_one(shop, 0).order_id
    where = {
        "orders": "id = %(id)s", "order_lines": "order_id = %(id)s", "holds": "order_id = %(id)s",
        "payments": "order_id = %(id)s", "facts": f"id IN ({_last_facts()})", "outbox": f"fact_id IN ({_last_facts()})",
    }  # fmt: skip
    with psycopg.connect(ground.dsn("postgres"), row_factory=psycopg.rows.dict_row) as line:
        return {
            table: [
                _plain(found) for found in line.execute(f"SELECT * FROM {table} WHERE {where[table]}", {"id": order_id})
            ]
            for table in WRITTEN
        }


def _last_facts() -> str:
    """The three newest: the order's and its two SKUs'."""
    return "SELECT id FROM facts ORDER BY id DESC LIMIT 3"


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """As parameters: without what the database makes itself, and with documents wrapped."""
    return {
        name: Jsonb(value) if isinstance(value, dict | list) else value
        for name, value in found.items()
        if name not in REFUSED
    }


_numbers = itertools.count(1)


def _bare(ground: Ground, shop: Shop, template: dict[str, list[dict[str, Any]]], number: int) -> Call:
    line = psycopg.connect(ground.dsn(), autocommit=True)
    member_id = shop.shoppers[number].member_id
    statements = {table: _insert(table, rows[0]) for table, rows in template.items()}
    tenant_id = shop.tenant_id

    def write(table: str, **changed: Any) -> int:
        given = 0
        for values in template[table]:
            own = {name: value for name, value in changed.items() if name in values}
            given = line.execute(statements[table], [*(values | own).values()]).fetchone()[0]  # type: ignore[index]
        return given

    def call() -> None:
        key = f"bare-{next(_numbers)}-{number}"
        chosen = sorted(random.sample(list(shop.sku_ids), 2))
        with line.transaction():
            line.execute(f"SET LOCAL app.tenant_id = '{tenant_id}'")
            line.execute(
                "SELECT id FROM members WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE", (tenant_id, member_id)
            )
            order_id = write("orders", number=key, member_id=member_id, request_key=key)
            write("order_lines", order_id=order_id)
            stocks = "SELECT id FROM stocks WHERE tenant_id = %s AND sku_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
            for (stock_id,) in line.execute(stocks, (tenant_id, chosen)).fetchall():
                line.execute(
                    "UPDATE stocks SET reserved = reserved + 1 WHERE tenant_id = %s AND id = %s", (tenant_id, stock_id)
                )
            write("holds", order_id=order_id)
            write("payments", order_id=order_id, number=f"P{key}")
            fact_id = write("facts")
            write("outbox", fact_id=fact_id, done_at=clock.now())

    return call


def _insert(table: str, row: dict[str, Any]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(row))
    return sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(sql.Identifier(table), names, marks)
