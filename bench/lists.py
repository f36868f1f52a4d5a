"""P9: the admin's first page of orders in a shop with 100,000 of them, beside the same page over 1,000."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import psycopg
from flask import Flask, session

from bench.furnish import BY
from bench.ground import Ground
from bench.load import get
from bench.pages import warm
from bench.rungs import Cost, Row, figures, in_turns, measure, ratios
from bench.visitor import Visitor
from kernel.db import transaction
from kernel.tenancy import tenant_scope
from kernel.unscoped import every_tenant
from run import roles
from tenants import actions as tenants
from tenants import logins

FEW, MANY, CLIENTS = 1_000, 100_000, 2
MOST = 3.0
HOST = "admin.localhost"
PAGES = {
    "all": {}, "to ship": {"state": "paid"}, "largest": {"sort": "largest"}, "phone's end": {"q": "0042"},
    "recipient": {"q": "张晓 42"}, "title": {"q": "第 42 款"}, "number": {"q": "B00000042"},
}  # fmt: skip
TITLES = 400
"""Different titles in both shops: a shop's choice does not grow with its orders."""

ORDERS = """
INSERT INTO orders (tenant_id, number, state, source, kind, campaign, is_blocked, goods_fen, discount_fen, freight_fen,
  freight_basis, total_fen, refunded_fen, freight_refunded_fen, open_cases, recipient, buyer_note, staff_note,
  is_starred, is_urged, placed_at, paid_at, ship_by, shipped_at, completed_at)
SELECT %(tenant)s, 'B' || lpad(n::text, 8, '0'),
  CASE WHEN n > %(count)s - 40 THEN 'paid' WHEN n %% 9 = 0 THEN 'closed' ELSE 'completed' END,
  'wechat', 'plain', '{}', false, 9900 + n, 0, 0, '{}', 9900 + n, 0, 0, 0,
  jsonb_build_object('name', '张晓 ' || n, 'phone', '138' || lpad(n::text, 8, '0'), 'province', '上海市',
    'city', '上海市', 'district', '静安区', 'detail', '南京西路 1266 号'),
  '', '', false, false, at, at + interval '1 minute', at + interval '2 days', at + interval '1 day', at
FROM (SELECT n, now() - (%(count)s - n) * (interval '300 days' / %(count)s) AS at
      FROM generate_series(1, %(count)s) n) made
"""
LINES = """
INSERT INTO order_lines (tenant_id, order_id, title, sku_label, sku_code, unit_price_fen, quantity, discount_fen,
  paid_fen, shipped_quantity, cancelled_quantity, held_quantity, returned_quantity, refunded_fen, is_counted)
SELECT tenant_id, id, '山岚 316 不锈钢保温杯 第 ' || (id * 7 + k) %% %(titles)s || ' 款', '晨雾绿', 'B' || k,
  5000, 1, 0, 5000, 0, 0, 0, 0, 0, false
FROM orders, generate_series(1, 2) k WHERE tenant_id = %(tenant)s
"""


def rows(ground: Ground, app: Flask, web_pid: int, *, rounds: int, for_s: float, many: int = MANY) -> Iterator[Row]:
    """One row for each way of asking."""
    few, full = (_clerk(app, ground, slug, count) for slug, count in (("few", FEW), ("many", many)))
    ground.server.psql("-c", "VACUUM ANALYZE", database="jishi_bench")
    for name, asked in PAGES.items():
        path = f"/admin/orders?{urlencode(asked)}"

        def page(who: Visitor, path: str = path) -> Cost:
            counted = lambda: get(ground.port, path, who.headers, clients=CLIENTS, for_s=for_s)  # noqa: E731
            return measure(counted, [web_pid, ground.postgres_pid])

        for who in (few, full):
            warm(ground.port, path, who.headers)
        small, large = in_turns(rounds, lambda page=page: page(few), lambda page=page: page(full))
        by_cpu, _ = ratios(small, large)
        what = f"orders of {many:,} beside {FEW:,}: {name}"
        yield Row("P9", what, figures(small, large), f"x>={1 / MOST:.2f}", by_cpu >= 1 / MOST)


def _clerk(app: Flask, ground: Ground, slug: str, count: int) -> Visitor:
    """Somebody signed in to the admin of a shop with so many orders."""
    with app.app_context():
        with every_tenant(), transaction():
            tenant_id = tenants.create(slug, slug, base_domain="localhost", by=BY).id
            person = tenants.add_staff(
                tenant_id, f"{slug}@bench.example", "小王", "operations", password="correct horse 9"
            )
            staff_id = person.id
        with tenant_scope(None), transaction():
            token = logins.open_for_staff(staff_id, logins.Browser("127.0.0.1", "bench"))
    with psycopg.connect(ground.dsn(roles.OWNER)) as line:
        values = {"tenant": tenant_id, "count": count, "titles": TITLES}
        line.execute(ORDERS, values)
        line.execute(LINES, values)
    with app.test_request_context(base_url=f"http://{HOST}"):
        session.permanent = True
        session["staff_token"] = token
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = signer.dumps(dict(session))
    return Visitor({"Host": HOST, "Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}"}, "")
