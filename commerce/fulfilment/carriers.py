"""The carriers a shop ships with: names for people, the shape of their numbers, their codes elsewhere."""

import re
from dataclasses import dataclass

from kernel.errors import Invalid


@dataclass(frozen=True)
class Carrier:
    """One carrier. `shape` is told to people when a number does not match `pattern`."""

    code: str
    name: str
    pattern: str
    shape: str
    tmall_code: str
    jd_id: int | None  # JD's numeric carrier id; a shop may have others, this is the usual one

    def fits(self, tracking_number: str) -> bool:
        """Whether a number can be one of this carrier's."""
        return re.fullmatch(self.pattern, tracking_number) is not None


_ALL = (
    Carrier("SF", "顺丰速运", r"SF[0-9]{13}", "顺丰应为 SF 开头 15 位", "SF", 467),
    Carrier("ZTO", "中通快递", r"[0-9]{12,15}", "中通应为 12–15 位数字", "ZTO", 1499),
    Carrier(
        "YTO", "圆通速递", r"YT[0-9]{13}|[A-Z0-9]{10,18}", "圆通应为 YT 开头 15 位，或 10–18 位字母数字", "YTO", 463
    ),
    Carrier("STO", "申通快递", r"[0-9]{12,15}", "申通应为 12–15 位数字", "STO", 470),
    Carrier("YUNDA", "韵达快递", r"[0-9]{13,15}", "韵达应为 13–15 位数字", "YUNDA", 1327),
    Carrier("EMS", "EMS", r"[A-Z]{2}[0-9]{9}[A-Z]{2}|[0-9]{13}", "EMS 应为 13 位，例如 EA123456789CN", "EMS", 465),
    Carrier("JD", "京东快递", r"JD[A-Z0-9]{10,20}", "京东应为 JD 开头 12–22 位", "JD", 2087),
    Carrier("DBL", "德邦快递", r"(DPK)?[0-9]{9,15}", "德邦应为 9–15 位数字，可带 DPK 开头", "DBL", 3046),
    Carrier("JTSD", "极兔速递", r"JT[0-9]{13}", "极兔应为 JT 开头 15 位", "JTSD", None),
    Carrier("OTHER", "其他快递", r"[A-Z0-9-]{6,32}", "应为 6–32 位字母或数字", "OTHER", None),
)
CARRIERS: dict[str, Carrier] = {carrier.code: carrier for carrier in _ALL}

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def carrier_of(code: str) -> Carrier:
    """The carrier with this code. Raises Invalid for one we do not know."""
    if code not in CARRIERS:
        raise Invalid("carrier", "请选择快递公司")
    return CARRIERS[code]


def name_of(code: str) -> str:
    """What people call a carrier; an unknown code reads as itself."""
    return CARRIERS[code].name if code in CARRIERS else code


def choices(codes: list[str]) -> list[tuple[str, str]]:
    """(code, name) of the carriers a shop uses, for forms; 其他快递 is always the last."""
    known = [code for code in codes if code in CARRIERS and code != "OTHER"]
    return [(code, CARRIERS[code].name) for code in [*known, "OTHER"]]


def read_number(code: str, typed: str) -> str:
    """A tracking number as people paste it (blanks, small letters, full-width digits), tidied.

    Raises Invalid with the shape the carrier's numbers have.
    """
    carrier = carrier_of(code)
    number = re.sub(r"\s", "", typed.translate(_FULL_WIDTH)).upper()
    if not number:
        raise Invalid("tracking_number", "请填写物流单号")
    if not carrier.fits(number):
        raise Invalid("tracking_number", f"物流单号格式不对，{carrier.shape}")
    return number


def code_for_name(name: str) -> str:
    """Our code for a carrier's name as another platform writes it ("顺丰速运", "圆通快递"); OTHER when unknown."""
    for carrier in _ALL:
        if name and (name == carrier.name or name[:2] == carrier.name[:2]):
            return carrier.code
    return "OTHER"
