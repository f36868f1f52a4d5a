"""Tables for spreadsheets, CSV and XLSX, written portion by portion. No cell is ever a formula.

XLSX is written by hand: a zip of a few small XML files, of which the sheets may be long. Nothing here reads one.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from types import TracebackType
from typing import IO
from xml.sax.saxutils import escape

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Cell = str | int | Decimal | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def neutral(value: object) -> str:
    """A text no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) or text.startswith(FORMULA) else text


def yuan(fen: int) -> Decimal:
    """A sum as a cell: a number with two decimals."""
    return Decimal(fen).scaleb(-2)


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV. Texts are made harmless, numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([neutral(cell) if not isinstance(cell, int | Decimal) else cell for cell in row] for row in rows)
    return out.getvalue()


class Workbook:
    """An XLSX file being written: `with Workbook(file, ("每日", "明细")) as book: book.add("每日", rows)`.

    Sheets are filled one after the other, in their order, as often as one likes.
    """

    def __init__(self, file: IO[bytes], sheets: Sequence[str]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._sheets = list(sheets)
        self._open: IO[bytes] | None = None
        self._at = 0
        self._write_frame()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while kind is None and self._at < len(self._sheets):
            self._begin(self._sheets[self._at])
            self._end()
        if self._open is not None:
            self._open.close()
        self._zip.close()

    def add(self, sheet: str, rows: Iterable[Sequence[Cell]]) -> None:
        """Rows at the end of a sheet; earlier sheets are finished then."""
        while self._sheets[self._at] != sheet:
            self._begin(self._sheets[self._at])
            self._end()
        self._begin(sheet)
        assert self._open is not None
        self._open.write("".join(map(_row, rows)).encode())

    def _begin(self, sheet: str) -> None:
        if self._open is None:
            number = self._sheets.index(sheet) + 1
            self._open = self._zip.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True)
            self._open.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())

    def _end(self) -> None:
        assert self._open is not None
        self._open.write(b"</sheetData></worksheet>")
        self._open.close()
        self._open = None
        self._at += 1

    def _write_frame(self) -> None:
        numbers = range(1, len(self._sheets) + 1)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
        )
        sheets = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in zip(numbers, self._sheets, strict=True)
        )
        links = "".join(_link(n, f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
        frame = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f"{_link(1, f'{_OFFICE}/officeDocument', 'xl/workbook.xml')}</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        }
        for name, content in frame.items():
            self._zip.writestr(name, _HEAD + content)


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _row(cells: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Cell) -> str:
    if isinstance(value, int | Decimal):
        return f"<c><v>{value}</v></c>"
    text = escape(_NOT_XML.sub("", neutral(value)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
