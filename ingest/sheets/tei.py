"""Inscriptions in TEI (EpiDoc) as a table: one row a file, read from a ZIP archive of XML files or from a single one.

No document type, entity or other file is ever followed: a file that declares one is refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ingest.errors import RefusedError
from ingest.sheets.cells import clean_cell
from ingest.sheets.objects import ObjectTable
from ingest.sheets.types import DEFAULT_LIMITS, Notices, Row, SheetLimits

HEADER = (
    "file", "title", "number", "other numbers", "repository", "licence", "language", "edition", "translation en",
    "translation fr", "summary", "editor",
)  # fmt: skip
_TEI = "{http://www.tei-c.org/ns/1.0}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FILE_BYTES = 16 << 20
_SKIPPED = frozenset({"rdg", "note", "sic", "orig", "facsimile"})


def is_tei(path: Path) -> bool:
    """Whether a file is TEI, or a ZIP archive that holds XML files alone."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
        return bool(names) and all(name.lower().endswith(".xml") for name in names)
    with path.open("rb") as source:
        return b"<TEI" in source.read(8192)


def read_tei(path: Path, name: str, limits: SheetLimits = DEFAULT_LIMITS) -> ObjectTable:
    """Read the inscriptions of an archive or of one file; row 1 is the first by its name.

    Raises:
        RefusedError: ``sheet_broken``, ``sheet_entities``, ``sheet_bomb``, ``sheet_too_long``, ``sheet_cell_long``.
    """
    notices, rows = Notices(), list[Row]()
    for number, (entry, data) in enumerate(_files(path, name, limits), 1):
        facts = _facts(_root(data, name, entry), entry)
        cells = tuple(clean_cell(facts.get(key, ""), notices, number, place) for place, key in enumerate(HEADER))
        long = next((place for place, cell in enumerate(cells) if len(cell) > limits.cell_chars), None)
        if long is not None:
            raise RefusedError("sheet_cell_long", file=name, row=number, column=HEADER[long], limit=limits.cell_chars)
        rows.append(Row(number, cells))
    return ObjectTable(HEADER, tuple(rows), notices.all())


def _files(path: Path, name: str, limits: SheetLimits) -> Iterator[tuple[str, bytes]]:
    """The XML files by name with their bytes."""
    if not zipfile.is_zipfile(path):
        yield name, path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        entries = sorted((e for e in archive.infolist() if not e.is_dir()), key=lambda e: e.filename)
        if len(entries) > limits.rows:
            raise RefusedError("sheet_too_long", file=name, row=len(entries), limit=limits.rows)
        for entry in entries:
            if entry.file_size > _FILE_BYTES:
                raise RefusedError("sheet_bomb", file=name, part=entry.filename[-80:], bytes=entry.file_size)
            with archive.open(entry) as source:
                yield Path(entry.filename).name, source.read(_FILE_BYTES + 1)


def _root(data: bytes, name: str, entry: str) -> etree._Element:
    """The root element of a file that declares nothing."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusedError("sheet_entities", file=name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise RefusedError("sheet_broken", file=name, reason=f"{entry[-60:]}: {str(error)[:60]}") from error
    if root.tag != f"{_TEI}TEI":
        raise RefusedError("sheet_broken", file=name, reason=f"{entry[-60:]}: TEI")
    return root


def _facts(root: etree._Element, entry: str) -> dict[str, str]:
    """What a row tells of one file."""
    head = f"{_TEI}teiHeader/{_TEI}fileDesc/"
    numbers = [_text(found) for found in root.iter(f"{_TEI}altIdentifier")]
    campa = next((_text(e) for e in root.iter(f"{_TEI}altIdentifier") if e.get("type") == "campa"), "")
    licence = root.find(f"{head}{_TEI}publicationStmt/{_TEI}availability/{_TEI}licence")
    edition = root.find(f".//{_TEI}div[@type='edition']")
    translations = {e.get(_LANG, ""): _text(e) for e in root.findall(f".//{_TEI}div[@type='translation']")}
    return {
        "file": Path(entry).stem,
        "title": _text(root.find(f"{head}{_TEI}titleStmt/{_TEI}title")),
        "number": campa,
        "other numbers": "; ".join(text for text in numbers if text and text != campa),
        "repository": _text(root.find(f".//{_TEI}msIdentifier/{_TEI}repository")),
        "licence": (licence.get("target", "") or _text(licence)) if licence is not None else "",
        "language": edition.get(_LANG, "") if edition is not None else "",
        "edition": _text(edition),
        "translation en": translations.get("eng", ""),
        "translation fr": translations.get("fra", ""),
        "summary": _text(root.find(f".//{_TEI}msContents/{_TEI}summary")),
        "editor": _text(root.find(f".//{_TEI}biblFull//{_TEI}editor")),
    }


def _text(element: etree._Element | None) -> str:
    """The words of an element as they are read: editors' corrections in, what they replace out."""
    return " ".join("".join(_pieces(element)).split()) if element is not None else ""


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            name = child.tag.removeprefix(_TEI)
            if name == "lb" and child.get("break") != "no":
                yield " "
            if name not in _SKIPPED or (name in {"sic", "orig"} and element.tag != f"{_TEI}choice"):
                yield from _pieces(child)
        yield child.tail or ""
