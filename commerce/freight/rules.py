"""What sending a basket costs. Pure; integer fen, grams and pieces.

Goods are gathered by their template; each template charges once for what it sends, by pieces, weight or the sum paid,
with the rates of the zone the parcel goes to. A city's own zone goes before its province's, the rest before none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_FEE_FEN = 9_999_00
FLAT = "flat"


@dataclass(frozen=True)
class Place:
    """Where a parcel goes."""

    province: str
    city: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """How zones may name it, the narrower first."""
        return f"{self.province}/{self.city}", self.province


@dataclass(frozen=True)
class Zone:
    """Rates for some regions. first, extra: pieces, grams or fen by the template's kind; extra 0: one fee whatever."""

    regions: tuple[str, ...]
    first: int
    first_fen: int
    extra: int = 0
    extra_fen: int = 0
    free_from_fen: int | None = None
    free_from_pieces: int | None = None


@dataclass(frozen=True)
class Template:
    """zones: the first holds everywhere no other does. refused: regions nothing is sent to."""

    id: int
    name: str
    kind: str
    zones: tuple[Zone, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """What one template sends together. sum_fen: paid for the goods."""

    pieces: int = 0
    weight_g: int = 0
    sum_fen: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.pieces + other.pieces, self.weight_g + other.weight_g, self.sum_fen + other.sum_fen)

    def measure(self, kind: str) -> int:
        """What a template of this kind counts."""
        return {"piece": self.pieces, "weight": self.weight_g}.get(kind, self.sum_fen)


@dataclass(frozen=True)
class Good:
    """One SKU of a basket."""

    sku_id: int
    template_id: int | None
    load: Load


@dataclass(frozen=True)
class Freight:
    """What a basket's freight comes to. refused: SKUs not sent to the place; basis: how it was reckoned, to keep."""

    fen: int = 0
    to_free_fen: int = 0
    refused: frozenset[int] = frozenset()
    basis: dict[str, Any] = field(default_factory=dict)


def flat(fee_fen: int, free_from_fen: int) -> Template:
    """The shop's one fee below the free sum, said as a template."""
    return Template(0, "基础运费", FLAT, (Zone((), 0, fee_fen, free_from_fen=free_from_fen),))


def is_refused(template: Template, place: Place | None) -> bool:
    """Whether nothing is sent there. A place nobody knows yet is not refused."""
    return place is not None and any(name in template.refused for name in place.names)


def zone_of(template: Template, place: Place | None) -> Zone:
    """The rates for a place; those for the rest of the country when nobody knows it yet."""
    for name in place.names if place is not None else ():
        for zone in template.zones[1:]:
            if name in zone.regions:
                return zone
    return template.zones[0]


def fee_fen(zone: Zone, load: Load, kind: str) -> int:
    """What a zone charges for a load; never negative, and no less for more unless more makes it free."""
    if load.pieces < 1 or _is_free(zone, load):
        return 0
    over = load.measure(kind) - zone.first
    steps = -(-over // zone.extra) if over > 0 and zone.extra else 0
    return zone.first_fen + steps * zone.extra_fen


def _is_free(zone: Zone, load: Load) -> bool:
    by_sum = zone.free_from_fen is not None and load.sum_fen >= zone.free_from_fen
    return by_sum or (zone.free_from_pieces is not None and load.pieces >= zone.free_from_pieces)


def reckon(goods: Sequence[Good], templates: Mapping[int, Template], default: Template, place: Place | None) -> Freight:
    """The freight of a basket. default: for goods that name no template, or one that is gone."""
    loads: dict[int, Load] = {}
    used: dict[int, Template] = {}
    refused = set()
    for good in goods:
        template = templates.get(good.template_id or 0, default)
        used[template.id] = template
        loads[template.id] = loads.get(template.id, Load()) + good.load
        if is_refused(template, place):
            refused.add(good.sku_id)
    parts = [_part(template, loads[template.id], place) for template in used.values()]
    basis = {"place": list(place.names) if place else [], "parts": parts}
    return Freight(sum(part["fen"] for part in parts), _to_free_fen(parts, place), frozenset(refused), basis)


def _part(template: Template, load: Load, place: Place | None) -> dict[str, Any]:
    fen = fee_fen(zone_of(template, place), load, template.kind)
    return {"template": asdict(template), "load": asdict(load), "fen": fen}


def _to_free_fen(parts: Sequence[Mapping[str, Any]], place: Place | None) -> int:
    """How much more makes it all free; 0 when it is, or when no sum does."""
    charged = [part for part in parts if part["fen"]]
    if len(charged) != 1:
        return 0
    free_from_fen = zone_of(_template(charged[0]["template"]), place).free_from_fen
    return 0 if free_from_fen is None else free_from_fen - int(charged[0]["load"]["sum_fen"])


def again_fen(basis: Mapping[str, Any], place: Place) -> int | None:
    """What the kept basis of an order comes to for another place; None where one of its parts is not sent to."""
    parts = [(_template(part["template"]), Load(**part["load"])) for part in basis.get("parts", ())]
    if any(is_refused(template, place) for template, _ in parts):
        return None
    return sum(fee_fen(zone_of(template, place), load, template.kind) for template, load in parts)


def _template(kept: Mapping[str, Any]) -> Template:
    return read_template(kept["id"], kept["name"], kept["kind"], kept["zones"], kept["refused"])


def read_template(
    template_id: int, name: str, kind: str, zones: Iterable[Mapping[str, Any]], refused: Iterable[str]
) -> Template:
    """A template as it is kept."""
    read = tuple(Zone(**{**zone, "regions": tuple(zone["regions"])}) for zone in zones)
    return Template(template_id, name, kind, read, tuple(refused))
