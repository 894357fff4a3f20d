"""Written dates over HTTP: understood, refused with suggestions, picked by reign."""

from __future__ import annotations

import pytest


def ask(client, text: str, lang: str = "vi") -> dict[str, object]:
    answer = client.get("/api/v1/dates", query_string={"text": text, "lang": lang})
    assert answer.status_code == 200
    return answer.get_json()


def test_a_reign_year_is_told_in_years_words_and_the_cycle(client):
    found = ask(client, "Minh Mang 15")
    assert found["is_understood"]
    assert (found["year_from"], found["year_to"], found["edtf"]) == (1834, 1834, "1834")
    assert (found["earliest"], found["latest"]) == ("1834-02-09", "1835-01-28")
    assert (found["reign"]["name"], found["reign_year"], found["lunar_year"]) == ("Minh Mạng", 15, "Giáp Ngọ")
    assert "Minh Mạng năm thứ 15" in found["in_words"]["vi"]
    assert "Minh Mạng year 15" in found["in_words"]["en"]


def test_a_span_and_a_century_have_no_lunar_year(client):
    for text in ("khoảng 1835-1837", "thế kỷ XIX", "trước 1945"):
        found = ask(client, text)
        assert found["is_understood"]
        assert found["lunar_year"] is None
    assert ask(client, "trước 1945")["year_from"] is None


def test_a_year_of_the_cycle_asks_which(client):
    found = ask(client, "Giáp Ngọ", "en")
    assert found["lunar_year"] == "Giáp Ngọ"
    assert [note["code"] for note in found["notes"]] == ["date_note_which_cycle"]
    assert "reign" in found["notes"][0]["remedy"]


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("30/2/1836", "date_day_unknown", "29/2/1836"),
        ("Minh Mạng 30", "date_reign_year", "Minh Mạng 1-21 (1820-1840)"),
        ("Minh Mạng 15 (1835)", "date_disagree", "Minh Mạng 15 (1834)"),
        ("Giáp Sửu", "date_cycle_unknown", "Giáp Tý"),
        ("1837-1835", "date_reversed", "1835 – 1837"),
        ("", "date_empty", None),
        ("xưa lắm", "date_unreadable", None),
    ],
)
def test_what_cannot_be_read_says_why_and_what_was_perhaps_meant(client, text, code, suggestion):
    found = ask(client, text)
    assert not found["is_understood"]
    assert found["problem"]["code"] == code
    assert found["problem"]["remedy"]
    assert not suggestion or suggestion in found["suggestions"]


def test_reigns_are_picked_without_accents(client):
    found = client.get("/api/v1/dates/reigns?q=minh").get_json()["items"]
    assert found[0]["name"] == "Minh Mạng"
    assert (found[0]["first"], found[0]["years"]) == (1820, 21)
    assert client.get("/api/v1/dates/reigns?limit=3").get_json()["total"] == 3


def test_a_question_without_text_is_told_so(client):
    answer = client.get("/api/v1/dates")
    assert answer.status_code == 422
    assert answer.get_json()["fields"]["text"]["code"] == "required"
