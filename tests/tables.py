"""Makes XLSX files part by part, so that a test says what stands in the XML."""

from __future__ import annotations

import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORMATS = ("General", "000", "0.00", "dd/mm/yyyy", "mm/yyyy", "yyyy", "dd/mm/yyyy hh:mm", "[h]:mm", "hh:mm")
STYLE = {code: index for index, code in enumerate(_FORMATS)}


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet around its rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_row(number: int, *cells: str, extra: str = "") -> str:
    """A row of inline texts; empty ones are left out."""
    made = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for i, text in enumerate(cells) if text
    )
    return f'<row r="{number}"{extra}>{made}</row>'


def parts(sheets: dict[str, str], *, strings: str = "", epoch_1904: bool = False, hidden: tuple[str, ...] = ()) -> dict:
    """All parts of a workbook with these sheets."""
    count = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for i in count
    )
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}" state="{"hidden" if name in hidden else "visible"}"/>'
        for i, name in zip(count, sheets, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in count
    )
    relations += f'<Relationship Id="st" Type="{_REL}/styles" Target="/xl/styles.xml"/>'
    relations += f'<Relationship Id="ss" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(_FORMATS))
    styles = "".join(
        f'<xf numFmtId="{164 + i if i else 0}" fontId="0" fillId="0" borderId="0"/>' for i in range(len(_FORMATS))
    )
    made = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{overrides}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
        f'<workbookPr date1904="{int(epoch_1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
        f'<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="{len(_FORMATS)}">{styles}</cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in zip(count, sheets.values(), strict=True)},
    }
    if strings:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    return made


def pack(path: Path, content: dict, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """The parts as a file."""
    with zipfile.ZipFile(path, "w", method) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return path


def workbook(path: Path, rows: str, *, before: str = "", after: str = "", **options: object) -> Path:
    """A workbook with one sheet named Bảng."""
    return pack(path, parts({"Bảng": sheet_xml(rows, before=before, after=after)}, **options))
