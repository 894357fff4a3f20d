"""The table of reigns holds together, and is found by name, year and prefix."""

from __future__ import annotations

from itertools import pairwise

import pytest

from catalogue.vocab.dates import dynasties, reign_of, reigns, suggest
from catalogue.vocab.dates.reigns import find_periods, nearest_names
from catalogue.vocab.dates.sexagenary import cycle_name, cycle_of, near_cycles, read_cycle, years_of

# Years that inscriptions, edicts and coins pair with a year of the cycle.
FIRST_YEARS = [
    ("thuan-thien-le-so", 1428, "Mậu Thân"), ("hong-duc", 1470, "Canh Dần"), ("quang-hung", 1578, "Mậu Dần"),
    ("chinh-hoa", 1680, "Canh Thân"), ("vinh-thinh", 1705, "Ất Dậu"), ("canh-hung", 1740, "Canh Thân"),
    ("quang-trung", 1788, "Mậu Thân"), ("canh-thinh", 1793, "Quý Sửu"), ("gia-long", 1802, "Nhâm Tuất"),
    ("minh-mang", 1820, "Canh Thìn"), ("thieu-tri", 1841, "Tân Sửu"), ("tu-duc", 1848, "Mậu Thân"),
    ("kien-phuc", 1884, "Giáp Thân"), ("ham-nghi", 1885, "Ất Dậu"), ("dong-khanh", 1886, "Bính Tuất"),
    ("thanh-thai", 1889, "Kỷ Sửu"), ("duy-tan", 1907, "Đinh Mùi"), ("khai-dinh", 1916, "Bính Thìn"),
    ("bao-dai", 1926, "Bính Dần"), ("khang-hy", 1662, "Nhâm Dần"), ("can-long", 1736, "Bính Thìn"),
]  # fmt: skip


@pytest.mark.parametrize(("reign", "year", "cycle"), FIRST_YEARS)
def test_first_years_of_eras(reign, year, cycle):
    assert reigns()[reign].year_of(1) == year
    assert cycle_name(cycle_of(year)) == cycle


def test_all_thirteen_nguyen_emperors_are_there():
    nguyen = [reign for reign in reigns().values() if reign.dynasty == "nguyen"]
    assert len(nguyen) == 13
    assert sum(reign.year_of(1) is not None for reign in nguyen) == 12  # Dục Đức reigned three days
    assert len(reigns()) == 168
    assert len(dynasties()) == 18


@pytest.mark.parametrize("reign", reigns().values(), ids=lambda reign: reign.id)
def test_a_reign_is_sound(reign):
    house = dynasties()[reign.dynasty]
    assert reign.earliest.first_day() <= reign.latest.last_day()
    assert house.earliest.year <= reign.earliest.year
    assert reign.latest.year <= max(house.latest.year, house.earliest.year)
    assert reign.han or reign.dynasty == "chua-nguyen"
    if reign.first is not None:
        assert reign.first <= reign.last <= reign.used_to
        assert [reign.number_of(reign.first), reign.number_of(reign.used_to + 1), reign.year_of(0)] == [1, None, None]
        assert abs(reign.earliest.year - reign.first) <= 1


@pytest.mark.parametrize("house", dynasties().values(), ids=lambda house: house.id)
def test_eras_of_a_house_follow_one_another(house):
    eras = [r for r in reigns().values() if r.dynasty == house.id]
    starts = [reign.earliest.first_day() for reign in eras]
    assert starts == sorted(starts)
    gaps = [b.earliest.year - a.latest.year for a, b in pairwise(eras)]
    assert all(gap <= 1 for gap in gaps)


def test_the_reigns_of_a_year():
    assert [reign.id for reign in reign_of(1834)] == ["minh-mang"]
    assert [reign.id for reign in reign_of(1790)] == ["thai-duc", "quang-trung"]
    assert {reign.id for reign in reign_of(1883)} == {"tu-duc", "duc-duc", "hiep-hoa", "kien-phuc"}
    assert [reign.id for reign in reign_of(1700)] == ["chinh-hoa", "lord-nguyen-phuc-chu"]
    assert reign_of(1950) == ()


@pytest.mark.parametrize(
    ("prefix", "first"),
    [("minh m", "minh-mang"), ("MINH MẸ", "minh-mang"), ("tự", "tu-duc"), ("tu d", "tu-duc"), ("bao", "bao-dai"),
     ("明", "minh-mang"), ("kang", "khang-hy"), ("mang", "minh-mang"), ("Lê Thánh", "quang-thuan"),
     ("chúa ti", "lord-nguyen-hoang")],
)  # fmt: skip
def test_a_picker_finds_reigns_without_accents(prefix, first):
    assert suggest(prefix)[0].id == first


def test_a_picker_begins_with_the_nguyen_and_ends_with_nothing():
    assert [reign.id for reign in suggest("")][:3] == ["gia-long", "minh-mang", "thieu-tri"]
    assert suggest("zzz") == []


def test_names_without_accents_mean_the_vietnamese_house():
    assert [period.dynasty for period in find_periods("nguyen")] == ["nguyen"]
    assert [period.dynasty for period in find_periods("Nguyên")] == ["nguyen-mong"]
    assert [period.reign for period in find_periods("Nguyễn Phúc Chú")] == ["lord-nguyen-phuc-thu"]
    assert len(find_periods("nguyen phuc chu")) == 2
    assert nearest_names("thieu trj")[0] == "Thiệu Trị"


def test_the_cycle():
    assert [read_cycle(*name.split()) for name in ("giap ty", "Kỷ Tỵ", "ky ti", "Quí Mẹo", "Giáp Sửu", "Giáp Tỵ")] == [
        0, 5, 5, 39, None, None,
    ]  # fmt: skip
    assert all(read_cycle(*cycle_name(place).split()) == place for place in range(60))
    assert years_of(30, 1802, 1945) == (1834, 1894)
    assert near_cycles("Giáp", "Sửu")[0] == "Giáp Tý"
