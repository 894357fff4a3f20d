"""Inscriptions in TEI as a table; hostile files are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.errors import RefusedError
from ingest.sheets.tei import HEADER, is_tei, read_tei

TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Bia thử</title></titleStmt>
<sourceDesc><msDesc><msIdentifier><altIdentifier type="campa"><idno>C. 9</idno></altIdentifier></msIdentifier></msDesc>
</sourceDesc></fileDesc></teiHeader><text><body><div type="edition" xml:lang="san-Latn"><p><lb n="1"/>svasti
<lb n="2"/>bh<choice><sic>a</sic><corr>u</corr></choice>va<lb n="3" break="no"/>na</p></div>
<div type="translation" xml:lang="eng"><p>Hail.</p></div></body></text></TEI>"""


def test_a_file_is_one_row_with_its_text_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "C9.xml"
    path.write_text(TEI, encoding="utf-8")
    assert is_tei(path)
    (row,) = read_tei(path, "C9.xml").rows
    told = dict(zip(HEADER, row.cells, strict=True))
    assert (told["file"], told["title"], told["number"]) == ("C9", "Bia thử", "C. 9")
    assert (told["edition"], told["translation en"], told["language"]) == ("svasti bhuvana", "Hail.", "san-Latn")


def test_an_archive_is_a_row_for_each_file(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("b.xml", "a.xml"):
            archive.writestr(name, TEI)
    assert [row.cells[0] for row in read_tei(path, "a.zip").rows] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEI.replace("<TEI", '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI', 1), "sheet_entities"),
        (TEI[:400], "sheet_broken"),
        (TEI.replace("<TEI ", "<TEIx ").replace("</TEI>", "</TEIx>"), "sheet_broken"),
    ],
)
def test_hostile_and_broken_files_are_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_tei(path, "a.xml")
    assert refused.value.code == code


def test_a_table_is_no_tei(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert not is_tei(tmp_path / "a.csv")
