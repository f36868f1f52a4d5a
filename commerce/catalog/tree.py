"""The merchant's category tree: what hangs where, and moving its branches."""

from dataclasses import dataclass

from sqlalchemy import func, select

from commerce.catalog.models import Category, Media, Product
from kernel.db import db, find, lock, lock_many
from kernel.errors import Refused
from tenants import audit


@dataclass(frozen=True)
class Twig:
    """One category as its screen shows it. goods: products of its own, the bin not counted."""

    id: int
    name: str
    parent_id: int | None
    icon_key: str | None
    is_visible: bool
    goods: int
    children: tuple["Twig", ...] = ()

    @property
    def all_goods(self) -> int:
        """Its own and those of the branches below, which is what its list shows."""
        return self.goods + sum(child.goods for child in self.children)


def outline() -> list[Twig]:
    """The whole tree, hidden branches too; one query."""
    goods = (
        select(func.count())
        .select_from(Product)
        .where(Product.category_id == Category.id, Product.state != "binned")
        .correlate(Category)
        .scalar_subquery()
    )
    statement = (
        select(Category.id, Category.name, Category.parent_id, Media.key, Category.is_visible, goods)
        .outerjoin(Media, (Media.tenant_id == Category.tenant_id) & (Media.id == Category.icon_id))
        .order_by(Category.position, Category.id)
    )
    twigs = [Twig(*row) for row in db.session.execute(statement)]
    below = {top.id: tuple(t for t in twigs if t.parent_id == top.id) for top in twigs}
    return [
        Twig(t.id, t.name, None, t.icon_key, t.is_visible, t.goods, below[t.id]) for t in twigs if t.parent_id is None
    ]


def choices() -> list[tuple[int, str]]:
    """Every category as a choice, children under their parent; for selects."""
    found = []
    for top in outline():
        found.append((top.id, top.name))
        found += [(child.id, f"{top.name} / {child.name}") for child in top.children]
    return found


def move(category_id: int, step: int) -> None:
    """One place up (-1) or down (1) among its siblings. At the edge nothing happens."""
    row = lock(Category, category_id)
    siblings = list(
        db.session.scalars(
            select(Category.id)
            .where(Category.parent_id.is_not_distinct_from(row.parent_id))
            .order_by(Category.position, Category.id)
        )
    )
    at = siblings.index(category_id)
    to = min(max(at + (1 if step > 0 else -1), 0), len(siblings) - 1)
    siblings[at], siblings[to] = siblings[to], siblings[at]
    rows = {sibling.id: sibling for sibling in lock_many(Category, siblings)}
    for position, sibling_id in enumerate(siblings):
        rows[sibling_id].position = position
    db.session.flush()
    audit.note("catalog.category", f"category:{category_id}", f"调整分类「{row.name}」的顺序")


def show(category_id: int, is_visible: bool) -> Category:
    """Show a category to shoppers, or hide it; its products stay for sale."""
    row = lock(Category, category_id)
    row.is_visible = is_visible
    db.session.flush()
    audit.note("catalog.category", f"category:{category_id}", f"{'显示' if is_visible else '隐藏'}分类「{row.name}」")
    return row


def remove(category_id: int) -> None:
    """Delete an empty category. Raises Refused while products or sub-categories hang on it."""
    row = lock(Category, category_id)
    children = db.session.scalar(select(func.count()).select_from(Category).where(Category.parent_id == category_id))
    if children:
        raise Refused(f"「{row.name}」下面还有 {children} 个子分类，请先删除或移走它们")
    goods = db.session.scalar(select(func.count()).select_from(Product).where(Product.category_id == category_id))
    if goods:
        raise Refused(f"「{row.name}」里还有 {goods} 件商品（含回收站），请先把它们改到其他分类")
    db.session.delete(row)
    db.session.flush()
    audit.note("catalog.category", f"category:{category_id}", f"删除分类「{row.name}」")


def category(category_id: int) -> Category:
    """One category of the shop. Raises NotFound."""
    return find(Category, category_id)
