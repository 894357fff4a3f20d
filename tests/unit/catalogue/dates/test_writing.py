"""The words of the house for a date, in both languages."""

from __future__ import annotations

import pytest

from catalogue.vocab.dates import read_date, write_date

WORDS = [
    ("Minh Mệnh thập ngũ niên", "Minh Mạng năm thứ 15 (1834)", "Minh Mạng year 15 (1834)"),
    ("giáp ngọ, minh mạng 15", "Minh Mạng năm thứ 15, Giáp Ngọ (1834)", "Minh Mạng year 15, Giáp Ngọ (1834)"),
    ("thời Gia Long", "niên hiệu Gia Long (1802–1820)", "Gia Long era (1802–1820)"),
    ("nha tran", "nhà Trần (1225–1400)", "Trần dynasty (1225–1400)"),
    ("chúa Nguyễn Hoàng", "thời Nguyễn Hoàng (1558–1613)", "reign of Nguyễn Hoàng (1558–1613)"),
    ("Nguyễn, TK XIX", "triều Nguyễn (1802–1900)", "Nguyễn dynasty (1802–1900)"),
    ("nhà Nguyên", "nhà Nguyên (1271–1368)", "Yuan dynasty (1271–1368)"),
    ("cuối thời Nguyễn", "triều Nguyễn (khoảng 1898–1945)", "Nguyễn dynasty (circa 1898–1945)"),
    ("giap ngo", "Giáp Ngọ (1834 hoặc 1894)", "Giáp Ngọ (1834 or 1894)"),
    ("ngay 5 thang 6 nam Minh Mang 15", "ngày 5 tháng 6 năm Minh Mạng thứ 15 (âm lịch; 11/7/1834)",
     "5th day of the 6th month, Minh Mạng year 15 (lunar calendar; 11 July 1834)"),
    ("1/1/2024 âm lịch", "ngày 1 tháng 1 năm 2024 (âm lịch; 10/2/2024)",
     "1st day of the 1st month, 2024 (lunar calendar; 10 February 2024)"),
    ("c. 1835-1837", "khoảng 1835–1837", "circa 1835–1837"),
    ("1802 ?", "1802?", "1802?"),
    ("before 1945", "trước 1945", "before 1945"),
    ("sau 1802", "sau 1802", "after 1802"),
    ("since 1802", "từ 1802", "since 1802"),
    ("đến 30/4/1975", "đến 30/4/1975", "until 30 April 1975"),
    ("19th century", "thế kỷ XIX", "19th century"),
    ("TK 18-19", "thế kỷ XVIII–XIX", "18th–19th century"),
    ("mid 18th century", "giữa thế kỷ XVIII", "mid-18th century"),
    ("nửa đầu TK 2 TCN", "nửa đầu thế kỷ II TCN", "first half of the 2nd century BC"),
    ("111 BC", "111 TCN", "111 BC"),
    ("AD 40", "năm 40", "AD 40"),
    ("1830s", "thập niên 1830", "1830s"),
    ("1836-03-12", "12/3/1836", "12 March 1836"),
    ("3/1836", "tháng 3 năm 1836", "March 1836"),
    ("đầu năm 1945", "tháng 1 năm 1945 – tháng 4 năm 1945", "January 1945 – April 1945"),
    ("Thuận Thiên", "1010–1028 hoặc 1428–1433", "1010–1028 or 1428–1433"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "vi", "en"), WORDS)
def test_words_in_both_languages_read_back_as_the_same_years(text, vi, en):
    date = read_date(text)
    assert (write_date(date), write_date(date, "en")) == (vi, en)
    for words in (vi, en):
        again = read_date(words)
        assert (again.edtf, again.year_from, again.year_to) == (date.edtf, date.year_from, date.year_to)
