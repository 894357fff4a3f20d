from __future__ import annotations

import unicodedata

import pytest

from ingest.sheets.encodings import HEADINGS, MIXED, Evidence, convert_row, convert_text
from ingest.sheets.fonts import CP1258, TCVN3, TCVN3_TABLE, VNI, VNI_TABLE, decode, encode
from ingest.sheets.syllables import is_syllable
from ingest.sheets.types import Row

TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
SMALL = [unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in TONES] + ["đ"]
MARKED = [letter for letter in SMALL if not letter.isascii()]
VIETNAMESE = (
    "Huế", "điện", "hoà", "hòa", "quốc", "gì", "giếng", "nghiêng", "Nguyễn", "khuỷu", "thuở", "kỹ", "ghế", "ý", "ông",
    "oanh", "ĐÌNH",
)  # fmt: skip
CAPITALS = [letter.upper() for letter in MARKED]


def test_the_alphabet_has_all_letters() -> None:
    assert len(MARKED) == 67


@pytest.mark.parametrize("encoding", [TCVN3, VNI, CP1258])
def test_every_small_letter_goes_there_and_back_in_eight_bits(encoding: str) -> None:
    for letter in MARKED:
        stored = encode(letter, encoding)
        assert stored != letter or letter in "âêôàáèéìíòóùúýãõ" or encoding == CP1258
        stored.encode("cp1252")
        assert decode(stored, encoding) == letter


@pytest.mark.parametrize("encoding", [VNI, CP1258])
def test_every_capital_goes_there_and_back(encoding: str) -> None:
    assert [decode(encode(letter, encoding), encoding) for letter in CAPITALS] == CAPITALS


def test_tcvn3_has_seven_capitals_and_makes_the_others_small() -> None:
    held = [letter for letter in CAPITALS if decode(encode(letter, TCVN3), TCVN3) == letter]
    assert sorted(held) == sorted("ĂÂÊÔƠƯĐ")
    assert decode(encode("Ế", TCVN3), TCVN3) == "ế"


def test_tables_are_whole_and_one_to_one() -> None:
    assert sorted(TCVN3_TABLE.values()) == sorted([*MARKED, *"ĂÂÊÔƠƯĐ"])
    assert set(VNI_TABLE.values()) == {*MARKED, *CAPITALS} - {"ì", "í", "Ì", "Í"}  # these stand for themselves


def test_windows_1258_is_pythons() -> None:
    for letter in MARKED + CAPITALS:
        data = encode(letter, CP1258).encode("cp1252")
        assert unicodedata.normalize("NFC", data.decode("cp1258")) == letter


@pytest.mark.parametrize(
    ("stored", "encoding", "text"),
    [
        ("HuÕ", TCVN3, "Huế"), ("§iÖn Th¸i Hßa", TCVN3, "Điện Thái Hòa"), ("t\u00adîng ®ång", TCVN3, "tượng đồng"),
        ("HUÕ", TCVN3, "HUẾ"), ("B¶O TµNG Cæ VËT", TCVN3, "BẢO TÀNG Cổ VẬT"), ("Lª ThÞ Hµ", TCVN3, "Lê Thị Hà"),
        ("Hueá", VNI, "Huế"), ("Ñieän Thaùi Hoøa", VNI, "Điện Thái Hòa"), ("HUEÁ", VNI, "HUẾ"), ("Aån", VNI, "Ẩn"),
        ("töôïng ñoàng", VNI, "tượng đồng"), ("cao 30 × 20 cm, bÒ mÆt", TCVN3, "cao 30 × 20 cm, bề mặt"),
        ("líp s¬n 5 µm © 1998", TCVN3, "lớp sơn 5 µm © 1998"), ("Huế HuÕ", TCVN3, "Huế HuÕ"), ("bà", TCVN3, "bà"),
        ("Nguyêþn", CP1258, "Nguyê₫n"), ("Nguyê\u00den", CP1258, "Nguyễn"), ("plain", VNI, "plain"),
    ],
)  # fmt: skip
def test_texts_as_people_typed_them(stored: str, encoding: str, text: str) -> None:
    assert convert_text(stored, encoding) == text


@pytest.mark.parametrize("word", VIETNAMESE)
def test_vietnamese_words_are_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word", ["HuÕ", "Hueá", "Mère", "Größe", "ngế", "kà", "cát̀", "mạt́", "tàch", "b", "quu", "ghà", "bÒ"]
)
def test_other_words_are_none(word: str) -> None:
    assert not is_syllable(word)


def proposals(columns: dict[int, list[str]], candidates: tuple[str, ...] = (TCVN3, VNI)) -> dict[int, str]:
    evidence = Evidence(candidates)
    for column, cells in columns.items():
        for cell in cells:
            evidence.add(column, cell)
    return {p.column: p.encoding for p in evidence.proposals()}


@pytest.mark.parametrize(
    "cells",
    [
        ["Huế", "Điện Thái Hòa", "bà", "cá", "hò", "cô"], ["bà", "cá", "hò", "cô", "tô"],
        ["Mère Grégoire", "François", "Élise à Paris", "déjà vu"], ["Größe", "Müller", "für"],
        ["España", "Año", "São João"],
        ["30 × 20", "1 ½", "25 °C", "© 2020", "5 µm"], ["Mü"], ["«Le Penseur»", "«Été»"], ["Åse Björk", "Øystein"],
        ["Śiva", "Pārvatī", "Bodhisattva"], ["皇帝", "明命"], ["Ẩn", "ẩn"],
    ],
)  # fmt: skip
def test_right_text_is_never_proposed_for_conversion(cells: list[str]) -> None:
    assert proposals({0: cells}) == {}


def test_a_short_column_follows_the_rest_of_its_table() -> None:
    full = [encode(text, TCVN3) for text in ("Bình gốm men lam", "Chân đèn đồng", "hoành phi sơn thếp vàng")]
    assert proposals({0: full, 1: ["gèm"], 2: ["Mère"], 3: ["bà chúa"], 4: ["30 × 20"]}) == {0: TCVN3, 1: TCVN3}
    assert proposals({1: ["gèm"]}) == {}


def test_cells_that_are_right_stay_in_a_column_of_both_kinds() -> None:
    cells = ["Huế", "Tên", "cã", *(encode(text, TCVN3) for text in ("Bình gốm men lam", "Chân đèn đồng", "vàng"))]
    assert proposals({0: cells, HEADINGS: ["Số", "Tên"]}) == {0: TCVN3 + MIXED}
    assert [convert_text(cell, TCVN3 + MIXED) for cell in cells][:4] == ["Huế", "Tên", "cã", "Bình gốm men lam"]
    assert convert_text("cã", TCVN3) == "có"


def test_only_confirmed_columns_are_converted() -> None:
    row = convert_row(Row(5, ("HuÕ", "HuÕ", "x")), {1: TCVN3, 9: VNI})
    assert row == Row(5, ("HuÕ", "Huế", "x"))


def test_evidence_tells_samples_words_and_capitals() -> None:
    evidence = Evidence((TCVN3,))
    for cell in ("B¶O TµNG", "HuÕ", "®iÖn", "bÒ mÆt"):
        evidence.add(2, cell)
    (proposal,) = evidence.proposals()
    assert ("B¶O TµNG", "BẢO TÀNG") in proposal.samples
    assert (proposal.column, proposal.words, proposal.capitals) == (2, 6, 1)
    assert 0.75 < proposal.confidence < 1
