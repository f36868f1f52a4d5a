"""The documents say what the code says."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from app.config import Settings

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
CONTRACTS = {contract["name"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
ALONE = "The sandbox stands alone"
WITHOUT = "The product stands without demo, sandbox, launcher and bench"
ARCHITECTURE = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf8")
LISTED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
PAGES = [name for name in LISTED if name.endswith(".md") and (ROOT / name).exists()]
PACKAGES = sorted(name.split("/")[0] for name in LISTED if re.fullmatch(r"\w+/__init__\.py", name))
PATH = re.compile(rf"`((?:{'|'.join(PACKAGES)}|bin|docs|static|templates)/[\w./-]*)`")


def read(name):
    return (ROOT / name).read_text(encoding="utf8")


def arrows(names):
    return " > ".join(names).replace("(", "").replace(")", "")


def quoted(names):
    return ", ".join(f"`{name}`" for name in names)


def test_the_architecture_fits_one_screen():
    assert ARCHITECTURE.count("\n") <= 60


def test_the_arrows_are_those_of_the_contract():
    drawn = [re.split(r"\s{2,}", line)[0] for line in ARCHITECTURE.split("```")[1].strip().splitlines()]
    assert drawn == CONTRACTS["The rule of the arrows: down only"]["layers"]


@pytest.mark.parametrize(
    "name", ["Areas of commerce in their order", "Inside an area", "Campaigns stand side by side under their offers"]
)
def test_the_orders_are_those_of_the_contracts(name):
    assert f"`{arrows(CONTRACTS[name]['layers'])}`" in ARCHITECTURE


@pytest.mark.parametrize("name", ["The shop knows no HTTP and no vendor", "Rules and states are pure"])
def test_what_is_forbidden_is_what_the_contracts_forbid(name):
    contract = CONTRACTS[name]
    row = f"| {quoted(contract['source_modules'])} | never import {quoted(contract['forbidden_modules'])} |"
    assert row in ARCHITECTURE


@pytest.mark.parametrize("name", ["Tables of commerce only by commerce", "The unscoped view only by those who need it"])
def test_what_is_protected_is_what_the_contracts_protect(name):
    contract = CONTRACTS[name]
    row = f"| {quoted(contract['protected_modules'])} | imported by {quoted(contract['allowed_importers'])} alone"
    assert row in ARCHITECTURE


def test_the_sandbox_row_is_that_of_its_contracts():
    assert set(CONTRACTS[ALONE]["forbidden_modules"]) == set(PACKAGES) - {"sandbox", "migrations", "tests", "bench"}
    assert f"the product never imports {quoted(CONTRACTS[WITHOUT]['forbidden_modules'])} |" in ARCHITECTURE


def test_every_contract_is_described():
    described = set(re.findall(r'"([A-Z][^"]+)"', read("tests/house/test_docs.py")))
    assert set(CONTRACTS) - described == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_its_place_and_says_what_it_is_for(package):
    assert re.search(rf"\b{package}\b", ARCHITECTURE), package
    assert package == "tests" or read(f"{package}/__init__.py").startswith('"""')


def test_every_variable_of_the_settings_is_explained_and_no_other():
    variables = {field.validation_alias or f"JISHI_{name.upper()}" for name, field in Settings.model_fields.items()}
    assert {name for name in variables if f"`{name}`" not in OPERATIONS} == set()
    assert set(re.findall(r"\bJISHI_[A-Z_]+\b", OPERATIONS)) - variables == set()


@pytest.mark.parametrize("document", PAGES)
def test_links_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(document))
    missing = [t for t in targets if "://" not in t and not (ROOT / document).parent.joinpath(t).exists()]
    assert missing == []


@pytest.mark.parametrize("document", PAGES)
def test_paths_and_commands_exist(document):
    text = read(document)
    named = [path.rstrip("/.") for path in PATH.findall(text)]
    commands = re.findall(r"(?<![\w./-])bin/[a-z][a-z-]*[a-z]", text)
    assert [path for path in named + commands if not (ROOT / path).exists()] == []
    assert [path for path in commands if not os.access(ROOT / path, os.X_OK)] == []


@pytest.mark.parametrize("document", PAGES)
def test_documents_know_no_machine(document):
    assert re.findall(r"(?<![\w.])/(?:work|tmp|root|home)/|pypi\.org|docker\.io|ghcr\.io", read(document)) == []


def test_every_dependency_has_its_reason():
    groups = [PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"].values()]
    wanted = {re.split(r"[\[>=<]", item)[0] for group in groups for item in group if isinstance(item, str)}
    rows = [line.split("|")[1] for line in read("docs/decisions/0002-dependencies.md").splitlines() if "|" in line]
    told = {name.strip() for row in rows for name in row.split(",")} - {"runtime", "demo and development", "---"}
    assert told == wanted


def test_decisions_are_numbered_in_a_row():
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(document.name[:4]) for document in pages] == list(range(1, len(pages) + 1))
    assert [
        document.name
        for document in pages
        if not document.read_text("utf8").startswith(f"# {int(document.name[:4])}. ")
    ] == []


def test_configuration_to_be_copied_has_no_comment_behind_a_value():
    """systemd and Valkey would take it for a part of the value."""
    sections = re.findall(r"^## (?:4|5)\..*?(?=^## )", OPERATIONS, re.S | re.M)
    lines = [line.strip() for text in sections for line in text.splitlines() if line.startswith("    ")]

    assert "KillMode=mixed" in lines
    assert [line for line in lines if "#" in line and not line.startswith("#")] == []
