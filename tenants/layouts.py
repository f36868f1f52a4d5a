"""How a person has arranged a list of the admin: named filters (视图) and the columns shown (列设置).

Nobody else sees them, so they are in no log. The list's own filters say what a query means; here it is kept as given.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from kernel.db import db
from kernel.errors import Invalid
from kernel.tenancy import current_tenant_id
from tenants.models import ListLayout

VIEWS_MOST = 20
"""So many can be told apart at a glance; the table says the same."""
NAME_MOST = 12


@dataclass(frozen=True)
class View:
    """Filters under a name. query: the list's address behind its question mark."""

    name: str
    query: str


@dataclass(frozen=True)
class Layout:
    """One person's list. columns: none while they have not chosen."""

    views: tuple[View, ...] = ()
    columns: tuple[str, ...] | None = None


def layout_of(staff_id: int, screen: str) -> Layout:
    """As this person has it; the list as it comes until they arrange it."""
    row = db.session.scalar(select(ListLayout).where(ListLayout.staff_id == staff_id, ListLayout.screen == screen))
    if row is None:
        return Layout()
    columns = None if row.columns is None else tuple(row.columns)
    return Layout(tuple(View(view["name"], view["query"]) for view in row.views), columns)


def save_view(staff_id: int, screen: str, view: View) -> bool:
    """Keep filters under a name; a name in use means the new filters from now on. Returns whether the name is new."""
    row = _locked(staff_id, screen)
    kept = [dict(old, query=view.query) if old["name"] == view.name else old for old in row.views]
    is_new = all(old["name"] != view.name for old in kept)
    if is_new and len(kept) >= VIEWS_MOST:
        raise Invalid("name", f"最多保存 {VIEWS_MOST} 个视图，请先删除不用的")
    row.views = [*kept, {"name": view.name, "query": view.query}] if is_new else kept
    return is_new


def rename_view(staff_id: int, screen: str, was: str, name: str) -> None:
    """Another name for the same filters. Safe to repeat: a view that is no longer there stays away."""
    row = _locked(staff_id, screen)
    if name != was and any(view["name"] == name for view in row.views):
        raise Invalid("name", f"已经有一个叫“{name}”的视图，请换一个名字")
    row.views = [dict(view, name=name) if view["name"] == was else view for view in row.views]


def delete_view(staff_id: int, screen: str, name: str) -> None:
    """Forget the name; the orders behind it are not touched."""
    row = _locked(staff_id, screen)
    row.views = [view for view in row.views if view["name"] != name]


def choose_columns(staff_id: int, screen: str, columns: Iterable[str] | None) -> None:
    """Show these from now on; none: as the list comes."""
    _locked(staff_id, screen).columns = None if columns is None else list(columns)


def _locked(staff_id: int, screen: str) -> ListLayout:
    """The person's row, made when missing; two of their windows take turns."""
    first = {"tenant_id": current_tenant_id(), "staff_id": staff_id, "screen": screen, "views": []}
    db.session.execute(insert(ListLayout).values(first).on_conflict_do_nothing())
    return db.session.scalars(
        select(ListLayout).where(ListLayout.staff_id == staff_id, ListLayout.screen == screen).with_for_update()
    ).one()
