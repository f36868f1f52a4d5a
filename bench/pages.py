"""P1, P2, P3: the shopper's pages beside a bare Flask view with a constant body of the product page's size."""

from __future__ import annotations

import itertools
import urllib.request
from collections.abc import Callable, Iterator, Mapping

from flask import Flask
from sqlalchemy import Engine, event

from bench.furnish import Shop
from bench.ground import Ground
from bench.load import Counted, get, getter, hammer
from bench.rungs import Cost, Row, figures, in_turns, measure, ratios
from bench.serving import granian
from bench.visitor import Visitor, visitor
from run import processes

CLIENTS = 8
WARM_S = 1.0
P1, P2, P3, MOST_QUERIES = 0.35, 0.12, 0.05, 6
_ENVELOPE = ("SET LOCAL", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def rows(
    ground: Ground, app: Flask, shop: Shop, web_pid: int, *, rounds: int, for_s: float, wanted: set[str]
) -> Iterator[Row]:
    """The wanted ones of P1, P2 and P3, all against the same bare view."""
    guest, member = visitor(app, shop), visitor(app, shop, shop.shoppers[0])
    product = f"/p/{shop.product_ids[0]}"
    body = ground.place.home / "body.html"
    body.write_bytes(_fetch(ground.port, product, guest))
    bare_port = processes.free_port()
    log = ground.place.home / "bare.log"
    with granian("bench.bare:app", {**ground.environment, "BENCH_BODY": str(body)}, bare_port, log) as bare_pid:

        def bare() -> Cost:
            return measure(lambda: get(bare_port, "/", {}, clients=CLIENTS, for_s=for_s), [bare_pid])

        def ours(run: Callable[[], Counted]) -> Cost:
            return measure(run, [web_pid, ground.postgres_pid])

        warm(bare_port, "/", {})
        if "P1" in wanted:
            warm(ground.port, product, guest.headers)
            by_turns = in_turns(
                rounds,
                bare,
                lambda: ours(lambda: get(ground.port, product, guest.headers, clients=CLIENTS, for_s=for_s)),
            )
            yield _row("P1", f"product page, cached ({body.stat().st_size:,} B)", by_turns, P1)
        if "P2" in wanted:
            fresh = _never_kept(product)
            queries = count_queries(app, fresh, guest)
            once = lambda _number: getter(ground.port, fresh, guest.headers)  # noqa: E731
            by_turns = in_turns(rounds, bare, lambda: ours(lambda: hammer(once, clients=CLIENTS, for_s=for_s)))
            yield _row("P2", f"product page, facts asked ({queries} SQL)", by_turns, P2, queries <= 1)
        for name, path in _others(shop).items() if "P3" in wanted else ():
            run = lambda path=path: get(ground.port, path, member.headers, clients=CLIENTS, for_s=for_s)  # noqa: E731
            queries = count_queries(app, lambda path=path: path, member)
            warm(ground.port, path, member.headers)
            by_turns = in_turns(rounds, bare, lambda run=run: ours(run))
            yield _row("P3", f"{name} ({queries} SQL)", by_turns, P3, queries <= MOST_QUERIES)


def _others(shop: Shop) -> dict[str, str]:
    return {
        "home": "/", "list": f"/c/{shop.category_id}", "search": "/search?q=%E4%BF%9D%E6%B8%A9%E6%9D%AF",
        "cart": "/cart", "orders": "/orders",
    }  # fmt: skip


def _row(id_: str, what: str, by_turns: list[list[Cost]], goal: float, is_within: bool = True) -> Row:
    bare, ours = by_turns
    by_cpu, _ = ratios(bare, ours)
    return Row(id_, what, figures(bare, ours), f"x>={goal}", by_cpu >= goal and is_within)


def _never_kept(path: str) -> Callable[[], str]:
    """The page under addresses that differ, so that none is found among the kept ones."""
    numbers = itertools.count(10**9)
    return lambda: f"{path}?sku={next(numbers)}"


def count_queries(app: Flask, next_path: Callable[[], str], who: Visitor) -> int:
    """SQL statements of one request, the tenant's envelope aside, once host and settings are remembered."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(_ENVELOPE):
            sent.append(statement)

    browser = app.test_client(use_cookies=False)
    headers = dict(who.headers)
    for _ in range(2):
        sent.clear()
        path = next_path()
        event.listen(Engine, "before_cursor_execute", note)
        try:
            answer = browser.get(path, headers=headers, base_url=f"http://{headers['Host']}")
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    return len(sent)


def warm(port: int, path: str, headers: Mapping[str, str]) -> None:
    """Let every thread of every worker compile templates and prepare statements before anything is measured."""
    hammer(lambda _number: getter(port, lambda: path, headers), clients=CLIENTS, for_s=WARM_S)


def _fetch(port: int, path: str, who: Visitor) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=dict(who.headers))
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())
