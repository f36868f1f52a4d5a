"""Numbers as people paste them."""

import pytest

from commerce.fulfilment import carriers
from kernel.errors import Invalid


@pytest.mark.parametrize(
    ("code", "typed", "number"),
    [
        ("SF", " sf1234567890123 ", "SF1234567890123"),
        ("SF", "ＳF1234567890123".replace("Ｓ", "S"), "SF1234567890123"),
        ("ZTO", "７８１２３４５６７８９０", "781234567890"),
        ("YTO", "YT 1234 5678 90123", "YT1234567890123"),
        ("EMS", "EA123456789CN", "EA123456789CN"),
        ("JD", "jdvc01234567890", "JDVC01234567890"),
    ],
)
def test_a_number_is_tidied(code, typed, number):
    assert carriers.read_number(code, typed) == number


@pytest.mark.parametrize("typed", ["SF123", "YT1234567890123", "SF12345678901234", "SF123456789012x"])
def test_a_wrong_shape_is_told_in_words(typed):
    with pytest.raises(Invalid) as refusal:
        carriers.read_number("SF", typed)
    assert refusal.value.message == "物流单号格式不对，顺丰应为 SF 开头 15 位"
    assert refusal.value.field == "tracking_number"


def test_an_unknown_carrier_and_an_empty_number_are_refused():
    with pytest.raises(Invalid, match="请选择快递公司"):
        carriers.read_number("PIGEON", "123456")
    with pytest.raises(Invalid, match="请填写物流单号"):
        carriers.read_number("SF", "  ")


def test_names_of_other_platforms_lead_to_our_codes():
    assert carriers.code_for_name("圆通快递") == "YTO"
    assert carriers.code_for_name("顺丰速运") == "SF"
    assert carriers.code_for_name("厂家自送") == "OTHER"


def test_a_shops_carriers_end_with_other():
    assert carriers.choices(["ZTO", "SF", "GONE"]) == [("ZTO", "中通快递"), ("SF", "顺丰速运"), ("OTHER", "其他快递")]
