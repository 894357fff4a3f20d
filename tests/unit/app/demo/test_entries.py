"""The demo museum's texts are complete in both languages, honest, and fit the forms."""

from __future__ import annotations

import pytest

from app.demo.entries import read_museum, read_samples
from models3d.specimens.collection import COLLECTION

MUSEUM = read_museum()


def test_there_is_one_site_eight_artifacts_and_three_stops():
    assert [entry.is_site for entry in MUSEUM.entries] == [True, *[False] * 8]
    assert len(MUSEUM.stops) == 3
    assert len({entry.number for entry in MUSEUM.entries}) == 9


def test_every_entry_has_a_form_and_every_form_an_entry():
    assert {entry.form for entry in MUSEUM.entries} == set(COLLECTION)
    assert {stop["form"] for stop in MUSEUM.stops} <= set(COLLECTION)


@pytest.mark.parametrize("entry", MUSEUM.entries, ids=lambda entry: entry.form)
def test_every_record_says_in_both_languages_that_it_is_a_model(entry):
    assert entry.values["is_specimen"] is True
    assert entry.values["licence"] == "CC0-1.0"
    assert "Mẫu vật dựng bằng máy tính" in str(entry.values["description_vi"])
    assert "modelled specimen" in str(entry.values["description_en"]).casefold()
    assert str(entry.values["title_vi"]) != str(entry.values["title_en"])
    assert len(entry.alt["alt_vi"]) > 10
    assert len(entry.alt["alt_en"]) > 10


def test_samples_name_files_and_titles():
    samples = read_samples()
    assert len({sample.number for sample in samples}) == len(samples) >= 10
    for sample in samples:
        assert sample.paths
        assert "mẫu" in str(sample.values["title_vi"])
        assert "ample" in str(sample.values["title_en"])
