from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator

import pytest
import requests
from PIL import Image
from tusclient.client import TusClient

from tests.people import PASSWORD, add_person
from tests.serving import serving

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}


def _photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((500, 300)).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def _metadata(**values: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def _begin(client, length: int, **values: str):
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": _metadata(**values)}
    return client.post("/api/v1/uploads", headers=headers)


@pytest.fixture
def artifact(add_artifact) -> str:
    return add_artifact("A1", is_public=False)


def test_the_server_tells_what_it_can_do(client):
    headers = client.open("/api/v1/uploads", method="OPTIONS").headers
    assert headers["Tus-Version"] == "1.0.0"
    assert set(headers["Tus-Extension"].split(",")) >= {"creation", "checksum", "expiration", "termination"}
    assert "sha256" in headers["Tus-Checksum-Algorithm"]


def test_only_staff_with_the_right_may_upload(client, log_in, artifact):
    for reader in (client, log_in("member"), log_in("data_officer")):
        answer = _begin(reader, 10, filename="a.jpg", artifact="A1")
        assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_an_upload_goes_on_where_it_stopped(conservator_client, artifact):
    data = _photo()
    made = _begin(conservator_client, len(data), filename="Đỉnh đồng.jpg", artifact="A1", kind="photo")
    assert made.status_code == 201
    place = made.headers["Location"]
    half = len(data) // 2
    conservator_client.patch(place, data=data[:half], headers={**BYTES, "Upload-Offset": "0"})
    asked = conservator_client.head(place, headers=TUS)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (str(half), str(len(data)))
    wrong = conservator_client.patch(place, data=b"x", headers={**BYTES, "Upload-Offset": "3"})
    assert (wrong.status_code, wrong.get_json()["code"]) == (409, "upload_offset")
    done = conservator_client.patch(place, data=data[half:], headers={**BYTES, "Upload-Offset": str(half)})
    assert (done.status_code, done.headers["Upload-Offset"]) == (204, str(len(data)))
    body = conservator_client.get(place).get_json()
    assert (body["name"], body["is_complete"], body["job"]["kind"]) == ("Đỉnh đồng.jpg", True, "accept")
    assert body["job"]["id"] == done.headers["Cuudinh-Job"]


def test_a_chunk_with_a_wrong_checksum_is_dropped(conservator_client, artifact):
    place = _begin(conservator_client, 10, filename="a.jpg", artifact="A1").headers["Location"]
    digest = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    headers = {**BYTES, "Upload-Offset": "0", "Upload-Checksum": f"sha256 {digest}"}
    answer = conservator_client.patch(place, data=b"01234", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (460, "upload_checksum")
    assert conservator_client.head(place, headers=TUS).headers["Upload-Offset"] == "0"


def test_an_upload_is_given_up(conservator_client, parts, artifact):
    place = _begin(conservator_client, 10, filename="a.jpg", artifact="A1").headers["Location"]
    assert conservator_client.delete(place, headers=TUS).status_code == 204
    assert conservator_client.head(place, headers=TUS).status_code == 404
    assert list((parts.settings.home / "uploads").iterdir()) == []


def test_uploads_of_others_are_unknown(conservator_client, curator_client, artifact):
    place = _begin(conservator_client, 10, filename="a.jpg", artifact="A1").headers["Location"]
    assert curator_client.head(place, headers=TUS).status_code == 404
    assert curator_client.delete(place, headers=TUS).status_code == 404


def test_an_upload_without_the_csrf_token_is_refused(conservator_client, artifact):
    conservator_client.csrf_token = ""
    answer = _begin(conservator_client, 10, filename="a.jpg", artifact="A1")
    assert answer.get_json()["code"] == "csrf"


@pytest.mark.parametrize(
    ("length", "values", "status", "code"),
    [
        ("10", {"filename": "a.jpg"}, 422, "upload_target"),
        ("10", {"filename": "a.jpg", "artifact": "A1", "site": "S"}, 422, "upload_target"),
        ("10", {"filename": "a.jpg", "artifact": "KHONG"}, 404, "artifact_not_found"),
        ("10", {"filename": "a.jpg", "artifact": "A1", "kind": "film"}, 422, "upload_kind"),
        ("0", {"filename": "a.jpg", "artifact": "A1"}, None, "upload_empty"),
        ("-1", {"filename": "a.jpg", "artifact": "A1"}, 400, "tus_header"),
        ("9" * 17, {"filename": "a.jpg", "artifact": "A1"}, 413, "upload_too_large"),
    ],
)
def test_uploads_that_make_no_sense_are_refused(conservator_client, artifact, length, values, status, code):
    answer = _begin(conservator_client, length, **values)
    assert answer.get_json()["code"] == code
    assert status is None or answer.status_code == status


def test_other_protocol_versions_and_types_are_refused(conservator_client, artifact):
    answer = conservator_client.post("/api/v1/uploads", headers={"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    place = _begin(conservator_client, 10, filename="a.jpg", artifact="A1").headers["Location"]
    wrong = conservator_client.patch(
        place, data=b"0", headers={**TUS, "Upload-Offset": "0", "Content-Type": "text/plain"}
    )
    assert (wrong.status_code, wrong.get_json()["code"]) == (415, "tus_media_type")


@pytest.fixture
def live(app) -> Iterator[str]:
    with serving(app) as base:
        yield base


def test_tuspy_uploads_in_chunks_and_a_duplicate_names_the_first(live, parts, artifact):
    with requests.Session() as browser:
        page = browser.get(f"{live}/vi/login").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        form = {"email": add_person(parts, "conservator"), "password": PASSWORD, "csrf_token": token}
        browser.post(f"{live}/vi/login", data=form)
        token = browser.get(f"{live}/api/v1/session").json()["csrf_token"]
        cookie = "; ".join(f"{c.name}={c.value}" for c in browser.cookies)
    client = TusClient(f"{live}/api/v1/uploads", headers={"X-CSRFToken": token, "Cookie": cookie})
    data = _photo()
    upload = client.uploader(
        file_stream=io.BytesIO(data), chunk_size=4096, metadata={"filename": "ảnh.jpg", "artifact": "A1"}
    )
    upload.upload()
    assert upload.offset == len(data)
    from app.jobs.worker import Worker

    worker = Worker(parts)
    while worker.run_next():
        pass
    with requests.Session() as reader:
        body = reader.get(upload.url, headers={"Cookie": cookie}).json()
        assert body["job"]["state"] == "done"
        file = reader.get(body["links"]["file"], headers={"Cookie": cookie}).json()
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
        with_events = reader.get(body["job"]["links"]["events"], headers={"Cookie": cookie})
        assert with_events.headers["Content-Type"].startswith("text/event-stream")
        assert '"state": "done"' in with_events.text
        again = {**BYTES, "X-CSRFToken": token, "Cookie": cookie, "Upload-Length": str(len(data))}
        again["Upload-Metadata"] = _metadata(filename="ảnh 2.jpg", artifact="A1")
        refused = reader.post(f"{live}/api/v1/uploads", data=data, headers=again)
        assert (refused.status_code, refused.json()["code"]) == (409, "duplicate_file")
        assert refused.json()["values"]["first_id"] == file["id"]
