"""Dates as conservators write them, each with what it must say."""

from __future__ import annotations

import unicodedata

import pytest

from catalogue.vocab.dates import Note, Point, read_date

GREGORIAN = [
    ("1834", "1834", 1834, 1834),
    ("năm 1834", "1834", 1834, 1834),
    ("1835-1837", "1835/1837", 1835, 1837),
    ("1835–37", "1835/1837", 1835, 1837),
    ("1835-37", "1835/1837", 1835, 1837),
    ("khoảng 1835–1837", "1835~/1837~", 1835, 1837),
    ("1835~/1837~", "1835~/1837~", 1835, 1837),
    ("c. 1835", "1835~", 1835, 1835),
    ("ca. 1835-1837", "1835~/1837~", 1835, 1837),
    ("1802?", "1802?", 1802, 1802),
    ("có lẽ khoảng 1802", "1802%", 1802, 1802),
    ("trước 1945", "[..1945]", None, 1945),
    ("trước năm 1945", "[..1945]", None, 1945),
    ("before 1945", "[..1945]", None, 1945),
    ("sau 1802", "[1802..]", 1802, None),
    ("từ 1802", "1802/..", 1802, None),
    ("đến 1945", "../1945", None, 1945),
    ("từ 1802 đến 1945", "1802/1945", 1802, 1945),
    ("giữa 1802 và 1820", "1802/1820", 1802, 1820),
    ("between 1802 and 1820", "1802/1820", 1802, 1820),
    ("sau thế kỷ XVIII", "[1801..]", 1801, None),
    ("trước thế kỷ XIX", "[..1800]", None, 1800),
    ("12/03/1836", "1836-03-12", 1836, 1836),
    ("12-3-1836", "1836-03-12", 1836, 1836),
    ("12.3.1836", "1836-03-12", 1836, 1836),
    ("ngày 12/3/1836", "1836-03-12", 1836, 1836),
    ("ngày 12 tháng 3 năm 1836", "1836-03-12", 1836, 1836),
    ("12 March 1836", "1836-03-12", 1836, 1836),
    ("March 12, 1836", "1836-03-12", 1836, 1836),
    ("1945-04-30", "1945-04-30", 1945, 1945),
    ("29/2/1836", "1836-02-29", 1836, 1836),
    ("tháng 3 năm 1836", "1836-03", 1836, 1836),
    ("tháng 3/1836", "1836-03", 1836, 1836),
    ("ngày 12 tháng 3/1836", "1836-03-12", 1836, 1836),
    ("tháng giêng năm 1836", "1836-01", 1836, 1836),
    ("3/1836", "1836-03", 1836, 1836),
    ("1836-03", "1836-03", 1836, 1836),
    ("March 1836", "1836-03", 1836, 1836),
    ("đầu năm 1945", "1945-01/1945-04", 1945, 1945),
    ("đầu tháng 3 năm 1836", "1836-03-01/1836-03-10", 1836, 1836),
    ("cuối tháng 2 năm 1836", "1836-02-21/1836-02-29", 1836, 1836),
    ("nửa đầu tháng 2/1836", "1836-02-01/1836-02-15", 1836, 1836),
    ("cuối năm 1945", "1945-09/1945-12", 1945, 1945),
    ("thập niên 1830", "183X", 1830, 1839),
    ("những năm 30 của thế kỷ XIX", "183X", 1830, 1839),
    ("những năm 30", "193X", 1930, 1939),
    ("1830s", "183X", 1830, 1839),
    ("in the 1830s", "183X", 1830, 1839),
    ("circa 1830s", "1830~/1839~", 1830, 1839),
    ("năm 40", "0040", 40, 40),
    ("111 TCN", "-0110", -110, -110),
    ("200-100 TCN", "-0199/-0099", -199, -99),
    ("năm 1 trước Công nguyên", "0000", 0, 0),
]

CENTURIES = [
    ("thế kỷ XIX", 1801, 1900, 19),
    ("thế kỉ 19", 1801, 1900, 19),
    ("TK 19", 1801, 1900, 19),
    ("TK. XIX", 1801, 1900, 19),
    ("19th century", 1801, 1900, 19),
    ("Champa thế kỷ X", 901, 1000, 10),
    ("đầu thế kỷ XVIII", 1701, 1733, 18),
    ("những năm đầu thế kỷ XVIII", 1701, 1733, 18),
    ("early 18th century", 1701, 1733, 18),
    ("giữa thế kỷ XVIII", 1734, 1766, 18),
    ("mid-18th century", 1734, 1766, 18),
    ("cuối thế kỷ XVIII", 1767, 1800, 18),
    ("nửa đầu thế kỷ XIX", 1801, 1850, 19),
    ("first half of the 19th century", 1801, 1850, 19),
    ("nửa cuối thế kỷ XIX", 1851, 1900, 19),
    ("thế kỷ XVIII - XIX", 1701, 1900, None),
    ("TK XVIII-XIX", 1701, 1900, None),
    ("18th–19th century", 1701, 1900, None),
    ("cuối thế kỷ XVIII - đầu thế kỷ XIX", 1767, 1833, None),
    ("cuối thế kỷ XVIII, đầu XIX", 1767, 1833, None),
    ("cuối thế kỷ XVIII đầu thế kỷ XIX", 1767, 1833, None),
    ("late 18th – early 19th century", 1767, 1833, None),
    ("thế kỷ II TCN", -199, -100, -2),
    ("thế kỷ II - I TCN", -199, 0, None),
    ("từ thế kỷ II TCN đến thế kỷ I SCN", -199, 100, None),
    ("2nd century BC", -199, -100, -2),
]

REIGN_YEARS = [
    ("Minh Mạng 15", "minh-mang", 15, 1834),
    ("Minh Mạng năm thứ 15", "minh-mang", 15, 1834),
    ("năm Minh Mạng thứ 15", "minh-mang", 15, 1834),
    ("năm thứ 15 niên hiệu Minh Mạng", "minh-mang", 15, 1834),
    ("Minh Mệnh thập ngũ niên", "minh-mang", 15, 1834),
    ("Minh Mang year 15", "minh-mang", 15, 1834),
    ("15th year of Minh Mạng", "minh-mang", 15, 1834),
    ("明命十五年", "minh-mang", 15, 1834),
    ("Minh Mạng thứ 15, Giáp Ngọ (1834)", "minh-mang", 15, 1834),
    ("Minh Mạng thứ 15 (Giáp Ngọ - 1834)", "minh-mang", 15, 1834),
    ("Giáp Ngọ, Minh Mạng 15", "minh-mang", 15, 1834),
    ("Giáp Ngọ, thời Minh Mạng", "minh-mang", 15, 1834),
    ("1834 (Minh Mạng 15)", "minh-mang", 15, 1834),
    ("Gia Long nguyên niên", "gia-long", 1, 1802),
    ("Thiệu Trị thứ nhất", "thieu-tri", 1, 1841),
    ("嗣德元年", "tu-duc", 1, 1848),
    ("Tự Đức tam thập lục niên", "tu-duc", 36, 1883),
    ("Bảo Đại 1", "bao-dai", 1, 1926),
    ("Cảnh Hưng năm thứ 61", "canh-hung", 61, 1800),
    ("Hồng Đức 28", "hong-duc", 28, 1497),
    ("Thuận Thiên 10", "thuan-thien-ly", 10, 1019),
    ("Thuận Thiên 3, nhà Lê sơ", "thuan-thien-le-so", 3, 1430),
    ("Kangxi year 61", "khang-hy", 61, 1722),
]

SPANS_OF_RULE = [
    ("niên hiệu Gia Long", "nguyen", "gia-long", 1802, 1820),
    ("thời Gia Long", "nguyen", "gia-long", 1802, 1820),
    ("thời vua Minh Mạng", "nguyen", "minh-mang", 1820, 1841),
    ("triều Nguyễn", "nguyen", None, 1802, 1945),
    ("Nguyễn", "nguyen", None, 1802, 1945),
    ("Nguyễn, thế kỷ XIX", "nguyen", None, 1802, 1900),
    ("thế kỷ XIX, triều Nguyễn", "nguyen", None, 1802, 1900),
    ("Nguyễn dynasty, 19th century", "nguyen", None, 1802, 1900),
    ("thời Lê Trung Hưng", "le-trung-hung", None, 1533, 1789),
    ("nhà Trần", "tran", None, 1225, 1400),
    ("nhà Nguyên", "nguyen-mong", None, 1271, 1368),
    ("chúa Nguyễn", "chua-nguyen", None, 1558, 1777),
    ("chúa Nguyễn Phúc Chu", "chua-nguyen", "lord-nguyen-phuc-chu", 1691, 1725),
    ("thời vua Lê Thánh Tông", "le-so", None, 1460, 1497),
    ("Kangxi period", "thanh", "khang-hy", 1662, 1722),
    ("Minh Mạng 15 - 20", None, "minh-mang", 1834, 1839),
]


@pytest.mark.parametrize(("text", "edtf", "first", "last"), GREGORIAN)
def test_years_days_and_open_spans(text, edtf, first, last):
    date = read_date(text)
    assert (date.edtf, date.year_from, date.year_to) == (edtf, first, last)
    assert date.calendar == "gregorian"
    assert date.display == text


@pytest.mark.parametrize(("text", "first", "last", "century"), CENTURIES)
def test_centuries_and_their_parts(text, first, last, century):
    date = read_date(text)
    assert (date.earliest, date.latest, date.century) == (Point(first), Point(last), century)
    assert date.edtf == f"{Point(first).edtf()}/{Point(last).edtf()}"


@pytest.mark.parametrize(("text", "reign", "number", "year"), REIGN_YEARS)
def test_years_of_reigns(text, reign, number, year):
    date = read_date(text)
    assert (date.reign, date.reign_year, date.year_from, date.year_to) == (reign, number, year, year)
    assert (date.calendar, date.certainty, date.edtf) == ("reign", "certain", str(year))


@pytest.mark.parametrize(("text", "dynasty", "reign", "first", "last"), SPANS_OF_RULE)
def test_dynasties_and_whole_reigns(text, dynasty, reign, first, last):
    date = read_date(text)
    assert (date.reign, date.year_from, date.year_to) == (reign, first, last)
    assert dynasty is None or date.dynasty == dynasty


@pytest.mark.parametrize("text", sorted({row[0] for row in (*GREGORIAN, *CENTURIES, *REIGN_YEARS, *SPANS_OF_RULE)}))
def test_case_and_unicode_form_play_no_part(text):
    date = read_date(text)
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, text)
        assert read_date(typed) == date
        assert read_date(typed).display == typed
        assert read_date(unicodedata.normalize(form, text.upper())) == date


def test_a_lunar_year_keeps_its_days_and_is_searched_by_one_year():
    date = read_date("Minh Mạng 15")
    assert (date.earliest, date.latest) == (Point(1834, 2, 9), Point(1835, 1, 28))
    assert (date.year_from, date.year_to, date.century) == (1834, 1834, 19)


def test_a_day_by_the_moon_is_converted_and_approximate():
    date = read_date("ngày 5 tháng 6 năm Minh Mạng 15 (âm lịch)")
    assert (date.calendar, date.edtf, date.certainty) == ("lunar", "1834-07-11~", "approximate")
    assert (date.lunar.month, date.lunar.day, date.reign_year) == (6, 5, 15)
    assert date.notes == (Note("date_note_court_calendar"),)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Khải Định cửu niên thất nguyệt nhị thập ngũ nhật", "1924-08-25~"),
        ("rằm tháng 7 năm Giáp Ngọ, Minh Mạng 15", "1834-08-19~"),
        ("15/7/1834 (âm lịch)", "1834-08-19~"),
        ("ngày 15 tháng 8 nhuận năm 1900 âm lịch", "1900-10-08~"),
        ("tháng 6 năm Minh Mạng 15", "1834-07-07~/1834-08-04~"),
        ("5th day of the 6th month, Minh Mạng year 15", "1834-07-11~"),
        ("mồng 1 tháng giêng năm 2024 âm lịch", "2024-02-10"),
        ("ngày 15 tháng 8 năm Cảnh Hưng 20", "1759"),
    ],
)
def test_more_days_by_the_moon(text, edtf):
    assert (read_date(text).edtf, read_date(text).calendar) == (edtf, "lunar")


def test_the_gregorian_side_in_brackets_may_fall_into_the_next_year():
    date = read_date("10/1/1835 (Minh Mạng 15)")
    assert (date.edtf, date.reign_year) == ("1835-01-10", 15)


def test_a_year_of_the_cycle_alone_lists_those_of_the_nguyen_and_asks():
    date = read_date("Giáp Ngọ")
    assert (date.candidates, date.edtf) == (((1834, 1834), (1894, 1894)), "[1834,1894]")
    assert (date.calendar, date.certainty) == ("sexagenary", "uncertain")
    assert [note.code for note in date.notes] == ["date_note_which_cycle"]
    assert dict(date.notes[0].values) == {"name": "Giáp Ngọ", "candidates": "1834, 1894"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Giáp Ngọ (1834)", [1834]),
        ("Giáp Ngọ 1774", [1774]),
        ("Giáp Ngọ, thế kỷ XVIII", [1714, 1774]),
        ("Kỷ Tỵ, Tự Đức", [1869]),
        ("ky ty, tu duc", [1869]),
        ("Giáp Tý thời Khải Định", [1924]),
    ],
)
def test_a_year_of_the_cycle_within_something(text, years):
    date = read_date(text)
    assert [span[0] for span in date.candidates] == (years if len(years) > 1 else [])
    assert (date.year_from, date.year_to) == (years[0], years[-1])


def test_an_era_name_used_twice_asks_which():
    date = read_date("Thuận Thiên 3")
    assert (date.edtf, date.certainty, date.reign) == ("[1012,1430]", "uncertain", None)
    assert "nhà Lê sơ" in dict(date.notes[0].values)["candidates"]


def test_an_era_whose_first_year_is_in_doubt_is_uncertain():
    assert read_date("Thiên Phúc 5").edtf == "0984?"


@pytest.mark.parametrize(
    ("text", "edtf"),
    [("trước Giáp Ngọ", "[..1894?]"), ("sau Giáp Ngọ", "[1834?..]"), ("từ thời Long Khánh", "1373?/..")],
)
def test_an_open_span_of_what_can_mean_several_things_is_the_widest_and_asks(text, edtf):
    assert read_date(text).edtf == edtf
    assert read_date(text).notes[0].code.startswith("date_note_which_")
