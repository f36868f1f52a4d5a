"""Each import contract bites: a seeded violation breaks exactly the one meant for it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "app", "storefront", "admin", "console", "wechat", "channels", "web", "commerce", "tenants", "jobs", "kernel",
    "invariants", "sandbox", "demo", "run", "bench",
)  # fmt: skip
SEEDS = [
    ("invariants/checker.py", "import commerce.orders.states", "The rule of the arrows"),
    ("kernel/clock.py", "import jobs.models", "The rule of the arrows"),
    ("storefront/orders.py", "import admin.menu", "The rule of the arrows"),
    ("commerce/catalog/rules.py", "import commerce.orders.states", "Areas of commerce"),
    ("commerce/orders/actions.py", "import commerce.orders.handlers", "Inside an area"),
    ("commerce/promotions/groupbuy/actions.py", "import commerce.promotions.offers", "Campaigns stand side by side"),
    ("commerce/orders/queries.py", "import flask", "The shop knows no HTTP"),
    ("commerce/pricing/rules.py", "import sqlalchemy", "Rules and states are pure"),
    ("admin/menu.py", "import commerce.orders.models", "Tables of commerce"),
    ("storefront/orders.py", "import kernel.unscoped", "The unscoped view"),
    ("sandbox/store.py", "import kernel.money", "The sandbox stands alone"),
    ("commerce/orders/jobs.py", "import demo", "The product stands without"),
    ("jobs/work.py", "import bench.load", "The product stands without"),
]
pytestmark = pytest.mark.slow


def lint(folder):
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_all_contracts_are_kept(copy):
    assert "0 broken" in lint(copy)


@pytest.mark.parametrize(("path", "line", "contract"), SEEDS, ids=[f"{p}: {s}" for p, s, _ in SEEDS])
def test_a_seeded_violation_breaks_its_contract(copy, path, line, contract):
    target = copy / path
    before = target.read_text(encoding="utf8") if target.exists() else '"""Seed."""\n'
    try:
        target.write_text(before + f"\n{line}\n", encoding="utf8")
        broken = [row for row in lint(copy).splitlines() if row.endswith("BROKEN")]
        assert any(contract in row for row in broken), broken
    finally:
        target.write_text(before, encoding="utf8")


def test_there_are_no_ignored_imports():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf8")
