"""Each way in which a written date is refused: its code, its place in the text, and what was perhaps meant."""

from __future__ import annotations

import unicodedata

import pytest

from catalogue.errors import CatalogueError
from catalogue.vocab.dates import DateError, read_date

REFUSALS = [
    ("", "date_empty", 0, ""),
    ("  \n", "date_empty", 0, ""),
    ("tượng đá", "date_unreadable", 0, ""),
    ("khoảng", "date_unreadable", 0, ""),
    ("15", "date_unreadable", 0, ""),
    ("1834 abc", "date_unreadable", 5, ""),
    ("Minh Mạng 5/1824", "date_unreadable", 10, ""),
    ("1834" + " " * 300 + "1835", "date_unreadable", 300, ""),
    ("năm 0", "date_out_of_range", 0, ""),
    ("8341", "date_out_of_range", 0, ""),
    ("123456", "date_out_of_range", 0, ""),
    ("12/3/8341", "date_out_of_range", 0, ""),
    ("thế kỷ XXX", "date_out_of_range", 0, ""),
    ("thế kỷ 0", "date_out_of_range", 0, ""),
    ("30/02/1836", "date_day_unknown", 0, "29/2"),
    ("29/02/1835", "date_day_unknown", 0, "28/2"),
    ("ngày 31 tháng 4 năm 1975", "date_day_unknown", 0, "30/4"),
    ("2024-02-30", "date_day_unknown", 0, "29/2"),
    ("30 February 1836", "date_day_unknown", 0, "29/2"),
    ("32/1/1836", "date_day_unknown", 0, "1-31"),
    ("ngày 30 tháng 1 năm Minh Mạng 15", "date_day_unknown", 0, "29/1"),
    ("tháng 2 nhuận năm Minh Mạng 16", "date_day_unknown", 0, "6 nhuận"),
    ("Minh Mạng thập ngũ niên nhất nguyệt tam thập nhật", "date_day_unknown", 10, "29/1"),
    ("12/13/1836", "date_month_unknown", 0, "13/12"),
    ("tháng 13 năm 1836", "date_month_unknown", 0, "1-12"),
    ("1834-13", "date_month_unknown", 0, "1-12"),
    ("Gia Long 25", "date_reign_year", 9, "Gia Long 1-18 = 1802-1819"),
    ("Minh Mạng 0", "date_reign_year", 10, "Minh Mạng 1-21 = 1820-1840"),
    ("Bảo Đại năm thứ 21", "date_reign_year", 8, "Bảo Đại 1-20 = 1926-1945"),
    ("Dục Đức 1", "date_reign_year", 8, "Dục Đức 1883"),
    ("嘉隆二十年", "date_reign_year", 0, "Gia Long 1-18 = 1802-1819"),
    ("Ming Mạng 15", "date_reign_unknown", 0, "Minh Mạng, Minh Mệnh, Minh Mục Tông"),
    ("niên hiệu Gia Lonh", "date_reign_unknown", 10, "Gia Long, Gia Tĩnh, Gia Khánh"),
    ("Xyzzy 15", "date_reign_unknown", 0, "Gia Long, Minh Mạng, Thiệu Trị, Tự Đức"),
    ("北京", "date_reign_unknown", 0, "Gia Long, Minh Mạng, Thiệu Trị, Tự Đức"),
    ("Giáp Sửu", "date_cycle_unknown", 0, "Giáp Tý, Giáp Dần, Quý Sửu, Ất Sửu"),
    ("năm giáp tỵ", "date_cycle_unknown", 4, "Giáp Thìn, Giáp Ngọ, Quý Tỵ, Ất Tỵ"),
    ("Minh Mạng 15 (1838)", "date_disagree", 14, "Minh Mạng 15 = 1834 = Giáp Ngọ"),
    ("Minh Mạng 15, Mậu Tuất", "date_disagree", 14, "Minh Mạng 15 = 1834 = Giáp Ngọ"),
    ("Giáp Ngọ - 1838", "date_disagree", 11, "1838 = Mậu Tuất"),
    ("thời Gia Long, thế kỷ XVIII", "date_disagree", 15,
     "thời Gia Long = 1802-1820 (Gia Long, triều Nguyễn); thế kỷ XVIII = 1701-1800"),
    ("1837-1835", "date_reversed", 5, "1835 – 1837"),
    ("từ 1945 đến 1802", "date_reversed", 12, "1802 – 1945"),
    ("thế kỷ XIX - XVIII", "date_reversed", 13, "XVIII – thế kỷ XIX"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "position", "suggestion"), REFUSALS)
def test_what_is_no_date_is_refused_with_place_and_suggestion(text, code, position, suggestion):
    with pytest.raises(DateError) as caught:
        read_date(text)
    assert (caught.value.code, caught.value.position, caught.value.suggestion) == (code, position, suggestion)


def test_the_place_counts_characters_as_typed():
    text = unicodedata.normalize("NFD", "Minh Mạng 99")
    with pytest.raises(DateError) as caught:
        read_date(text)
    assert text[caught.value.position :] == "99"
    assert caught.value.values["position"] == str(text.index("99") + 1)


def test_it_is_an_error_of_the_catalogue():
    with pytest.raises(CatalogueError):
        read_date("?")


@pytest.mark.parametrize(
    "text", ["Giáp " * 50, "(" * 299, "đầu " * 70, "ngày 1 tháng 2 " * 18, "Giáp Ngọ " * 20, "9" * 299]
)
def test_texts_made_to_tire_a_reader_are_refused_at_once(text):
    with pytest.raises(DateError):
        read_date(text)
