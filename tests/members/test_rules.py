"""Addresses: what is accepted, and what can be read out of a pasted one."""

import pytest

from commerce.members.rules import Pasted, checked_address, choices, parse_pasted
from kernel.errors import Invalid

GOOD = {
    "name": "张晓", "phone": "13800006621", "province": "上海市", "city": "上海市", "district": "静安区",
    "detail": "南京西路 1266 号",
}  # fmt: skip
SHANGHAI = ("上海市", "上海市", "静安区")


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("张三 13800006621 上海市静安区南京西路1266号", Pasted("张三", "13800006621", *SHANGHAI, "南京西路1266号")),
        ("上海市静安区南京西路1266号张三13800006621", Pasted("张三", "13800006621", *SHANGHAI, "南京西路1266号")),
        (
            "收货人：李小明，电话：+86 138-0000-6621，地址：广东省广州市天河区体育西路1号2栋301",
            Pasted("李小明", "13800006621", "广东省", "广州市", "天河区", "体育西路1号2栋301"),
        ),
        (
            "广东天河区体育西路1号 王五 138 0000 6621",
            Pasted("王五", "13800006621", "广东省", "广州市", "天河区", "体育西路1号"),
        ),
        (
            "杭州市西湖区文三路90号 １３８００００６６２１",
            Pasted("", "13800006621", "浙江省", "杭州市", "西湖区", "文三路90号"),
        ),
        (
            "湖北省恩施州恩施市舞阳坝街道1号",
            Pasted("", "", "湖北省", "恩施土家族苗族自治州", "恩施市", "舞阳坝街道1号"),
        ),
        ("内蒙古呼和浩特新城区某街道5号 李雷", Pasted("李雷", "", "内蒙古自治区", "呼和浩特市", "新城区", "某街道5号")),
        ("", Pasted()),
    ],
)
def test_a_pasted_address_is_taken_apart(pasted: str, expected: Pasted) -> None:
    assert parse_pasted(pasted) == expected


def test_short_names_of_regions_become_whole_ones() -> None:
    saved = checked_address(
        GOOD | {"province": "上海", "city": "上海", "district": "静安", "phone": "+86 138 0000 6621"}
    )
    assert (saved["province"], saved["city"], saved["district"], saved["phone"]) == (*SHANGHAI, "13800006621")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "长" * 21), ("phone", "1380000662"), ("phone", "138000066210"), ("phone", ""),
        ("province", "火星"), ("city", "广州市"), ("district", ""), ("detail", ""), ("detail", "长" * 101),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_in_chinese(field: str, value: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_address(GOOD | {field: value})
    assert error.value.field == field
    assert error.value.message


def test_the_lists_of_an_address_follow_what_is_chosen():
    none = choices({})
    assert (len(none.provinces), none.cities, none.districts) == (35, [("", "请选择城市")], [("", "请选择区县")])

    there = choices({"province": "浙江省", "city": "杭州市", "district": "西湖区"})
    assert ("杭州市", "杭州市") in there.cities
    assert ("西湖区", "西湖区") in there.districts


def test_a_district_that_was_typed_stays_on_offer():
    assert ("某镇", "某镇") in choices({"province": "浙江省", "city": "杭州市", "district": "某镇"}).districts
    assert ("某镇", "某镇") not in choices({"province": "浙江省", "city": "", "district": "某镇"}).districts
