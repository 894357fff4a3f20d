"""The page of batch edits: choose, look, change, take back; every refusal is told."""

from __future__ import annotations

import re

import pytest

PAGE = "/vi/workbench/batch/"


@pytest.fixture
def bowls(add_artifact):
    for number in ("B1", "B2"):
        add_artifact(number, is_public=False, maker="Lò A")


def ask(who, **fields):
    return who.post(PAGE, data={"numbers": "B1\nB2", "field": "maker", "operation": "set", "value": "Lò B", **fields})


def maker(who, number):
    return who.get(f"/api/v1/artifacts/{number}").get_json()["maker"]


def test_a_change_is_shown_made_and_taken_back(conservator_client, bowls):
    shown = ask(conservator_client, numbers="B1, B2; B9")
    assert shown.status_code == 303
    page = conservator_client.get(shown.location).text
    assert "2 hiện vật sẽ đổi" in page
    assert "Sửa 2 hiện vật" in page
    listed = conservator_client.get("/vi/workbench/imports/").text
    assert f'<a href="{shown.location}">Sửa hàng loạt: ' in listed
    assert "B9" in page, "an unknown number is told"
    assert maker(conservator_client, "B1") == "Lò A"
    done = conservator_client.post(f"{shown.location}/commit", follow_redirects=True).text
    assert "Đã sửa 2 hiện vật." in done
    assert (maker(conservator_client, "B1"), maker(conservator_client, "B2")) == ("Lò B", "Lò B")
    back = conservator_client.post(f"{shown.location}/undo", follow_redirects=True).text
    assert "Lần sửa này đã được lấy lại." in back
    assert maker(conservator_client, "B1") == "Lò A"
    assert conservator_client.post(f"{shown.location}/commit").status_code == 409


def test_an_unfit_value_is_told_beside_its_artifact_in_both_languages(conservator_client, bowls):
    shown = ask(conservator_client, field="height_mm", value="cao lắm")
    for lang, words in (("vi", "bị từ chối"), ("en", "refused")):
        page = conservator_client.get(shown.location.replace("/vi/", f"/{lang}/")).text
        assert page.count(f'chip bad">{words}') == 2
        assert "/commit" not in page, "nothing is left to change"
        assert len(re.findall(r'class="hint">[^<]{10,}', page)) == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": " "}, "value"),
        ({"numbers": "B9"}, "numbers"),
        ({"operation": "replace"}, "old"),
        ({"field": "uid"}, "field"),
    ],
)
def test_a_wish_that_can_not_be_is_told_beside_its_field(conservator_client, bowls, wrong, field):
    answer = ask(conservator_client, **wrong)
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text


def test_readers_may_not(restorer_client, client, bowls):
    assert restorer_client.get(PAGE).status_code == 403
    assert ask(restorer_client).status_code == 403
    assert client.get(PAGE).status_code == 303
