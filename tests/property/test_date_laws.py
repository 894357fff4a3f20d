"""Laws of written dates: whatever is read is sound and reads back; nothing but the documented error ever comes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.vocab.dates import DateError, HistoricDate, read_date, reigns, write_date
from tests.edtf import is_edtf

_WORDS = """
1834 1835 1801 1900 15 3 12 31 0 XIX XVIII II thế kỷ TK thập niên những năm đầu giữa cuối nửa khoảng có lẽ ? ~
- – / , ( ) . trước sau từ đến và hoặc TCN SCN năm thứ tháng ngày rằm nhuận âm lịch dương Minh Mạng Gia Long
Tự Đức Thuận Thiên Giáp Ngọ Mậu Tuất Tỵ nhà triều thời niên hiệu Nguyễn Lê Trần Trung Hưng nguyên niên thập
ngũ nhất nguyệt nhật 19th century early mid late of the year c. ca. before March 12/3/1836 1836-03-12 1830s
dynasty era 明命十五年 嘉隆
"""
WORDS = _WORDS.split()
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
TEXTS = PHRASES | st.text(max_size=80) | st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=8).map("".join)
YEARS = [(r.id, year) for r in reigns().values() if r.first is not None for year in range(r.first, r.used_to + 1)]


def forms(text: str) -> list[str]:
    """A text as other keyboards give it: composed, decomposed, in capitals, without accents."""
    parted = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in parted if not unicodedata.combining(c)).translate(str.maketrans("đĐ", "dD"))
    return [unicodedata.normalize("NFC", text), parted, parted.upper(), bare, bare.lower()]


def read(text: str) -> HistoricDate | DateError:
    """The date of a text, or why there is none."""
    try:
        return read_date(text)
    except DateError as error:
        return error


def is_sound(date: HistoricDate) -> bool:
    """Ends in order, EDTF valid, years within the days."""
    in_order = date.earliest is None or date.latest is None or date.earliest.first_day() <= date.latest.last_day()
    years = date.year_from is None or date.year_to is None or date.year_from <= date.year_to
    return in_order and years and is_edtf(date.edtf)


@given(TEXTS)
def test_any_text_gives_a_sound_date_or_the_documented_error(text):
    found = read(text)
    if isinstance(found, DateError):
        assert 0 <= found.position <= len(text)
        assert found.code.startswith("date_")
        return
    date = found
    assert date.display == text
    assert is_sound(date)
    assert write_date(date)
    assert write_date(date, "en")


@pytest.mark.parametrize("reign", reigns().values(), ids=lambda reign: reign.id)
def test_every_year_of_every_reign_reads_back_in_any_form(reign):
    years = range(reign.first, reign.used_to + 1) if reign.first else ()
    told = [f"{reign.name} {year - reign.first + 1} ({year})" for year in years]
    told.append(f"thời {reign.name} ({reign.earliest.year}-{reign.latest.year})")
    for text in told:
        date = read_date(text)
        assert date.reign == reign.id
        assert is_sound(date)
        for words in (write_date(date), write_date(date, "en")):
            assert all(read_date(form) == date for form in forms(words)), words


@given(st.sampled_from(YEARS), st.integers(1, 12), st.none() | st.integers(1, 29), st.booleans())
def test_days_by_the_moon_read_back(which, month, day, is_uncertain):
    reign, year = reigns()[which[0]], which[1]
    said = f"{'' if day is None else f'ngày {day} '}tháng {month} năm {reign.name} thứ {year - reign.first + 1}"
    date = read_date(f"{said} (âm lịch, {year}){'?' if is_uncertain else ''}") if month < 11 else read_date(said)
    assert date.calendar == "lunar"
    assert is_sound(date)
    if not date.candidates:
        assert read_date(write_date(date)) == read_date(write_date(date, "en")) == date


@given(st.dates().filter(lambda day: 1 <= day.year <= 2100))
def test_days_read_back(day):
    date = read_date(day.isoformat())
    assert date.edtf == day.isoformat()
    assert read_date(write_date(date)) == read_date(write_date(date, "en")) == date


@given(st.integers(-400, 2000), st.integers(0, 300), st.sampled_from(["", "khoảng ", "có lẽ "]))
def test_spans_of_years_read_back(first, length, remark):
    last = min(first + length, 2100)
    said = [f"năm {year}" if year > 0 else f"{1 - year} TCN" for year in (first, last)]
    date = read_date(f"{remark}từ {said[0]} đến {said[1]}")
    assert (date.year_from, date.year_to) == (first, last)
    assert is_sound(date)
    assert read_date(write_date(date)) == read_date(write_date(date, "en")) == date


@given(st.integers(-20, 21).filter(bool), st.sampled_from(["", "đầu ", "giữa ", "cuối ", "nửa đầu ", "nửa cuối "]))
def test_centuries_read_back(century, part):
    date = read_date(f"{part}thế kỷ {abs(century)}{' TCN' if century < 0 else ''}")
    assert date.century == century
    assert is_sound(date)
    assert read_date(write_date(date)) == read_date(write_date(date, "en")) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1834-02-30",
        "1834-13",
        "-0000",
        "1835/1834",
        "[1834]",
        "../..",
        "183",
        "1834~?",
        "[1834..1833,1900]",
        "18X4",
    ],
)
def test_the_reader_of_edtf_is_strict(text):
    assert not is_edtf(text)
