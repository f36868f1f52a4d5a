"""What sending costs, for every load and place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commerce.freight import regions, rules
from commerce.freight.rules import Good, Load, Place, Template, Zone
from commerce.members.rules import regions as known_regions
from kernel.errors import Invalid

KINDS = ("piece", "weight", "sum")
PLACES = [Place(province, city) for province, cities in known_regions().items() for city in cities]
PLACES = PLACES[::20]  # enough to meet and to miss
REGIONS = [name for place in PLACES for name in place.names]
fees = st.integers(0, rules.MOST_FEE_FEN)
loads = st.builds(Load, st.integers(1, 999), st.integers(0, 10**7), st.integers(0, 10**9))
places = st.none() | st.sampled_from(PLACES)


def zones(*, is_free=True):
    free = st.none() | st.integers(1, 10**7) if is_free else st.none()
    few = st.none() | st.integers(1, 50) if is_free else st.none()
    named = st.lists(st.sampled_from(REGIONS), max_size=4).map(tuple)
    return st.builds(Zone, named, st.integers(1, 5000), fees, st.integers(0, 5000), fees, free, few)


def templates(**options):
    refused = st.lists(st.sampled_from(REGIONS), max_size=3).map(tuple)
    several = st.lists(zones(**options), min_size=1, max_size=4).map(tuple)
    return st.builds(Template, st.integers(1, 5), st.just("模板"), st.sampled_from(KINDS), several, refused)


@settings(max_examples=40)
@given(templates(), loads, places)
def test_freight_is_a_whole_number_of_fen_and_never_negative(template, load, place):
    fee_fen = rules.fee_fen(rules.zone_of(template, place), load, template.kind)
    assert type(fee_fen) is int
    assert fee_fen >= 0


@settings(max_examples=40)
@given(zones(is_free=False), loads, loads, st.sampled_from(KINDS))
def test_more_never_costs_less_without_a_free_rule(zone, load, more, kind):
    assert rules.fee_fen(zone, load + more, kind) >= rules.fee_fen(zone, load, kind)


@settings(max_examples=40)
@given(zones(), loads, loads, st.sampled_from(KINDS))
def test_once_free_more_stays_free(zone, load, more, kind):
    is_by_rule = (zone.free_from_fen or 10**12) <= load.sum_fen or (zone.free_from_pieces or 10**12) <= load.pieces
    if is_by_rule:
        assert rules.fee_fen(zone, load, kind) == rules.fee_fen(zone, load + more, kind) == 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5), loads), min_size=1, max_size=6), st.lists(templates(), max_size=4), places)
def test_a_basket_costs_the_sum_of_its_parts_and_its_basis_tells_the_same_again(goods, several, place):
    known = {template.id: template for template in several}
    basket = [Good(n, template_id, load) for n, (template_id, load) in enumerate(goods)]
    default = rules.flat(800, 9900)

    found = rules.reckon(basket, known, default, place)

    kept = json.loads(json.dumps(found.basis))
    assert found.fen == sum(part["fen"] for part in kept["parts"])
    assert found.to_free_fen >= 0
    assert found.refused <= {good.sku_id for good in basket}
    again = rules.reckon(list(reversed(basket)), known, default, place)
    assert (again.fen, again.refused) == (found.fen, found.refused)
    if place is not None:
        assert rules.again_fen(kept, place) == (None if found.refused else found.fen)


@settings(max_examples=40)
@given(templates(), loads, places)
def test_paying_what_is_missing_makes_it_free(template, load, place):
    found = rules.reckon([Good(1, template.id, load)], {template.id: template}, rules.flat(0, 0), place)
    if found.to_free_fen:
        enough = Load(load.pieces, load.weight_g, load.sum_fen + found.to_free_fen)
        assert rules.fee_fen(rules.zone_of(template, place), enough, template.kind) == 0


def test_a_citys_zone_goes_before_its_provinces_and_the_rest_before_none():
    rest, province, city = Zone((), 1, 1000), Zone(("浙江省",), 1, 800), Zone(("浙江省/杭州市",), 1, 500)
    template = Template(1, "x", "piece", (rest, province, city), ("西藏自治区",))
    asked = [Place("浙江省", "杭州市"), Place("浙江省", "宁波市"), Place("上海市", "上海市"), None]
    assert [rules.zone_of(template, place) for place in asked] == [city, province, rest, rest]
    assert rules.is_refused(template, Place("西藏自治区", "拉萨市"))
    assert not rules.is_refused(template, None)


@pytest.mark.parametrize(
    ("kind", "load", "fen"),
    [
        ("piece", Load(1, 0, 100), 800), ("piece", Load(2, 0, 100), 1000), ("piece", Load(4, 0, 100), 1400),
        ("weight", Load(1, 0, 0), 800), ("weight", Load(3, 1001, 0), 0), ("sum", Load(1, 0, 2), 1000),
        ("piece", Load(1, 0, 5000), 0), ("piece", Load(0, 0, 0), 0),
    ],
)  # fmt: skip
def test_first_and_extra(kind, load, fen):
    zone = Zone((), 1, 800, 1, 200, free_from_fen=5000, free_from_pieces=3 if kind == "weight" else None)
    assert rules.fee_fen(zone, load, kind) == fen


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("浙江、江苏", ("浙江省", "江苏省")), ("内蒙古", ("内蒙古自治区",)),
        ("浙江/杭州，深圳", ("浙江省/杭州市", "广东省/深圳市")),
        ("  ", ()), ("上海市", ("上海市",)),
    ],
)  # fmt: skip
def test_regions_are_read_as_people_type_them(typed, names):
    assert regions.read(typed, "regions-1") == names


@pytest.mark.parametrize(
    ("template", "field"),
    [
        (Template(0, "", "piece", (Zone((), 1, 0),)), "name"),
        (Template(0, "x", "volume", (Zone((), 1, 0),)), "kind"),
        (Template(0, "x", "piece", ()), "zones"),
        (Template(0, "x", "piece", (Zone((), 0, 0),)), "first-0"),
        (Template(0, "x", "piece", (Zone((), 1, 10**9),)), "first_fen-0"),
        (Template(0, "x", "piece", (Zone((), 1, 0, 0, 5),)), "extra-0"),
        (Template(0, "x", "piece", (Zone((), 1, 0), Zone((), 1, 0))), "regions-1"),
        (Template(0, "x", "piece", (Zone((), 1, 0), Zone(("浙江省",), 1, 0), Zone(("浙江省",), 1, 0))), "regions-2"),
        (Template(0, "x", "piece", (Zone((), 1, 0), Zone(("浙江省",), 1, 0)), ("浙江省",)), "refused"),
        (Template(0, "x", "piece", (Zone((), 1, 0, free_from_fen=0),)), "free_from_fen-0"),
        (Template(0, "x", "piece", (Zone((), 1, 0, free_from_pieces=0),)), "free_from_pieces-0"),
    ],
)
def test_a_template_nobody_can_live_with_is_refused(template, field):
    with pytest.raises(Invalid) as refusal:
        regions.check(template)
    assert refusal.value.field == field


def test_nowhere_is_no_region():
    with pytest.raises(Invalid, match="亚特兰蒂斯"):
        regions.read("亚特兰蒂斯", "refused")
