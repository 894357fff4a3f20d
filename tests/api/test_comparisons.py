"""Comparisons over HTTP: asked for, read, judged, published, in batches and series."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from catalogue.records import JobRun
from catalogue.services.comparison_results import StoredFile, record_refusal, record_result
from catalogue.vocab.terms import JobState
from ingest.fixity import sha256_file
from tests.cataloguing import SYSTEM, published_artifact
from tests.comparing import DEFAULT_REPORT, dated_scan, make_report, region
from tests.people import logged_in_client

API = "/api/v1/comparisons"


@pytest.fixture
def scans(parts) -> list[str]:
    with parts.sessions.begin() as session:
        urn = published_artifact(session, "BT.1", title_en="Cao urn", change_alert_mm=1.0)
        return [
            str(dated_scan(session, urn, f"{day}.ply", day).id) for day in ("2019-05-04", "2022-05-04", "2025-05-04")
        ]


@pytest.fixture
def put(parts, tmp_path):
    """Stores a real file and gives it as the recipe would."""

    def store(name: str, media_type: str, data: bytes) -> StoredFile:
        path = tmp_path / name
        path.write_bytes(data)
        kept = parts.store.put("derivatives", path, sha256=sha256_file(path), suffix=path.suffix)
        return StoredFile(name, media_type, kept.sha256, kept.size, kept.key)

    return store


@pytest.fixture
def measure(parts, put):
    """Writes a result into a comparison, as its job would."""

    def write(ident: str, report: dict[str, object] = DEFAULT_REPORT) -> None:
        files = [
            put("views.png", "image/png", b"\x89PNG views " + ident.encode()),
            put("report.pdf", "application/pdf", b"%PDF " + ident.encode()),
            put("earlier.glb", "model/gltf-binary", b"glTF earlier" + ident.encode()),
            put("deviation.glb", "model/gltf-binary", b"glTF later" + ident.encode()),
        ]
        with parts.sessions.begin() as session:
            row = record_result(session, SYSTEM, UUID(ident), report, files)
            job = session.get_one(JobRun, row.job_id)
            job.state, job.active_key = JobState.DONE, None

    return write


@pytest.fixture
def second(app, parts):
    return logged_in_client(app, parts, "restorer", "hai@example.org")


def ask(client, scans: list[str], earlier: int = 0, later: int = 2, **more: object):
    return client.post(API, json={"earlier_scan": scans[earlier], "later_scan": scans[later], **more})


def step(client, ident: str, verb: str, **body: object):
    tag = client.get(f"{API}/{ident}").headers["ETag"]
    return client.post(f"{API}/{ident}/{verb}", json=body or None, headers={"If-Match": tag})


def test_a_comparison_is_asked_for_and_its_job_begins(parts, restorer_client, scans):
    answer = ask(restorer_client, scans, noise_mm=[0.05, 0.1], title="Vết sứt")
    body = answer.get_json()
    assert (answer.status_code, body["state"], body["artifact"], body["site"]) == (201, "draft", "BT.1", None)
    assert answer.headers["Location"].endswith(f"{API}/{body['id']}")
    assert (body["earlier"]["captured_on"], body["later"]["name"]) == ("2019-05-04", "2025-05-04.ply")
    assert (body["parameters"], body["headline"]["loss_mm3"], body["problem"]) == (
        {"noise_mm": [0.05, 0.1]},
        None,
        None,
    )
    assert (body["job"]["kind"], body["job"]["state"]) == ("comparison", "queued")
    assert body["job"]["links"]["page"].endswith(f"/vi/compare/{body['id']}")
    assert parts.queue.take() == UUID(body["job"]["id"])
    assert ask(restorer_client, scans, noise_mm=[0.05, 0.1]).get_json()["id"] == body["id"]
    pairs = [[[0, 0, 0], [1, 1, 1]], [[1, 0, 0], [2, 1, 1]], [[0, 1, 0], [1, 2, 1]]]
    other = ask(restorer_client, scans, pairs=pairs, free_scale=True).get_json()
    assert other["parameters"] == {"pairs": pairs, "free_scale": True}


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        ({}, 422, "validation"),
        ({"later_scan": "x"}, 422, "validation"),
        ({"noise_mm": [1]}, 422, "validation"),
        ({"unit_later": "yd"}, 422, "validation"),
        ({"colour": 1}, 422, "validation"),
        ({"registered": True, "pairs": [[[0, 0, 0], [1, 1, 1]]] * 3}, 422, "comparison_alignments"),
        ({"later_scan": str(uuid4())}, 404, "scan_not_found"),
        ({"earlier_scan": 2, "later_scan": 0}, 422, "comparison_order"),
        ({"earlier_scan": 0, "later_scan": 0}, 422, "comparison_same_scan"),
    ],
)
def test_what_does_not_fit_is_told_as_a_problem(restorer_client, scans, order, status, code):
    whole = {"earlier_scan": 0, "later_scan": 2, **order} if order else {}
    sent = {
        name: scans[value] if name.endswith("scan") and isinstance(value, int) else value
        for name, value in whole.items()
    }
    answer = restorer_client.post(API, json=sent)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["remedy"]


def test_the_public_and_data_officers_ask_for_nothing(client, log_in, scans):
    assert ask(client, scans).status_code in {401, 403}
    assert ask(log_in("data_officer"), scans).status_code == 403


def test_a_result_is_read_with_report_places_files_and_document(restorer_client, client, scans, measure):
    ident = ask(restorer_client, scans).get_json()["id"]
    measure(ident)
    body = restorer_client.get(f"{API}/{ident}").get_json()
    assert body["headline"] == {
        "sigma_mm": 0.004, "lod_median_mm": 0.09, "overlap": 0.97, "changed_area_mm2": 200.0, "loss_mm3": 74.4,
        "gain_mm3": 24.0, "max_loss_mm": 1.24, "max_gain_mm": 0.4, "region_count": 2,
    }  # fmt: skip
    assert body["report"] == DEFAULT_REPORT
    assert (body["is_alert"], body["alert_mm"]) == (True, 1.0)
    pdf = next(file for file in body["files"] if file["name"] == "report.pdf")
    bytes_ = restorer_client.get(pdf["url"])
    assert (bytes_.data[:4], bytes_.mimetype) == (b"%PDF", "application/pdf")
    assert "private" in bytes_.headers["Cache-Control"]
    assert client.get(pdf["url"]).status_code == 404
    places = restorer_client.get(body["links"]["regions"]).get_json()
    assert [(p["number"], p["kind"], p["max_mm"]) for p in places["items"]] == [(1, "loss", -1.24), (2, "gain", 0.4)]
    document = restorer_client.get(f"{API}/{ident}/document").get_json()
    assert document["title"] == {"vi": "Đỉnh đồng Cao, 2019 → 2025", "en": "Cao urn, 2019 → 2025"}
    assert [epoch["label"] for epoch in document["epochs"]] == ["2019", "2025"]
    assert document["poster"].endswith("/views.png")
    assert document["deviation_glb"].endswith("/deviation.glb")
    assert document["warnings"][0]["vi"].startswith("Tệp không ghi đơn vị")
    assert [entry["id"] for entry in document["series"]] == [ident]
    assert len(document["regions"]) == 2
    assert (document["frame"], document["stops"][0]["at"], document["limit_mm"]) == (None, -1.0, 1.5)


def test_the_document_has_scale_and_frame_of_the_report(restorer_client, scans, measure):
    ident = ask(restorer_client, scans).get_json()["id"]
    stops = [{"mm": -2.0, "rgb": "#7f2704"}, {"mm": 0.0, "rgb": "#888888"}, {"mm": 2.0, "rgb": "#08306b"}]
    frame = [1.0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0.5, 0, 0, 1]
    own = {"limit_mm": 2.0, "colours": {"limit_mm": 2.0, "stops": stops}, "scene_frame": frame}
    measure(ident, {**DEFAULT_REPORT, **own})
    document = restorer_client.get(f"{API}/{ident}/document").get_json()
    assert (document["frame"], document["limit_mm"]) == (frame, 2.0)
    assert [(stop["at"], stop["colour"]) for stop in document["stops"]] == [
        (-1, "#7f2704"),
        (0, "#888888"),
        (1, "#08306b"),
    ]


def test_drafts_are_for_staff_and_final_ones_for_everybody(
    client, restorer_client, second, curator_client, scans, measure
):
    ident = ask(restorer_client, scans).get_json()["id"]
    measure(ident)
    pdf = restorer_client.get(f"{API}/{ident}").get_json()["files"][2]["url"]
    for path in (f"{API}/{ident}", f"{API}/{ident}/regions", f"{API}/{ident}/document"):
        answer = client.get(path)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "comparison_not_found")
    refused = step(restorer_client, ident, "check")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "comparison_own_check")
    assert step(curator_client, ident, "finalise").get_json()["code"] == "comparison_step"
    checked = step(second, ident, "check").get_json()
    assert (checked["state"], checked["checked_by"]) == ("checked", "hai@example.org")
    assert step(second, ident, "finalise").status_code == 403
    assert step(curator_client, ident, "finalise").get_json()["state"] == "final"
    seen = client.get(f"{API}/{ident}").get_json()
    assert (seen["state"], seen["author"], seen["job"], seen["is_alert"], seen["parameters"]) == ("final", *[None] * 4)
    assert client.get(pdf).status_code == 200
    assert "public" in client.get(pdf).headers["Cache-Control"]
    assert client.get(API).get_json()["total"] == 1
    assert step(curator_client, ident, "return", reason=" ").status_code == 422
    back = step(curator_client, ident, "return", reason="Nhầm bản quét").get_json()
    assert (back["state"], back["state_reason"], back["checked_by"]) == ("draft", "Nhầm bản quét", None)
    assert client.get(pdf).status_code == 404


def test_every_change_names_its_version(restorer_client, second, scans, measure):
    ident = ask(restorer_client, scans).get_json()["id"]
    measure(ident)
    for verb in ("check", "finalise", "return", "acknowledge", "withdraw"):
        answer = second.post(
            f"{API}/{ident}/{verb}",
            json={"reason": "x"} if verb == "return" else {"note": "x"} if verb == "acknowledge" else None,
        )
        assert answer.get_json()["code"] == "version_missing", verb
    stale = second.patch(f"{API}/{ident}", json={"title": "x"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.get_json()["code"]) == (409, "stale")
    tag = second.get(f"{API}/{ident}").headers["ETag"]
    changed = second.patch(f"{API}/{ident}", json={"title": "Miệng lư"}, headers={"If-Match": tag})
    assert (changed.get_json()["title"], changed.headers["ETag"] != tag) == ("Miệng lư", True)
    assert step(second, ident, "withdraw").status_code == 200
    assert second.get(API).get_json()["total"] == 0
    assert second.get(f"{API}?superseded=true").get_json()["total"] == 1


def test_alerts_are_listed_until_somebody_answers(restorer_client, second, scans, measure):
    loud, quiet = (ask(restorer_client, scans, later=later).get_json()["id"] for later in (2, 1))
    measure(loud)
    measure(quiet, make_report(region(1, -0.2)))
    alerts = second.get(f"{API}?artifact=BT.1&alert=true").get_json()["items"]
    assert [item["id"] for item in alerts] == [loud]
    answered = step(second, loud, "acknowledge", note="Đã mời phục chế").get_json()
    assert (answered["acknowledged_by"], answered["acknowledgement"]) == ("hai@example.org", "Đã mời phục chế")
    assert second.get(f"{API}?alert=true").get_json()["total"] == 0
    assert step(second, loud, "acknowledge", note="lại").get_json()["code"] == "comparison_no_alert"


def test_a_refusal_is_told_in_the_readers_language(parts, restorer_client, scans):
    ident = ask(restorer_client, scans).get_json()["id"]
    problem = {"code": "zero_extent", "values": {"file": "sau.ply", "points": 8}}
    with parts.sessions.begin() as session:
        record_refusal(session, SYSTEM, UUID(ident), problem)
    vi, en = (restorer_client.get(f"{API}/{ident}?lang={lang}").get_json()["problem"] for lang in ("vi", "en"))
    assert (vi["code"], vi["title"], en["title"]) == (
        "zero_extent",
        "Vật thể không có kích thước",
        "Object without size",
    )


def test_lists_are_filtered_and_paged(restorer_client, scans, measure):
    for later in (1, 2):
        measure(ask(restorer_client, scans, later=later).get_json()["id"])
    first = restorer_client.get(f"{API}?artifact=BT.1&state=draft&limit=1").get_json()
    assert (len(first["items"]), first["total"]) == (1, 2)
    rest = restorer_client.get(first["next"]).get_json()
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert restorer_client.get(f"{API}?state=final").get_json()["total"] == 0
    assert restorer_client.get(f"{API}?artifact=NO").status_code == 404
    assert restorer_client.get(f"{API}?cursor=x").status_code == 422


def test_a_campaign_is_previewed_then_asked_for_once(parts, restorer_client, scans):
    preview = restorer_client.post(f"{API}/batch", json={"preview": True}).get_json()
    assert [(i["artifact"], i["is_new"], i["comparison"]) for i in preview["items"]] == [("BT.1", True, None)]
    assert preview["items"][0]["earlier"]["captured_on"] == "2022-05-04"
    done = restorer_client.post(f"{API}/batch", json={"artifacts": ["BT.1"], "since": "2025-01-01", "against": "first"})
    item = done.get_json()["items"][0]
    assert (item["is_new"], item["earlier"]["captured_on"]) == (True, "2019-05-04")
    assert parts.queue.take() == UUID(item["job"])
    again = restorer_client.post(f"{API}/batch", json={"against": "first"}).get_json()["items"][0]
    assert (again["is_new"], again["comparison"]) == (False, item["comparison"])
    assert restorer_client.post(f"{API}/batch", json={"since": "2030-01-01"}).get_json()["total"] == 0
    assert restorer_client.post(f"{API}/batch", json={"artifacts": ["NO"]}).status_code == 404
    assert restorer_client.post(f"{API}/batch", json={"against": "last"}).status_code == 422


def test_a_series_tells_the_rate_a_year(restorer_client, client, scans, measure):
    empty = restorer_client.get(f"{API}/series?artifact=BT.1").get_json()
    assert (empty["first"], empty["steps"], empty["loss_rate"]) == (None, [], None)
    for later, depth in ((1, -0.3), (2, -0.6)):
        measure(ask(restorer_client, scans, later=later).get_json()["id"], make_report(region(1, depth)))
    series = restorer_client.get(f"{API}/series?artifact=BT.1").get_json()
    assert [step["captured_on"] for step in series["steps"]] == ["2022-05-04", "2025-05-04"]
    assert series["places"][0]["max_mm"] == [-0.3, -0.6]
    assert series["places"][0]["rate_mm"]["per_year"] == pytest.approx(-0.1, abs=0.001)
    assert series["loss_rate"]["points"] == 2
    assert client.get(f"{API}/series?artifact=BT.1").get_json()["steps"] == []


def test_thresholds_are_set_over_http_and_seen_by_staff_alone(client, curator_client, scans):
    version = curator_client.get("/api/v1/artifacts/BT.1")
    assert version.get_json()["change_alert_mm"] == 1.0
    assert client.get("/api/v1/artifacts/BT.1").get_json()["change_alert_mm"] is None
    changed = curator_client.patch(
        "/api/v1/artifacts/BT.1", json={"change_alert_mm": 0.5}, headers={"If-Match": version.headers["ETag"]}
    )
    assert changed.get_json()["change_alert_mm"] == 0.5
    site = curator_client.post("/api/v1/sites", json={"code": "DT", "title": {"vi": "Miếu"}, "change_alert_mm": 2})
    assert site.get_json()["change_alert_mm"] == 2


def test_the_openapi_document_tells_all_of_it(client):
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    found = {path.removeprefix(API) for path in paths if path.startswith(API)}
    assert found >= {"", "/batch", "/series", "/{comparison_id}", "/{comparison_id}/document"}
    assert {f"/{{comparison_id}}/{verb}" for verb in ("check", "finalise", "return", "acknowledge")} <= found
