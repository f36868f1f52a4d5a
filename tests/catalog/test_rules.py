"""What a product may look like, without a database."""

from dataclasses import replace

import pytest

from commerce.catalog import rules, words
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SkuForm
from kernel.errors import Invalid

COLOURS = OptionForm("颜色", ("晨雾绿", "燕麦白"))
SIZES = OptionForm("容量", ("350ml", "500ml"))
CUP = ProductForm(title="山岚保温杯", skus=(SkuForm(7900),))


def test_the_smallest_product_passes() -> None:
    rules.check(CUP)
    assert CUP.columns()["title"] == "山岚保温杯"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"title": "换\n行"}, "title"),
        ({"lifecycle_role": "owner"}, "lifecycle_role"),
        ({"limit_per_member": 0}, "limit_per_member"),
        ({"skus": ()}, "skus"),
        ({"skus": (SkuForm(0),)}, "price"),
        ({"skus": (SkuForm(-100),)}, "price"),
        ({"skus": (SkuForm(100, code="a b"),)}, "skus"),
        ({"skus": (SkuForm(100, weight_g=-1),)}, "weight"),
        ({"selling_points": ({"value": "12", "unit": "h", "label": "保温"},) * 5}, "selling_points"),
        ({"guarantees": ("正品",) * 7}, "guarantees"),
        ({"parameters": (("", "x"),)}, "parameters"),
        ({"images": (ImageForm(1, "banner"),)}, "images"),
        ({"images": (ImageForm(1),) * 31}, "images"),
        ({"video_url": "javascript:alert(1)"}, "video_url"),
        ({"video_url": "http://127.0.0.1:6379/"}, "video_url"),
        ({"video_url": "https://user@evil.example/x"}, "video_url"),
    ],
)
def test_what_a_product_may_not_be(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check(replace(CUP, **change))  # type: ignore[arg-type]
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "skus",
    [
        [SkuForm(100, ("晨雾绿",))],
        [SkuForm(100, ("晨雾绿", "900ml"))],
        [SkuForm(100, ("晨雾绿", "350ml")), SkuForm(200, ("晨雾绿", "350ml"))],
    ],
)
def test_the_matrix_knows_only_its_own_combinations(skus: list[SkuForm]) -> None:
    with pytest.raises(Invalid):
        rules.check_matrix((COLOURS, SIZES), skus)


def test_not_every_combination_must_be_for_sale() -> None:
    rules.check_matrix((COLOURS, SIZES), [SkuForm(100, ("晨雾绿", "350ml"))])
    with pytest.raises(Invalid):
        rules.check_matrix((COLOURS, COLOURS), [SkuForm(100, ("晨雾绿", "晨雾绿"))])


def test_a_crossed_out_price_must_have_been_asked_once() -> None:
    assert rules.crossed_price(7900, 9900, highest_asked_fen=9900) == 9900
    assert rules.crossed_price(7900, 7900, highest_asked_fen=9900) is None
    with pytest.raises(Invalid):
        rules.crossed_price(7900, 9901, highest_asked_fen=9900)


def test_words_pairs_and_sounds_of_a_title() -> None:
    document = words.document([("山岚 316 不锈钢保温杯", "A")])
    assert "'保温杯':1A" in document
    assert "'#温杯':1D" in document
    assert words.pinyin("保温杯") == "baowenbei bwb"
    assert words.sound("保溫杯") == words.sound("保文杯") == "baowenbei"


@pytest.mark.parametrize("typed", ["(a+)+$", "' | 'x", "\\", "&|!<->", "😀" * 200, "\u202e反", ""])
def test_nothing_typed_becomes_an_operator(typed: str) -> None:
    asked = words.question(typed)
    assert asked.count("'") % 2 == 0
    assert "\\" not in asked
    assert "!" not in asked
