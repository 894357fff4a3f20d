"""Pages of parts: filled in as a person does, faults beside their fields, two writers, both ends of a link."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from catalogue.records import Agent, Place
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.people import SYSTEM

HTML = {"Accept": "text/html"}
PARTS = "/workbench/artifacts/PTH.TĐ.01/parts"
OUTLINE = '{"type":"Polygon","coordinates":[[[107.57,16.46],[107.58,16.46],[107.58,16.47],[107.57,16.46]]]}'


INSCRIPTION = {
    "script": "Hani", "language": "lzh", "transcription": "明命十五年", "phonetic": "Minh Mệnh",
    "translation_vi": "Năm thứ 15", "translation_en": "Year 15",
}  # fmt: skip
DECISION = {"kind": "national_treasure", "decision_number": "1426/QĐ-TTg", "decision_date": "2012-10-01"}


def send(client, path, **fields):
    """Send a form as a browser does, its hidden token included."""
    return client.post(path, data={"csrf_token": client.csrf_token, **fields}, headers=HTML)


def filled(noun, **fields):
    return {f"{noun}-{name}": value for name, value in fields.items()}


@pytest.fixture
def urn(curator_client, add_artifact):
    """Two artifacts that everybody sees, and a curator."""
    add_artifact("PTH.TĐ.01", title_en="Urn")
    add_artifact("PTH.TĐ.02")
    return curator_client


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_of_parts_is_whole_and_empty_at_first(urn, lang):
    page = urn.get(f"/{lang}{PARTS}", headers=HTML)
    assert page.status_code == 200
    for noun in ("measurements", "inscriptions", "identifiers", "texts", "designations", "events", "links", "terms"):
        assert f'id="{noun}"' in page.text
    assert 'id="zones"' not in page.text
    form = urn.get(f"/{lang}/workbench/artifacts/PTH.TĐ.01", headers=HTML).text
    assert re.search(r'href="[^"]*PTH\.T%C4%90\.01/parts"', form)


def test_a_measurement_is_added_changed_withdrawn_and_brought_back(urn, client):
    done = send(urn, f"/vi{PARTS}/measurements", **filled("measurements", dimension="height", value="2,31", unit="m"))
    assert done.status_code == 303
    assert done.headers["Location"].endswith("/parts#measurements")
    page = urn.get(f"/vi{PARTS}", headers=HTML).text
    assert "2,31 m" in page
    edit = re.search(r'href="([^"]*/parts/measurements/[0-9a-f-]+)#measurements"', page)[1]
    form = urn.get(edit, headers=HTML).text
    assert re.search(r'name="measurements-value"[^>]*value="2,31"', form)
    change = filled("measurements", dimension="height", value="2,4", unit="m", version="1")
    assert send(urn, edit, **change).status_code == 303
    stale = send(urn, edit, **filled("measurements", dimension="height", value="9", unit="m", version="1"))
    assert stale.status_code == 409
    assert "2,4 m" in stale.text
    assert re.search(r'name="measurements-value"[^>]*value="9"', stale.text)
    assert 'name="measurements-version" value="2"' in stale.text
    assert "2,4 m" in client.get("/vi/artifacts/PTH.TĐ.01", headers=HTML).text
    assert send(urn, f"{edit}/withdraw", version="2").status_code == 303
    assert "2,4 m" not in client.get("/vi/artifacts/PTH.TĐ.01", headers=HTML).text
    assert send(urn, f"{edit}/restore", version="3").status_code == 303
    assert "2,4 m" in client.get("/vi/artifacts/PTH.TĐ.01", headers=HTML).text


@pytest.mark.parametrize(
    ("noun", "fields", "wrong"),
    [
        ("measurements", {"dimension": "height", "value": "cao", "unit": "m"}, "value"),
        ("measurements", {"dimension": "height", "value": "3", "unit": "kg"}, "unit"),
        ("events", {"kind": "production", "date_text": "Minh Mạng 99"}, "date_text"),
        ("events", {"kind": "production", "agent": "không ai"}, "agent"),
        ("links", {"kind": "part_of", "other": "NONE"}, "other"),
        ("inscriptions", {"script": "Hani"}, "transcription"),
        ("identifiers", {"scheme": "", "value": "<script>"}, "scheme"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(urn, noun, fields, wrong):
    refused = send(urn, f"/vi{PARTS}/{noun}", **filled(noun, **fields))
    assert refused.status_code == 422
    assert f'id="e-{noun}-{wrong}"' in refused.text
    assert f'href="#f-{noun}-{wrong}"' in refused.text
    assert "unexpected" not in refused.text
    assert 'value="<script>"' not in refused.text
    for name, value in fields.items():
        if value and name in {"value", "date_text", "other", "agent"} and "<" not in value:
            assert f'value="{value}"' in refused.text


def test_history_inscriptions_numbers_and_texts_show_on_the_public_page(urn, client, parts):
    with parts.sessions.begin() as session:
        session.add(Agent(code="NN.01", title_vi="Vũ khố", ext={}, status=Status.PUBLISHED))
        session.add(Agent(code="NN.02", title_vi="Người giữ kín", ext={}))
        session.add(Place(code="TH", kind="province", title_vi="Thừa Thiên", folded="thua thien"))
    for noun, fields in (
        ("events", {"kind": "production", "date_text": "Minh Mạng 15", "agent": "Vũ khố", "place": "TH"}),
        ("inscriptions", INSCRIPTION),
        ("identifiers", {"scheme": "Sổ 1962", "value": "BTH 114"}),
        ("texts", {"field": "title", "lang": "vi", "script": "Hani", "value": "高鼎"}),
        ("designations", DECISION),
        ("agents", {"agent": "NN.01", "role": "workshop", "certainty": "probable"}),
        ("agents", {"agent": "NN.02", "role": "owner", "certainty": "certain"}),
        ("links", {"kind": "part_of", "other": "PTH.TĐ.02"}),
    ):  # fmt: skip
        done = send(urn, f"/vi{PARTS}/{noun}", **filled(noun, **fields))
        assert done.status_code == 303, (noun, done.text)
    page = client.get("/vi/artifacts/PTH.TĐ.01", headers=HTML).text
    for words in ("Minh Mạng 15 (1834)", "Vũ khố", "Thừa Thiên", "明命十五年", "Năm thứ 15", "BTH 114", "高鼎",
                  "1426/QĐ-TTg", "01/10/2012", "Bình PTH.TĐ.02"):  # fmt: skip
        assert words in page, words
    assert "Người giữ kín" not in page
    assert 'lang="lzh-Hani"' in page
    assert "Year 15" in client.get("/en/artifacts/PTH.TĐ.01", headers=HTML).text
    there = client.get("/en/artifacts/PTH.TĐ.02", headers=HTML).text
    assert "Has the part" in there
    assert "Urn" in there
    bench = urn.get("/en/workbench/artifacts/PTH.TĐ.02/parts", headers=HTML).text
    assert "Kept at the other record" in bench


def test_the_history_of_a_record_tells_what_became_of_its_parts(urn, parts):
    with parts.sessions.begin() as session:
        session.add(Agent(code="NN.01", title_vi="Vũ khố", title_en="Royal Arsenal", ext={}, status=Status.PUBLISHED))
        session.add(Agent(code="NN.02", title_vi="Bộ Công", ext={}, status=Status.PUBLISHED))
    for noun, fields in (
        ("measurements", {"dimension": "height", "value": "2,31", "unit": "m"}),
        ("agents", {"agent": "NN.01", "role": "workshop", "certainty": "probable"}),
        ("links", {"kind": "part_of", "other": "PTH.TĐ.02"}),
    ):
        assert send(urn, f"/vi{PARTS}/{noun}", **filled(noun, **fields)).status_code == 303
    bench = urn.get(f"/vi{PARTS}", headers=HTML).text
    size, maker = (
        re.search(rf'href="([^"]*/parts/{noun}/[0-9a-f-]+)#{noun}"', bench)[1] for noun in ("measurements", "agents")
    )
    send(urn, size, **filled("measurements", dimension="height", value="2,35", unit="m", version="1"))
    send(urn, f"{size}/withdraw", version="2")
    send(urn, maker, **filled("agents", agent="NN.02", role="workshop", certainty="certain", version="1"))
    page = urn.get("/vi/workbench/artifacts/PTH.TĐ.01", headers=HTML).text
    history = page[page.index('id="history"') :]
    rows = [re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", row)).strip() for row in history.split("<li>")[1:]]
    assert "Người và tổ chức (Bộ Công · Xưởng chế tác): đã đổi" in rows[0]
    assert "Vũ khố → đổi thành Bộ Công" in rows[0]
    assert "(Chiều cao · 2,35 · m): đã rút" in rows[1]
    assert "2,31 → đổi thành 2,35" in rows[2]
    assert "PTH.TĐ.02" in rows[3]
    assert "Royal Arsenal" in urn.get("/en/workbench/artifacts/PTH.TĐ.01", headers=HTML).text
    assert 'data-action="revert"' not in "".join(history.split("<li>")[1:5])


def test_a_link_to_a_hidden_record_is_not_shown(urn, client, hide_artifact):
    send(urn, f"/vi{PARTS}/links", **filled("links", kind="part_of", other="PTH.TĐ.02"))
    hide_artifact("PTH.TĐ.02")
    assert "PTH.TĐ.02" not in client.get("/vi/artifacts/PTH.TĐ.01", headers=HTML).text


def test_zones_are_pasted_or_uploaded_and_drawn(curator_client, client, parts):
    with parts.sessions.begin() as session:
        register_site(session, SYSTEM, {"code": "PTH", "title_vi": "Điện Phụng Tiên"})
        change_site_status(session, SYSTEM, "PTH", Status.PUBLISHED)
    base = "/vi/workbench/sites/PTH/parts/zones"
    assert send(curator_client, base, **filled("zones", kind="zone_1", geometry=OUTLINE)).status_code == 303
    broken = send(curator_client, base, **filled("zones", kind="zone_2", geometry='{"type":"Point"}'))
    assert broken.status_code == 422
    assert 'id="e-zones-geometry"' in broken.text
    upload = {"zones-geometry_file": (BytesIO(OUTLINE.encode()), "vùng.geojson")}
    sent = send(curator_client, base, **filled("zones", kind="zone_2", geometry=""), **upload)
    assert sent.status_code == 303
    page = client.get("/vi/sites/PTH", headers=HTML).text
    assert page.count('<path class="zone ') == 2
    assert "ha)" in page


@pytest.mark.parametrize("path", [PARTS, "/workbench/traditions/", "/workbench/collections/"])
def test_only_staff_enter_and_only_writers_write(urn, client, member_client, restorer_client, path):
    assert client.get(f"/vi{path}", headers=HTML).status_code == 303
    assert member_client.get(f"/vi{path}", headers=HTML).status_code == 403
    page = restorer_client.get(f"/vi{path}", headers=HTML)
    assert page.status_code == 200
    assert "part-form" not in page.text
    assert send(restorer_client, f"/vi{PARTS}/measurements", **filled("measurements", value="1")).status_code == 403


def test_what_is_not_there_is_not_found(urn):
    assert urn.get("/vi/workbench/artifacts/NONE/parts", headers=HTML).status_code == 404
    assert send(urn, f"/vi{PARTS}/zones", **filled("zones", kind="zone_1")).status_code == 404
    nobody = "00000000-0000-4000-8000-000000000000"
    assert urn.get(f"/vi{PARTS}/measurements/{nobody}", headers=HTML).status_code == 404


def test_a_tradition_is_registered_published_and_shown(curator_client, client):
    new = {"code": "PVT.01", "kind": "craft", "title_vi": "Nghề đúc đồng", "community": "Phường Đúc"}
    assert send(curator_client, "/vi/workbench/traditions/new", **{**new, "code": ""}).status_code == 422
    done = send(curator_client, "/vi/workbench/traditions/new", **new)
    assert done.headers["Location"].endswith("/workbench/traditions/PVT.01")
    again = send(curator_client, "/vi/workbench/traditions/new", **new)
    assert again.status_code == 422
    assert 'id="e-code"' in again.text
    assert send(curator_client, "/vi/workbench/traditions/PVT.01", season="Quanh năm", version="1").status_code == 303
    clash = send(curator_client, "/vi/workbench/traditions/PVT.01", season="Mùa xuân", version="1")
    assert clash.status_code == 409
    assert "Quanh năm" in clash.text
    assert "Nghề đúc đồng" in curator_client.get("/vi/workbench/traditions/?kind=craft", headers=HTML).text
    assert client.get("/vi/traditions/PVT.01", headers=HTML).status_code == 404
    send(curator_client, "/vi/workbench/traditions/PVT.01/publish", version="2")
    assert "Phường Đúc" in client.get("/en/traditions/PVT.01", headers=HTML).text
    assert "Nghề đúc đồng" in client.get("/vi/search?q=duc dong", headers=HTML).text


def test_a_collection_is_filled_arranged_and_shown(urn, client):
    send(urn, "/vi/workbench/collections/new", code="ST.01", title_vi="Đồ đồng")
    for number in ("PTH.TĐ.01", "PTH.TĐ.02"):
        assert send(urn, "/vi/workbench/collections/ST.01/items", record=number).status_code == 303
    assert send(urn, "/vi/workbench/collections/ST.01/items", record="NONE").status_code == 422
    page = urn.get("/vi/workbench/collections/ST.01", headers=HTML).text
    second = re.findall(r'action="([^"]*/items/[0-9a-f-]+/move)"', page)[1]
    assert send(urn, second, place="1", version="1").status_code == 303
    assert send(urn, second, place="2", version="1").status_code == 303
    send(urn, "/vi/workbench/collections/ST.01/publish", version="1")
    shown = client.get("/vi/collections/ST.01", headers=HTML).text
    assert shown.index("PTH.TĐ.02") < shown.index("PTH.TĐ.01")
    assert "Đồ đồng" in client.get("/vi/artifacts/PTH.TĐ.01", headers=HTML).text
    assert client.get("/en/search?q=do dong", headers=HTML).text.count("ST.01") >= 1


def test_a_site_form_carries_its_file_its_parent_and_its_secret_place(curator_client, client, parts):
    send(curator_client, "/vi/workbench/sites/new", code="KD", title_vi="Kinh thành")
    send(
        curator_client, "/vi/workbench/sites/new", code="PTH", title_vi="Điện Phụng Tiên", kind="building", rank="none"
    )
    fields = {"parent_code": "KD", "route": "Đường 23/8", "values_text": "Giá trị kiến trúc", "proposals": "Chống thấm",
              "is_location_sensitive": "yes", "version": "1"}  # fmt: skip
    assert send(curator_client, "/vi/workbench/sites/PTH", **fields).status_code == 303
    form = curator_client.get("/vi/workbench/sites/PTH", headers=HTML).text
    assert re.search(r'name="parent_code"[^>]*value="Kinh thành \[KD\]"', form)
    assert '<option value="yes" selected>Có</option>' in form
    wrong = send(curator_client, "/vi/workbench/sites/PTH", parent_code="NONE", version="2")
    assert wrong.status_code == 422
    assert 'id="e-parent_code"' in wrong.text
    for code in ("KD", "PTH"):
        with parts.sessions.begin() as session:
            change_site_status(session, SYSTEM, code, Status.PUBLISHED)
    page = client.get("/vi/sites/PTH", headers=HTML).text
    assert "Giá trị kiến trúc" in page
    assert "Kinh thành" in page
    assert "Chống thấm" not in page
    assert "Đường 23/8" not in page
