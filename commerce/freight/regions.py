"""Regions as freight templates name them: "浙江省" or "浙江省/杭州市"; from the same list addresses are read with."""

import re
from collections.abc import Sequence

from commerce.freight.rules import MOST_FEE_FEN, Template, Zone
from commerce.members.rules import regions
from kernel.errors import Invalid

MOST_ZONES = 20
KINDS = {"piece": "按件数", "weight": "按重量", "sum": "按金额"}


def read(typed: str, field: str) -> tuple[str, ...]:
    """Regions as people type them ("浙江、江苏，广东/广州"), whole names in their order. Raises Invalid."""
    found = [_whole(name, field) for name in re.split(r"[、,，;；\s]+", typed) if name]
    return tuple(dict.fromkeys(found))


def _whole(name: str, field: str) -> str:
    typed_province, _, typed_city = name.partition("/")
    province = next((known for known in regions() if known == typed_province or _starts(known, typed_province)), None)
    if province is not None and not typed_city:
        return province
    homes = {province: regions()[province]} if province is not None else regions()
    wanted = typed_city or typed_province
    cities = [f"{home}/{city}" for home, known in homes.items() for city in known if _starts(city, wanted)]
    if len(cities) != 1:
        raise Invalid(field, f"没有找到地区「{name[:20]}」，请填写省份，或省份/城市")
    return cities[0]


def _starts(known: str, typed: str) -> bool:
    return known == typed or (len(typed) >= 2 and known.startswith(typed))


def words(names: Sequence[str]) -> str:
    """Regions for a line of text."""
    return "、".join(name.replace("/", " ") for name in names)


def check(template: Template) -> Template:
    """The template, if a shop can live with it. Raises Invalid with the field that is wrong."""
    if not 1 <= len(template.name) <= 20:
        raise Invalid("name", "请填写 1–20 个字的模板名称")
    if template.kind not in KINDS:
        raise Invalid("kind", "请选择计费方式")
    if not 1 <= len(template.zones) <= MOST_ZONES:
        raise Invalid("zones", f"最多 {MOST_ZONES} 组地区")
    for number, zone in enumerate(template.zones):
        _check_zone(zone, number)
    _check_named_once(template)
    return template


def _check_named_once(template: Template) -> None:
    taken: dict[str, int] = {}
    for number, zone in enumerate(template.zones):
        for region in zone.regions:
            if taken.setdefault(region, number) != number:
                raise Invalid(f"regions-{number}", f"{words([region])}已经在第 {taken[region]} 组里")
    for region in template.refused:
        if region in taken:
            raise Invalid("refused", f"{words([region])}已经有运费，不能同时不配送")


def _check_zone(zone: Zone, number: int) -> None:
    if number and not zone.regions:
        raise Invalid(f"regions-{number}", "请选择这一组的地区")
    if zone.first < 1:
        raise Invalid(f"first-{number}", "首件（首重）至少为 1")
    for name in ("first_fen", "extra_fen"):
        if not 0 <= getattr(zone, name) <= MOST_FEE_FEN:
            raise Invalid(f"{name}-{number}", f"运费应在 0–{MOST_FEE_FEN // 100} 元之间")
    if zone.extra_fen and zone.extra < 1:
        raise Invalid(f"extra-{number}", "有续费时，续件（续重）至少为 1")
    if zone.free_from_fen is not None and zone.free_from_fen < 1:
        raise Invalid(f"free_from_fen-{number}", "满额包邮至少为 0.01 元，不包邮请留空")
    if zone.free_from_pieces is not None and zone.free_from_pieces < 1:
        raise Invalid(f"free_from_pieces-{number}", "满件包邮至少为 1 件，不包邮请留空")
