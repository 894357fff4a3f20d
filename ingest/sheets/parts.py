"""The XML that an XLSX file of ours is made of: one sheet, text cells alone (ECMA-376 part 1)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from ingest.sheets.cells import escape_cell
from ingest.sheets.types import column_name

SHEET_PART = "xl/worksheets/sheet1.xml"
SHEET_TAIL = "</sheetData></worksheet>"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WIDTH = 22
_TEXT_STYLE, _HEADER_STYLE = 1, 2
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def fixed_parts(title: str) -> dict[str, str]:
    """All parts but the sheet. Style 1 is text (format ``@``), style 2 bold text."""
    name = quoteattr(_NOT_IN_TITLES.sub(" ", title)[:31].strip(" '") or "Sheet1")
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/{SHEET_PART}" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
        f'<sheets><sheet name={name} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }


def sheet_head(columns: int, hidden: Collection[int]) -> str:
    """The sheet up to its rows: the first row is frozen, whole columns are text, so that what a person adds is text."""
    listed = "".join(
        f'<col min="{i}" max="{i}" width="{_WIDTH}" style="{_TEXT_STYLE}" customWidth="1"'
        f"{' hidden=' + quoteattr('1') if i - 1 in hidden else ''}/>"
        for i in range(1, columns + 1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{'<cols>' + listed + '</cols>' if listed else ''}<sheetData>"
    )


def sheet_row(number: int, cells: Sequence[str]) -> str:
    """One row; empty cells are left out. A text with a beginning ``=`` stays text: no cell is ever a formula."""
    style = _HEADER_STYLE if number == 1 else _TEXT_STYLE
    made = "".join(
        f'<c r="{_letters(i)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(text)}</t></is></c>'
        for i, text in enumerate(cells)
        if text
    )
    return f'<row r="{number}">{made}</row>'


def _xml(text: str) -> str:
    """Text between tags; what Excel would read as a coded letter (``_x000D_``) is kept as it is written."""
    kept = escape_cell(text) if text.startswith("'") else text
    return escape(_CODED.sub("_x005F_", kept) if "_x" in kept else kept)


_letters = lru_cache(maxsize=1024)(column_name)
