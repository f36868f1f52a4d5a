"""Nothing grows past what one can read at a sitting (docs/ARCHITECTURE.md)."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTED = subprocess.run(["git", "ls-files", "*.py", "*.html"], cwd=ROOT, capture_output=True, text=True, check=True)
FILES = [ROOT / name for name in LISTED.stdout.split() if (ROOT / name).exists()]
MODULES = [p for p in FILES if p.suffix == ".py" and "versions" not in p.parts]
TEMPLATES = [p for p in FILES if p.suffix == ".html"]
BANNED_NAMES = {"utils", "helpers", "misc", "common", "manager", "service_layer", "base"}


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_small(path):
    source = path.read_text(encoding="utf8")
    assert source.count("\n") <= 400, "a missing noun?"
    assert path.stem not in BANNED_NAMES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 50, node.name
            positional = [a for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
            is_entry = name(path).startswith("tests/") or any(isinstance(d, ast.Call) for d in node.decorator_list)
            assert is_entry or len(positional) <= 6, f"{node.name}: keyword-only, please"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_stay_small_and_obey_the_policy(path):
    source = path.read_text(encoding="utf8")
    assert source.count("\n") <= 120
    assert not re.search(r"\|\s*safe\b", source), "|safe"
    assert not re.search(r"\sstyle=", source), "style attribute"
    assert not re.search(r"\son[a-z]+=", source), "inline handler"
    for tag in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in tag or 'type="application/json"' in tag, tag


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|敬请期待|开发中|coming soon", re.IGNORECASE)
    found = [name(p) for p in MODULES + TEMPLATES if p != Path(__file__) and words.search(p.read_text(encoding="utf8"))]
    assert found == []
