"""No byte by address: every address that takes a name is asked for a hidden record's things by a stranger."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.ingesting import Ingested
from app.wiring import Parts
from catalogue.records import Derivative, JobRun
from catalogue.services.artifacts import change_artifact_status
from catalogue.services.sites import register_site
from catalogue.vocab.terms import Status
from tests.people import SYSTEM

SECRET = "Bí mật tuyệt đối"
NUMBER = "KIN.1"
BYTES = {"content.derivative", "files.content", "iiif.pixels", "iiif.info"}
"""Routes that give bytes of what was taken in or made of it: hidden things are not found, whoever asks."""
OPEN = {"static", "iiif.image", "page_map.tiles"}
"""Routes with a name that tell nothing of a record: assets, a redirect that looks nothing up."""
NAMES = re.compile(r"<(?:[^:>]+:)?(\w+)>")


@pytest.fixture
def hidden(parts: Parts, add_artifact: Callable[..., str], add_photo: Callable[..., Ingested]) -> dict[str, str]:
    """Names of a draft's things, by the names that addresses give their places."""
    artifact_id = add_artifact(NUMBER, is_public=False, title_vi=SECRET, description_vi=SECRET)
    photo = add_photo(artifact_id)
    with parts.sessions.begin() as session:
        site = register_site(session, SYSTEM, {"code": "KIN", "title_vi": SECRET})
        copy = session.scalars(select(Derivative).where(Derivative.file_id == photo.id)).first()
        job = session.scalars(select(JobRun)).first()
        assert copy is not None
        assert job is not None
        return {
            "number": NUMBER, "artifact": NUMBER, "code": "KIN", "file_id": str(photo.id), "sha256": copy.sha256,
            "name": "thumb.webp", "job_id": str(job.id), "record_id": artifact_id, "site_id": str(site.id),
            "region": "full", "size": "max", "rotation": "0", "quality_format": "default.jpg", "version": "3",
            "lang": "vi", "slug": "kin-1", "kind": "artifact", "room": "artifacts", "noun": "artifacts",
        }  # fmt: skip


@pytest.fixture
def licensed_photo(add_artifact: Callable[..., str], add_photo: Callable[..., Ingested]) -> Ingested:
    """A photograph that everybody may have, of the published artifact MO.1."""
    return add_photo(add_artifact("MO.1", licence="CC BY 4.0"), licence="CC BY 4.0")


def _addresses(app: Flask, names: dict[str, str]) -> list[tuple[str, str]]:
    """Endpoint and address of every GET route that takes a name, filled with the hidden things' names."""
    return [
        (rule.endpoint, _fill(rule, names))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and set(rule.arguments) - {"lang"} and rule.endpoint not in OPEN
    ]


def _fill(rule: Rule, names: dict[str, str]) -> str:
    """The address: known names from the hidden record, others by what no record is called."""
    blank = "00000000-0000-0000-0000-000000000000"

    def value(place: re.Match[str]) -> str:
        name, kind = place[1], place[0]
        if name in {"noun", "kind", "room", "step"} and "any(" in kind:
            return re.split(r"[(,)]", kind)[1].strip("'\"")
        return names.get(name) or (blank if "uuid:" in kind else "khong-co")

    return NAMES.sub(value, rule.rule)


def _leaks(text: str, address: str, names: dict[str, str]) -> bool:
    """Whether an answer tells more than its address did."""
    return SECRET in text or (names["sha256"] in text and names["sha256"] not in address)


def test_a_stranger_gets_no_byte_of_a_draft_by_any_address(app, client, hidden):
    asked = _addresses(app, hidden)
    assert {endpoint for endpoint, _ in asked} >= BYTES
    for endpoint, address in asked:
        answer = client.get(address)
        is_door = answer.status_code in {302, 303} and "/login" in answer.headers["Location"]
        assert answer.status_code >= 300, (endpoint, address, answer.status_code)
        assert is_door or not _leaks(answer.text, address, hidden), (endpoint, address)
        if endpoint in BYTES:
            assert answer.status_code == 404, (endpoint, address, answer.status_code)


@pytest.mark.parametrize("state", ["draft", "restricted", "withdrawn"])
def test_bytes_that_were_public_are_gone_when_their_record_is(
    client, conservator_client, parts, licensed_photo, restrict_artifact, state
):
    photo = licensed_photo
    with parts.readers() as session:
        sha256 = session.scalars(select(Derivative.sha256).where(Derivative.file_id == photo.id)).first()
    addresses = [
        f"/d/{sha256}/thumb.webp",
        f"/api/v1/files/{photo.id}/content",
        f"/iiif/3/{photo.id}/info.json",
        f"/iiif/2/{photo.id}/full/max/0/default.jpg",
        f"/vi/photos/{photo.id}",
    ]
    tags = {address: client.get(address).headers.get("ETag", "") for address in addresses}
    assert all(client.get(address).status_code == 200 for address in addresses)
    if state == "restricted":
        restrict_artifact("MO.1")
    else:
        with parts.sessions.begin() as session:
            change_artifact_status(session, SYSTEM, "MO.1", Status(state))
    for address in addresses:
        answer = client.get(address, headers={"If-None-Match": tags[address]})
        assert answer.status_code == 404, address
        assert "public" not in answer.headers["Cache-Control"], address
        staff = conservator_client.get(address)
        assert staff.status_code == 200, address
        assert "private" in staff.headers["Cache-Control"], address
        assert "Access-Control-Allow-Origin" not in staff.headers


def test_lists_and_searches_name_nothing_of_a_draft(client, hidden):
    for address in (
        f"/api/v1/files?artifact={NUMBER}", f"/api/v1/derivatives?file={hidden['file_id']}",
        f"/api/v1/models?artifact={NUMBER}", f"/api/v1/scenes?artifact={NUMBER}", "/api/v1/artifacts", "/api/v1/sites",
        "/api/v1/search?q=bi+mat", "/vi/search?q=bi+mat", "/vi/", "/api/v1/comparisons", "/vi/for/press",
    ):  # fmt: skip
        answer = client.get(address)
        assert SECRET not in answer.text, address
        assert hidden["sha256"] not in answer.text, address


def test_masters_of_a_sensitive_place_stay_with_staff_whatever_their_licence(
    client, conservator_client, parts, add_artifact, add_photo
):
    with parts.sessions.begin() as session:
        values = {"code": "NC", "title_vi": "Hang", "is_location_sensitive": True, "latitude": 16.4, "longitude": 107.5}
        site = register_site(session, SYSTEM, values)
        ident = site.id
    photo = add_photo(add_artifact("NC.1", site_id=ident), licence="CC BY 4.0")
    address = f"/api/v1/files/{photo.id}/content"
    refused = client.get(address)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "master_closed")
    assert conservator_client.get(address).status_code == 200
