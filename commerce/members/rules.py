"""Addresses: what one must look like, and how to read a pasted one. Pure.

regions.json was made from @vant/area-data 2.1.0 (`npm pack`), its three lists nested by the leading digits of their
codes; areas abroad (code 9…) were left out.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kernel.errors import Invalid

Regions = dict[str, dict[str, list[str]]]
MOST_ADDRESSES = 20
_PHONE = re.compile(r"(?<!\d)(?:\+?86|0086)?[\s-]*(1[3-9]\d)[\s-]*(\d{4})[\s-]*(\d{4})(?!\d)")
_LABELS = re.compile(
    r"(收货人姓名|收货人|收件人|联系人|姓名|手机号码|手机号|联系电话|电话|手机|所在地区|所在地|详细地址|收货地址|收件地址|地区|地址)\s*[:：]?"
)
_PROVINCE_TAIL = re.compile(r"(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$")
_PEOPLES = "土家|苗|藏|羌|彝|傣|景颇|白|哈尼|壮|布依|侗|回|蒙古|哈萨克|柯尔克孜|朝鲜|傈僳"
_CITY_TAIL = re.compile(rf"(市|地区|盟|(?:(?:{_PEOPLES})族?)+自治州)$")
_DISTRICT_TAIL = re.compile(r"(新区|自治县|区|县|市|旗)$")
_PLACE = re.compile(r"[省市区县镇乡村路街道巷弄号楼栋幢室层座厦园院店城苑\d]")
_NAME_AT_END = re.compile(r"(?<=[号室楼栋幢座层户店])\s*([\u4e00-\u9fff]{2,4})$")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－（）　", "0123456789+-() ")


@lru_cache(maxsize=1)
def regions() -> Regions:
    """Province → city → districts."""
    found: Regions = json.loads(files("commerce.members").joinpath("regions.json").read_text("utf-8"))
    return found


Names = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """What the three lists of an address form offer, as (value, words); the first of each asks to choose."""

    provinces: Names
    cities: Names
    districts: Names


def choices(values: Mapping[str, Any]) -> Choices:
    """The lists behind what an address form holds; a district that was typed once stays on offer."""
    cities = regions().get(values.get("province") or "", {})
    city, district = values.get("city"), values.get("district")
    districts = cities.get(city or "", [])
    kept = [district] if district and city in cities and district not in districts else []
    none = "无需选择" if city in cities and not districts else "请选择区县"
    return Choices(
        _offered("请选择省份", regions()), _offered("请选择城市", cities), _offered(none, [*districts, *kept])
    )


def _offered(asking: str, names: Iterable[str]) -> Names:
    return [("", asking), *((name, name) for name in names)]


@dataclass(frozen=True)
class Pasted:
    """What could be recognised; empty where nothing was."""

    name: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    detail: str = ""


def checked_address(fields: dict[str, str]) -> dict[str, str]:
    """The six fields, trimmed and with full region names. Raises Invalid with the field that is wrong."""
    values = {
        name: " ".join(fields.get(name, "").split()) for name in ("name", "province", "city", "district", "detail")
    }
    _length("name", values["name"], "收货人", 1, 20)
    phone = phone_in(fields.get("phone", ""))
    if (
        phone is None
        or re.sub(r"[\s+-]", "", fields["phone"].translate(_FULL_WIDTH)).removeprefix("0086").removeprefix("86")
        != phone
    ):
        raise Invalid("phone", "请填写 11 位手机号")
    province = _whole_name(values["province"], list(regions()), _PROVINCE_TAIL)
    if province is None:
        raise Invalid("province", "请选择省份")
    city = _whole_name(values["city"], list(regions()[province]), _CITY_TAIL)
    if city is None:
        raise Invalid("city", f"{province}没有这个城市，请重新选择" if values["city"] else "请选择城市")
    district = _whole_name(values["district"], regions()[province][city], _DISTRICT_TAIL) or values["district"]
    if regions()[province][city]:
        if not district:
            raise Invalid("district", "请选择区县")
        _length("district", district, "区县", 2, 20)
    _length("detail", values["detail"], "详细地址", 2, 100)
    return values | {"phone": phone, "province": province, "city": city, "district": district}


def _length(field: str, value: str, label: str, least: int, most: int) -> None:
    if len(value) < least:
        raise Invalid(field, f"请填写{label}" if not value else f"{label}至少 {least} 个字")
    if len(value) > most:
        raise Invalid(field, f"{label}最多 {most} 个字，现在是 {len(value)} 个")


def phone_in(text: str) -> str | None:
    """The first mainland mobile number in a text, in any usual spelling, as 11 digits."""
    found = _PHONE.search(text.translate(_FULL_WIDTH))
    return "".join(found.groups()) if found else None


def parse_pasted(text: str) -> Pasted:
    """Read name, phone, region and the rest out of one pasted address; nothing is invented."""
    plain = " ".join(text.translate(_FULL_WIDTH).split())[:300]
    phone = phone_in(plain) or ""
    plain = _LABELS.sub(" ", _PHONE.sub(" ", plain, count=1))
    tokens = [token for token in re.split(r"[\s,，;；、|。]+", plain) if token]
    name = next((token for token in tokens if _could_be_name(token)), "")
    if name:
        tokens.remove(name)
    line = "".join(tokens)
    if not name and (ending := _NAME_AT_END.search(line)):
        name, line = ending[1], line[: ending.start()]
    province, city, district, detail = _split(line)
    return Pasted(name, phone, province, city, district, detail)


def _could_be_name(token: str) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff·]{2,6}|[A-Za-z][A-Za-z .]{1,19}", token)) and not (
        _PLACE.search(token) or any(token in (name, _short(name, _PROVINCE_TAIL)) for name in regions())
    )


def _short(name: str, tail: re.Pattern[str]) -> str:
    cut = tail.sub("", name)
    return cut if len(cut) >= 2 else name


def _spellings(name: str, tail: re.Pattern[str]) -> set[str]:
    """恩施土家族苗族自治州 is also 恩施州 and 恩施."""
    short = _short(name, tail)
    return {name, short} | ({f"{short}州"} if name.endswith("自治州") else set())


def _whole_name(typed: str, names: list[str], tail: re.Pattern[str]) -> str | None:
    return next((name for name in names if typed in _spellings(name, tail)), None)


def _start(text: str, names: list[str], tail: re.Pattern[str]) -> tuple[str, str] | None:
    """The longest name that the text begins with, and the rest of the text."""
    spellings = sorted(((s, n) for n in names for s in _spellings(n, tail)), key=lambda pair: -len(pair[0]))
    return next(((name, text[len(spelling) :]) for spelling, name in spellings if text.startswith(spelling)), None)


def _split(line: str) -> tuple[str, str, str, str]:
    line = line.removeprefix("中国")
    if found := _start(line, list(regions()), _PROVINCE_TAIL):
        province, rest = found
        city, district, detail = _in_province(province, rest)
        return province, city, district, detail
    for province, cities in regions().items():
        if found := _start(line, [name for name in cities if "直辖" not in name], _CITY_TAIL):
            city, rest = found
            district, detail = _start(rest, cities[city], _DISTRICT_TAIL) or ("", rest)
            return province, city, district, detail
    return "", "", "", line


def _in_province(province: str, rest: str) -> tuple[str, str, str]:
    cities = regions()[province]
    if found := _start(rest, list(cities), _CITY_TAIL):
        city, rest = found
        district, detail = _start(rest, cities[city], _DISTRICT_TAIL) or ("", rest)
        return city, district, detail
    homes = [(city, hit) for city, names in cities.items() if (hit := _start(rest, names, _DISTRICT_TAIL))]
    if len(homes) == 1:
        city, (district, detail) = homes[0]
        return city, district, detail
    return (next(iter(cities)) if len(cities) == 1 else ""), "", rest
