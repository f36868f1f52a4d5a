"""A person's list, arranged in several windows at once."""

from collections.abc import Callable

from flask import Flask

from kernel.db import reading, transaction
from kernel.errors import Invalid
from kernel.tenancy import tenant_scope
from tenants import layouts
from tenants.layouts import VIEWS_MOST, View
from tests.support.concurrent import at_once
from tests.support.desk import a_staff
from tests.support.factories import a_shop


def saving(staff_id: int, name: str) -> Callable[[], bool]:
    def save() -> bool:
        with transaction():
            return layouts.save_view(staff_id, "orders", View(name, "state=paid"))

    return save


def test_windows_at_once_lose_no_view_and_pass_no_limit(committed_app: Flask) -> None:
    shop = a_shop()
    staff_id = a_staff(shop).id

    first = at_once(committed_app, shop, [saving(staff_id, f"视图{n}") for n in range(4)])
    assert first == [True] * 4
    for n in range(4, VIEWS_MOST - 1):
        with tenant_scope(shop):
            saving(staff_id, f"视图{n}")()
    last = at_once(committed_app, shop, [saving(staff_id, f"末尾{n}") for n in range(3)])

    assert sorted(type(each).__name__ for each in last) == ["Invalid", "Invalid", "bool"]
    assert all("最多保存" in each.message for each in last if isinstance(each, Invalid))
    with tenant_scope(shop), reading():
        assert len(layouts.layout_of(staff_id, "orders").views) == VIEWS_MOST
