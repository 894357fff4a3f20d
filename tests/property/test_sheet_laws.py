"""Laws of reading tables: old encodings go there and back, right text is never touched, files come back as written."""

from __future__ import annotations

import csv
import tempfile
import unicodedata
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.sheets.cells import escape_cell, unescape_cell
from ingest.sheets.encodings import Evidence, convert_text
from ingest.sheets.fonts import CP1258, TCVN3, VNI, decode, encode
from ingest.sheets.sheet import open_sheet
from ingest.sheets.syllables import _INITIALS, _RHYMES, is_syllable
from ingest.sheets.writing import write_csv, write_xlsx

TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VOWELS = "aăâeêioôơuưy"


def tone_place(rhyme: str) -> int:
    """Where the tone stands: on the vowel with a mark of its own, else before the final, else on the last but one."""
    vowels = [i for i, c in enumerate(rhyme) if c in VOWELS]
    marked = [i for i in vowels if rhyme[i] in "ăâêôơư"]
    if marked:
        return marked[-1]
    return vowels[-1] if len(vowels) == 1 or rhyme[-1] not in VOWELS else vowels[-2]


def all_syllables() -> list[str]:
    """Every syllable that the rules allow, small, NFC."""
    made = []
    for initial in ("", *_INITIALS):
        for rhyme in sorted(_RHYMES):
            at = tone_place(rhyme) + 1
            made += [unicodedata.normalize("NFC", initial + rhyme[:at] + tone + rhyme[at:]) for tone in TONES]
    return [word for word in made if is_syllable(word)]


syllables = st.sampled_from(all_syllables())
small_texts = st.lists(syllables, min_size=1, max_size=8).map(" ".join)
texts = st.lists(syllables.flatmap(lambda w: st.sampled_from([w, w.capitalize(), w.upper()])), min_size=1).map(" ".join)
columns = st.lists(syllables, min_size=40, max_size=60).map(
    lambda w: [" ".join(w[i : i + 4]) for i in range(0, len(w), 4)]
)
old = st.sampled_from([TCVN3, VNI, CP1258])
wild = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs")), max_size=12)


@given(small_texts, old)
def test_small_vietnamese_text_goes_there_and_back(text: str, encoding: str) -> None:
    assert decode(encode(text, encoding).encode("cp1252").decode("cp1252"), encoding) == text


@given(texts, st.sampled_from([VNI, CP1258]))
def test_capitals_go_there_and_back_where_the_encoding_has_them(text: str, encoding: str) -> None:
    assert decode(encode(text, encoding), encoding) == text


@given(st.lists(syllables.filter(lambda w: len([c for c in w if c.isascii()]) > 1), min_size=1))
def test_words_in_the_capitals_font_come_back_as_capitals(words: list[str]) -> None:
    text = " ".join(words).upper()
    stored = " ".join("".join(c if not c.isascii() else c.upper() for c in encode(w, TCVN3)) for w in words)
    assume(any(not word.isascii() for word in words))
    assert convert_text(stored, TCVN3) == text


@given(columns, old)
def test_a_column_in_an_old_encoding_is_recognised_and_comes_back(cells: list[str], encoding: str) -> None:
    candidates = (CP1258, TCVN3, VNI) if encoding == CP1258 else (TCVN3, VNI)
    evidence, bare = Evidence(candidates), set()
    for cell in cells:
        evidence.add(0, encode(cell, encoding))
        bare |= {w for w in cell.split() if encode(w, encoding) != w and not is_syllable(encode(w, encoding))}
    assume(len(bare) >= 15)
    (proposal,) = evidence.proposals()
    assert proposal.encoding == encoding
    assert [convert_text(encode(cell, encoding), encoding) for cell in cells] == cells


@given(st.lists(texts, max_size=12))
def test_right_unicode_is_never_proposed_for_conversion(cells: list[str]) -> None:
    evidence = Evidence((TCVN3, VNI))
    for cell in cells:
        evidence.add(0, cell)
    assert evidence.proposals() == ()


@given(st.text(), old)
def test_converting_text_with_letters_of_unicode_alone_changes_nothing(text: str, encoding: str) -> None:
    if encoding != CP1258:
        assert convert_text(f"ệ{text}", encoding) == f"ệ{text}"


@given(st.text())
def test_escaping_is_undone(text: str) -> None:
    assert unescape_cell(escape_cell(text)) == text
    assert not escape_cell(text).startswith(("=", "@", "\t", "\r"))


@given(
    st.lists(st.lists(wild, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from([write_csv, write_xlsx])
)
def test_what_we_write_is_what_we_read(rows: list[list[str]], write: object) -> None:
    cells = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    assume(all(any(row) and row != ["số", "tên", "nơi"] for row in cells))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.bin"
        write([["số", "tên", "nơi"], *cells], path)
        sheet = open_sheet(path, header_row=1)
        assert [list(row.cells) for row in sheet.rows()] == cells


@given(
    st.lists(texts, min_size=3, max_size=3),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_vietnamese_text_files_are_read_as_they_are(cells: list[str], delimiter: str, codec: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        with path.open("w", encoding=codec, newline="") as out:
            csv.writer(out, delimiter=delimiter).writerows([["Số", "Tên", "Nơi"], cells])
        sheet = open_sheet(path, header_row=1)
        assert [list(row.cells) for row in sheet.rows()] == [cells]
        assert sheet.encodings == ()
