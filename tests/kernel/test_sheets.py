"""Files for spreadsheets: readable, and never a formula."""

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from kernel.sheets import Workbook, csv_text, neutral, yuan

SPACE = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1", "\n-2"])
def test_no_cell_is_a_formula(text):
    assert neutral(text) == f"'{text}"
    assert csv_text([[text]]).lstrip('"').startswith("'")


def test_numbers_stay_numbers_and_nothing_stays_empty():
    assert csv_text([[yuan(-1230), 7, None, "山岚"]]) == "-12.30,7,,山岚\r\n"


def test_a_workbook_holds_its_sheets_in_their_order():
    file = io.BytesIO()
    with Workbook(file, ("每日", "空", "明细")) as book:
        book.add("每日", [("日期", "应收"), ("2026-08-21", yuan(19900))])
        book.add("明细", [("=1+1", "a<b>&\x07", Decimal("-0.01"))])
        book.add("明细", [("后来的", None, 3)])
    with zipfile.ZipFile(file) as found:
        assert found.testzip() is None
        names = [one.get("name") for one in ElementTree.fromstring(found.read("xl/workbook.xml"))[0]]
        rows = [
            ElementTree.fromstring(found.read(f"xl/worksheets/sheet{n}.xml")).find("s:sheetData", SPACE)
            for n in (1, 2, 3)
        ]
    assert names == ["每日", "空", "明细"]
    assert ["".join(cell.itertext()) for cell in rows[0][1]] == ["2026-08-21", "199.00"]
    assert len(rows[1]) == 0
    assert [["".join(cell.itertext()) for cell in row] for row in rows[2]] == [
        ["'=1+1", "a<b>&", "-0.01"], ["后来的", "", "3"],
    ]  # fmt: skip
    assert not list(rows[2].iter(f"{{{SPACE['s']}}}f"))
