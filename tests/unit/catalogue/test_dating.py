"""Written dates in the columns of artifacts: read, kept as typed, refused with a remedy."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.errors import ValidationError
from catalogue.services.artifacts import read_artifact, register_artifact, update_artifact
from catalogue.services.dating import DATE_COLUMNS, dated
from tests.cataloguing import STAFF

NEW = {"accession_number": "ND.01", "title_vi": "Bình"}


def save(session, **values):
    return register_artifact(session, STAFF, NEW | values)


def test_a_reign_year_fills_every_date_column(session):
    artifact = save(session, date_text="Minh Mạng 15")
    assert artifact.date_text == "Minh Mạng 15"
    assert (artifact.year_from, artifact.year_to, artifact.date_edtf) == (1834, 1834, "1834")
    assert (artifact.date_earliest, artifact.date_latest) == (dt.date(1834, 2, 9), dt.date(1835, 1, 28))
    assert (artifact.date_calendar, artifact.date_reign, artifact.date_certainty) == ("reign", "minh-mang", "certain")


def test_approximate_open_and_ancient_dates():
    assert (dated("khoảng 1835-1837")["date_certainty"], dated("khoảng 1835-1837")["year_to"]) == ("approximate", 1837)
    before = dated("trước 1945")
    assert (before["year_from"], before["date_earliest"], before["date_latest"]) == (None, None, dt.date(1945, 12, 31))
    old = dated("thế kỷ II TCN")
    assert (old["year_from"], old["year_to"], old["date_earliest"]) == (-199, -100, None)


def test_blank_text_empties_the_date(session):
    artifact = save(session, date_text="thế kỷ XIX")
    update_artifact(session, STAFF, "ND.01", {"date_text": "  "}, expected_version=artifact.version)
    assert all(getattr(artifact, name) is None for name in DATE_COLUMNS)


def test_a_new_text_replaces_all_that_the_old_one_said(session):
    artifact = save(session, date_text="Minh Mạng 15")
    sent = {"date_text": "thế kỷ XVIII", "year_from": 1834, "year_to": 1834}  # a form sends back what it showed
    update_artifact(session, STAFF, "ND.01", sent, expected_version=None)
    assert (artifact.year_from, artifact.year_to, artifact.date_reign) == (1701, 1800, None)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("Minh Mạng 30", "date_reign_year", "1820"),
        ("30/2/1836", "date_day_unknown", "29/2"),
        ("hôm nào đó", "date_unreadable", ""),
        ("Minh Mang 15 (1835)", "date_disagree", "1834"),
    ],
)
def test_an_unreadable_text_is_a_fault_of_its_field_with_a_suggestion(session, text, code, hint):
    with pytest.raises(ValidationError) as caught:
        save(session, date_text=text)
    assert caught.value.fields == {"date_text": code}
    assert hint in str(caught.value.values["suggestion"])


def test_years_by_hand_let_any_text_stand(session):
    artifact = save(session, date_text="đời vua trẻ", year_from="1830", year_to="1840")
    assert (artifact.date_text, artifact.date_edtf, artifact.date_reign) == ("đời vua trẻ", "1830/1840", None)
    assert artifact.date_latest == dt.date(1840, 12, 31)
    update_artifact(session, STAFF, "ND.01", {"date_text": "", "year_from": "1831", "year_to": ""}, expected_version=1)
    assert (artifact.date_text, artifact.date_edtf, artifact.year_to) == (None, "1831/..", None)


def test_years_by_hand_keep_their_own_rules(session):
    for years, fault in (({"year_from": "xưa"}, "not_a_number"), ({"year_from": 9.5}, "not_a_number")):
        with pytest.raises(ValidationError) as caught:
            save(session, date_text="đời vua trẻ", **years)
        assert caught.value.fields == {"year_from": fault}
    for years, field in (((1900, 1800), "year_to"), ((-20000, 1800), "year_from"), ((1800, 12000), "year_to")):
        with pytest.raises(ValidationError) as reversed_:
            save(session, date_text="", year_from=years[0], year_to=years[1])
        assert reversed_.value.fields == {field: "out_of_range"}


def test_a_text_stored_before_it_could_be_read_stays_until_it_is_changed(session):
    artifact = save(session)
    artifact.date_text = "khi xưa"
    session.flush()
    update_artifact(session, STAFF, "ND.01", {"date_text": "khi xưa", "maker": "Lê Văn A"}, expected_version=None)
    assert read_artifact(session, STAFF, "ND.01").maker == "Lê Văn A"
    with pytest.raises(ValidationError):
        update_artifact(session, STAFF, "ND.01", {"date_text": "khi xưa lắm"}, expected_version=None)
    assert artifact.date_text == "khi xưa"
