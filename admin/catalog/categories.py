"""商品分类: a tree of two levels; added, renamed, moved, hidden, deleted when empty."""

from typing import Any

from flask import Blueprint, redirect, request
from markupsafe import Markup

from admin.access import allow, by
from admin.context import admin_page
from commerce.catalog import actions, tree
from commerce.catalog.pictures import pictures
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound
from web.render import fragment, is_htmx, notice_header

bp = Blueprint("admin_categories", __name__, url_prefix="/admin/catalog/categories")
FORM = "admin/catalog/_category_form.html"


@bp.get("")
@allow("catalog.view")
def show() -> str:
    """The tree."""
    return _page()


@bp.get("/new")
@allow("catalog.edit")
def new() -> Any:
    """The form of a new category; `parent` says where it hangs."""
    return _form({"parent_id": request.args.get("parent", "")})


@bp.get("/<int:category_id>")
@allow("catalog.edit")
def edit(category_id: int) -> Any:
    """The form of a category."""
    with reading():
        twig = _twig(category_id)
        row = tree.category(category_id)
    return _form(
        {"name": twig.name, "parent_id": str(twig.parent_id or ""), "icon": str(row.icon_id or "")}, category_id
    )


@bp.post("")
@allow("catalog.edit")
def add() -> Any:
    """A new category, last among its siblings."""
    return _save(None, "分类已添加")


@bp.post("/<int:category_id>")
@allow("catalog.edit")
def save(category_id: int) -> Any:
    """Another name, parent or picture."""
    return _save(category_id, "分类已保存")


@bp.post("/<int:category_id>/place")
@allow("catalog.edit")
def move(category_id: int) -> Any:
    """One place up or down."""
    with transaction():
        tree.move(category_id, -1 if request.form.get("step") == "-1" else 1)
    return _tree("顺序已更新")


@bp.post("/<int:category_id>/visibility")
@allow("catalog.edit")
def show_or_hide(category_id: int) -> Any:
    """Whether shoppers see it."""
    is_visible = request.form.get("visible") == "1"
    with transaction():
        tree.show(category_id, is_visible)
    return _tree("已显示给买家" if is_visible else "已隐藏，分类里的商品仍可搜索和购买")


@bp.post("/<int:category_id>/deletion")
@allow("catalog.edit")
def remove(category_id: int) -> Any:
    """Away with an empty one; 409 with words while goods hang on it."""
    with transaction():
        tree.remove(category_id)
    return _tree("分类已删除")


def _save(category_id: int | None, words: str) -> Any:
    typed = {name: request.form.get(name, "").strip() for name in ("name", "parent_id", "icon")}
    try:
        ids = {name: int(typed[name]) if typed[name].isdecimal() else None for name in ("parent_id", "icon")}
        with transaction():
            is_visible = category_id is None or tree.category(category_id).is_visible
            actions.save_category(
                typed["name"], by=by(), category_id=category_id, parent_id=ids["parent_id"], icon_id=ids["icon"],
                is_visible=is_visible,
            )  # fmt: skip
    except Invalid as error:
        return _form(typed, category_id, {error.field: error.message}), 422
    return _tree(words)


def _form(values: dict[str, str], category_id: int | None = None, errors: dict[str, str] | None = None) -> Any:
    with reading():
        branches = tree.outline()
        icon_id = int(values["icon"]) if values.get("icon", "").isdecimal() else 0
        icon = pictures([icon_id]).get(icon_id)
    parents = [("", "作为一级分类")] + [(twig.id, twig.name) for twig in branches if twig.id != category_id]
    has_children = any(twig.id == category_id and twig.children for twig in branches)
    form = fragment(
        FORM, category_id=category_id, values=values, parents=parents[:1] if has_children else parents, icon=icon,
        errors=errors or {},
    )  # fmt: skip
    return form if is_htmx() else _page(form)


def _tree(words: str) -> Any:
    if not is_htmx():
        return redirect("/admin/catalog/categories", code=303)
    with reading():
        branches = tree.outline()
    events = notice_header(words)["HX-Trigger"][:-1] + ', "dialog:close": true}'
    headers = {"HX-Trigger": events, "HX-Retarget": "#tree", "HX-Reswap": "outerHTML"}
    return fragment("admin/catalog/_category_tree.html", branches=branches), 200, headers


def _twig(category_id: int) -> tree.Twig:
    for top in tree.outline():
        for twig in (top, *top.children):
            if twig.id == category_id:
                return twig
    raise NotFound("没有找到这个分类")


def _page(form: str | None = None) -> str:
    with reading():
        branches = tree.outline()
    return admin_page(
        "admin/catalog/categories.html",
        active="catalog.categories",
        branches=branches,
        form=Markup(form) if form else None,  # noqa: S704  our own fragment
    )
