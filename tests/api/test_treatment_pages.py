"""Pages of treatments, of what is due, and of hazard zones."""

from __future__ import annotations

import io
import json
import re

import pytest

from catalogue.services.artifacts import read_artifact
from catalogue.services.conditions import add_check
from catalogue.services.damages import add_damage
from catalogue.services.sites import update_site
from catalogue.services.starter import load_starter
from tests.api.museum import PICTURED, SITE, Outline, furnish
from tests.people import SYSTEM

HTML = {"Accept": "text/html"}
BASE, DUE, NUMBER = "/workbench/treatments", "/workbench/due", "BQ.2024.0001"
NEW = {"record": PICTURED, "purpose": "Gắn lại mảnh vỡ", "begun_on": "2024-05-02", "conservator": "Phạm Đ"}
SQUARE = [[107.5, 16.4], [107.6, 16.4], [107.6, 16.5], [107.5, 16.5], [107.5, 16.4]]


@pytest.fixture
def ids(parts) -> dict[str, str]:
    made = furnish(parts)
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)
        update_site(session, SYSTEM, SITE, {"latitude": 16.42, "longitude": 107.52}, expected_version=None)
        record = read_artifact(session, SYSTEM, PICTURED)
        check = add_check(
            session, SYSTEM, record, {"grade": "poor", "checked_on": "2024-03-01", "next_check_on": "2024-06-01"}
        )
        damage = add_damage(session, SYSTEM, check.number, {"type_text": "vỡ miệng", "severity": "major"})
        return {**made, "check": str(check.id), "damage": str(damage.id)}


def send(client, path: str, **fields: object):
    """Send a form as a browser does, its hidden token included."""
    return client.post(path, data={"csrf_token": client.csrf_token, **fields}, headers=HTML)


def version_of(text: str) -> str:
    return re.search(r'name="version" value="(\d+)"', text)[1]


def make(client):
    answer = send(client, f"/vi{BASE}/new", **NEW)
    assert answer.headers["Location"] == f"/vi{BASE}/{NUMBER}"


def test_pages_are_sound_in_both_languages(conservator_client, ids):
    make(conservator_client)
    paths = [f"{BASE}/", f"{BASE}/new?artifact={PICTURED}&check=KT.2024.0001", f"{BASE}/new?check=NONE"]
    paths += [f"{BASE}/{NUMBER}", f"{BASE}/{NUMBER}/edit", f"{DUE}/", f"{DUE}/hazards"]
    for path in paths:
        for lang in ("vi", "en"):
            answer = conservator_client.get(f"/{lang}{path}", headers=HTML)
            page = Outline(answer.text)
            assert (answer.status_code, page.lang, page.inline) == (200, lang, []), path
            assert page.headings.count("h1") == 1
            assert len(page.ids) == len(set(page.ids)), path


def test_a_treatment_is_proposed_pictured_finished_and_shown_on_the_record(conservator_client, client, ids):
    make(conservator_client)
    path = f"/vi{BASE}/{NUMBER}"
    assert send(conservator_client, f"{path}/damages", damage=ids["damage"]).status_code == 303
    assert send(conservator_client, f"{path}/files", **{f"stage-{ids['photo']}": "before"}).status_code == 303
    page = conservator_client.get(path).text
    assert f'value="{ids["damage"]}" checked' in page
    assert '<option value="before" selected>' in page
    assert "Gắn lại" not in re.sub(r"<!--.*?-->", "", conservator_client.get(f"/vi/artifacts/{PICTURED}").text)
    refused = send(conservator_client, f"{path}/finish", version=version_of(page), result="")
    assert refused.status_code == 422
    assert 'id="e-result"' in refused.text
    done = send(conservator_client, f"{path}/finish", version=version_of(page), result="Đã gắn", ended_on="2024-05-09")
    assert done.status_code == 303
    assert "Đã gắn" in conservator_client.get(path).text
    assert NUMBER in conservator_client.get(f"/vi/artifacts/{PICTURED}").text
    assert NUMBER not in client.get(f"/vi/artifacts/{PICTURED}").text
    assert NUMBER in conservator_client.get(f"/vi{BASE}/?stand=finished&record={PICTURED}").text
    assert NUMBER not in conservator_client.get(f"/vi{BASE}/?stand=begun").text
    assert "No treatment here" in conservator_client.get(f"/en{BASE}/?record=NONE").text
    assert NUMBER in conservator_client.get("/vi/workbench/conditions/KT.2024.0001").text
    assert send(conservator_client, f"{path}/files", **{f"stage-{ids['photo']}": ""}).status_code == 303
    assert '<option value="before" selected>' not in conservator_client.get(path).text
    for step in ("publish",):
        version = version_of(conservator_client.get(path).text)
        assert send(conservator_client, f"{path}/{step}", version=version).status_code == 303
    assert f"{NUMBER}/edit" not in conservator_client.get(path).text


@pytest.mark.parametrize(("field", "value"), [("record", ""), ("purpose", ""), ("begun_on", ""), ("begun_on", "x")])
def test_a_fault_stands_beside_its_field(conservator_client, ids, field, value):
    answer = send(conservator_client, f"/en{BASE}/new", **{**NEW, "methods": "<i>dao</i>", field: value})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert "&lt;i&gt;dao&lt;/i&gt;" in answer.text


def test_two_writers_both_keep_their_words(conservator_client, ids):
    make(conservator_client)
    path = f"/en{BASE}/{NUMBER}/edit"
    version = version_of(conservator_client.get(path).text)
    fields = {"purpose": NEW["purpose"], "begun_on": NEW["begun_on"]}
    assert send(conservator_client, path, version=version, **fields, methods="first").status_code == 303
    second = send(conservator_client, path, version=version, **fields, methods="second")
    assert second.status_code == 409
    for words in ("Someone else saved", "first", "second"):
        assert words in second.text


def test_who_may_not_treat_sees_no_form(curator_client, conservator_client, ids):
    make(conservator_client)
    page = curator_client.get(f"/vi{BASE}/{NUMBER}").text
    assert "/finish" not in page
    assert send(curator_client, f"/vi{BASE}/new", **NEW).status_code == 403
    assert send(curator_client, f"/vi{BASE}/{NUMBER}/damages").status_code == 403


def hazard(client, document: object, **fields: str):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    upload = (io.BytesIO(body), "lut.geojson")
    return send(client, f"/vi{DUE}/hazards", **{"kind": "flood", "title": "Lụt 2020", **fields}, geojson=upload)


def test_what_is_due_is_listed_with_hazards_and_as_csv(curator_client, ids):
    polygon = {"type": "Polygon", "coordinates": [SQUARE]}
    assert hazard(curator_client, polygon, title="=1+1").status_code == 303
    page = curator_client.get(f"/vi{DUE}/?within=0&hazard=1&site={SITE}").text
    assert PICTURED in page
    assert "quá hạn" in page
    assert "Ngập lụt" in page
    assert "1 hồ sơ đã quá hạn kiểm tra" in curator_client.get("/vi/workbench/").text
    table = curator_client.get(f"/vi{DUE}/due.csv?within=0")
    assert table.mimetype == "text/csv"
    assert table.text.startswith("\ufeffSố")
    assert "2024-06-01" in table.text
    assert 'id="e-site"' in curator_client.get(f"/en{DUE}/?site=NONE").text
    assert 'id="e-location"' in curator_client.get(f"/en{DUE}/?location=NONE").text
    for order in ("due", "place", "number", "grade", "nonsense"):
        assert curator_client.get(f"/en{DUE}/?order={order}").status_code == 200
    assert "nằm trong vùng nguy cơ" in curator_client.get("/vi/workbench/conditions/KT.2024.0001").text.lower()
    zone = re.search(r"/hazards/([0-9a-f-]+)/retire", curator_client.get(f"/vi{DUE}/hazards").text)[1]
    assert send(curator_client, f"/vi{DUE}/hazards/{zone}/retire").status_code == 303
    assert "Nothing is due" in curator_client.get(f"/en{DUE}/?hazard=1").text


@pytest.mark.parametrize(
    ("document", "fields", "field"),
    [
        (b"\xff\xfe", {}, "geojson"),
        (b"{", {}, "geojson"),
        ({"type": "Point", "coordinates": [1, 2]}, {}, "geojson"),
        ({"type": "Polygon", "coordinates": [SQUARE]}, {"title": ""}, "title"),
        (b" " * 7_000_001, {}, "geojson"),
    ],
)
def test_an_unfit_map_is_told_beside_its_field(curator_client, ids, document, fields, field):
    answer = hazard(curator_client, document, **fields)
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text


def test_a_missing_map_is_told(curator_client, ids):
    answer = send(curator_client, f"/vi{DUE}/hazards", kind="flood", title="Lụt")
    assert answer.status_code == 422
    assert 'id="e-geojson"' in answer.text
