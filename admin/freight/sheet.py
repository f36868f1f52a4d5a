"""A template as the editor shows and reads it: texts as typed, one group of fields per zone."""

from dataclasses import dataclass
from typing import Any

from commerce.freight import regions
from commerce.freight.rules import Load, Place, Template, Zone
from kernel.errors import Invalid
from kernel.money import format_yuan, parse_yuan
from web import forms

NAMES = ("regions", "first", "first_fen", "extra", "extra_fen", "free_from_fen", "free_from_pieces")
BLANK = {"first": "1", "first_fen": "0", "extra": "1", "extra_fen": "0"}
UNITS = {"piece": ("首件", "续件", "件"), "weight": ("首重", "续重", "克"), "sum": ("首额", "续额", "元")}


@dataclass(frozen=True)
class Sheet:
    """What the editor's fields hold. zones: texts by the names of NAMES; the first zone is for everywhere else."""

    name: str
    kind: str
    zones: list[dict[str, str]]
    refused: str
    is_default: bool
    version: int = 0

    @property
    def units(self) -> tuple[str, str, str]:
        """首件, 续件 and what they are counted in."""
        return UNITS.get(self.kind, UNITS["piece"])


def blank(*, is_default: bool) -> Sheet:
    """A new template: by pieces, one fee everywhere."""
    return Sheet("", "piece", [dict.fromkeys(NAMES, "") | BLANK], "", is_default)


def of(row: Any, template: Template) -> Sheet:
    """A kept template as texts."""
    zones = [_texts(zone, template.kind) for zone in template.zones]
    return Sheet(row.name, row.kind, zones, "、".join(template.refused), row.is_default, row.version)


def _texts(zone: Zone, kind: str) -> dict[str, str]:
    def measure(n: int) -> str:
        return _yuan(n) if kind == "sum" else str(n)

    return {
        "regions": "、".join(zone.regions), "first": measure(zone.first), "first_fen": _yuan(zone.first_fen),
        "extra": measure(zone.extra), "extra_fen": _yuan(zone.extra_fen),
        "free_from_fen": "" if zone.free_from_fen is None else _yuan(zone.free_from_fen),
        "free_from_pieces": "" if zone.free_from_pieces is None else str(zone.free_from_pieces),
    }  # fmt: skip


def _yuan(fen: int) -> str:
    return format_yuan(fen).replace(",", "")


def typed(form: forms.Form) -> Sheet:
    """What was posted, as it was typed."""
    count = min(regions.MOST_ZONES, sum(1 for n in range(regions.MOST_ZONES) if f"first-{n}" in form))
    zones = [{name: form.get(f"{name}-{n}", "")[:2000] for name in NAMES} for n in range(max(1, count))]
    version = form.get("version", "")
    return Sheet(
        form.get("name", "").strip()[:40], form.get("kind", "piece"), zones, form.get("refused", "")[:2000],
        form.get("is_default") == "1", int(version) if version.isascii() and version.isdigit() else 0,
    )  # fmt: skip


def template_of(sheet: Sheet, template_id: int = 0) -> Template:
    """The template the texts mean. Raises Invalid with the field that is wrong."""
    zones = tuple(_zone(texts, n, sheet.kind) for n, texts in enumerate(sheet.zones))
    refused = regions.read(sheet.refused, "refused")
    return regions.check(Template(template_id, sheet.name, sheet.kind, zones, refused))


def _zone(texts: dict[str, str], number: int, kind: str) -> Zone:
    def fen(name: str) -> int:
        return parse_yuan(texts[name] or "0", f"{name}-{number}")

    def measure(name: str, label: str) -> int:
        return fen(name) if kind == "sum" else _whole(texts[name] or "0", f"{name}-{number}", label)

    first, extra, unit = UNITS.get(kind, UNITS["piece"])
    pieces = texts["free_from_pieces"]
    return Zone(
        regions.read(texts["regions"], f"regions-{number}") if number else (),
        measure("first", f"{first}（{unit}）"), fen("first_fen"),
        measure("extra", f"{extra}（{unit}）"), fen("extra_fen"),
        fen("free_from_fen") if texts["free_from_fen"] else None,
        _whole(pieces, f"free_from_pieces-{number}", "包邮件数") if pieces else None,
    )  # fmt: skip


def _whole(text: str, name: str, label: str) -> int:
    return forms.whole(forms.Form({name: text.strip()}), name, label=label, most=10_000_000)


def trial(form: forms.Form) -> tuple[Place | None, Load]:
    """What the trial sum is asked for. Raises Invalid."""
    found = regions.read(form.get("try_region", ""), "try_region")
    if len(found) > 1:
        raise Invalid("try_region", "试算一次填一个地区")
    province, _, city = found[0].partition("/") if found else ("", "", "")
    pieces = _whole(form.get("try_pieces") or "1", "try_pieces", "件数")
    weight_g = _whole(form.get("try_weight_g") or "0", "try_weight_g", "重量")
    load = Load(pieces, weight_g, parse_yuan(form.get("try_sum") or "0", "try_sum"))
    return (Place(province, city) if province else None), load
