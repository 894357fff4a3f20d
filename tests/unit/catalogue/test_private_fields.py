"""Private fields: gone for the public on every way to a record, found by the words of them by staff alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from catalogue.errors import ForbiddenError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Artifact, Audit
from catalogue.search.query import SearchQuery, search
from catalogue.services.artifacts import list_artifacts, read_artifact, read_artifact_by_id, update_artifact
from catalogue.services.index import index_artifact, index_site
from catalogue.services.private_fields import (
    PARTS,
    hidden_fields,
    lockable_fields,
    read_private_fields,
    set_private_fields,
    shows_part,
)
from catalogue.services.sites import change_site_status, list_sites, read_site, register_site
from catalogue.vocab.terms import Status
from tests.cataloguing import PUBLIC, STAFF, published_artifact

RESTORER = Identity(Role.RESTORER, name="Thợ")


@pytest.fixture
def bowl(session) -> Artifact:
    return published_artifact(
        session, "BT.1", maker="Nguyễn Văn Thợ", date_text="1835", description_vi="Bát sứ ký kiểu quý.",
        materials=["sứ", "bạc"], title_en="Royal bowl", location="Kho kín số bảy",
    )  # fmt: skip


def mark(session, record, *names):
    set_private_fields(session, STAFF, record, names, expected_version=record.version)
    index_artifact(session, record)


def found(session, who, words):
    return [hit.number for hit in search(session, who, SearchQuery(words)).hits]


def test_the_public_never_gets_what_is_always_for_staff(session, bowl):
    shown = read_artifact(session, PUBLIC, "BT.1")
    assert (shown.location, shown.recorder, shown.recorded_on) == (None, None, None)
    assert shown.maker == "Nguyễn Văn Thợ"
    assert read_artifact(session, STAFF, "BT.1").location == "Kho kín số bảy"


def test_a_marked_field_is_gone_on_every_way_for_the_public_and_there_for_staff(session, bowl):
    mark(session, bowl, "maker", "materials", "description_vi", "date_text")
    ident = bowl.id
    ways = (
        read_artifact(session, PUBLIC, "BT.1"),
        read_artifact_by_id(session, PUBLIC, ident),
        list_artifacts(session, PUBLIC).items[0],
    )
    for shown in ways:
        assert (shown.maker, shown.materials, shown.description_vi) == (None, [], None)
        assert (shown.date_text, shown.year_from, shown.date_edtf) == (None, None, None)
        assert shown not in session
    staff = read_artifact(session, STAFF, "BT.1")
    assert (staff.maker, staff.materials, staff.date_text) == ("Nguyễn Văn Thợ", ["sứ", "bạc"], "1835")


def test_what_was_taken_away_is_never_saved(session, bowl):
    mark(session, bowl, "maker")
    read_artifact(session, PUBLIC, "BT.1")
    session.flush()
    session.expire_all()
    assert session.scalar(select(Artifact.maker)) == "Nguyễn Văn Thợ"
    update_artifact(session, STAFF, "BT.1", {"title_en": "Bowl"}, expected_version=None)
    assert session.scalar(select(Artifact.maker)) == "Nguyễn Văn Thợ"


@pytest.mark.parametrize("words", ["thợ", "tho", "Nguyễn Văn", "quý", "bạc", "royal"])
def test_words_of_private_fields_are_found_by_staff_alone(session, bowl, words):
    assert found(session, PUBLIC, words) == ["BT.1"]
    mark(session, bowl, "maker", "materials", "description_vi", "title_en")
    assert found(session, PUBLIC, words) == []
    assert found(session, STAFF, words) == ["BT.1"]
    hit = search(session, PUBLIC, SearchQuery("BT.1")).hits[0]
    assert (hit.title_en, hit.summary_vi) == (None, None)


def test_the_location_is_found_by_staff_alone(session, bowl):
    assert found(session, PUBLIC, "kho kín") == []
    assert found(session, STAFF, "kho kín") == ["BT.1"]


def test_facets_do_not_count_what_is_private(session, bowl):
    mark(session, bowl, "materials", "object_type", "date_text")
    facets = search(session, PUBLIC, SearchQuery("")).facets
    assert not {"material", "object_type", "century", "reign", "grade"} & set(facets)


def test_unmarking_shows_again(session, bowl):
    mark(session, bowl, "maker")
    mark(session, bowl)
    assert read_artifact(session, PUBLIC, "BT.1").maker == "Nguyễn Văn Thợ"
    assert found(session, PUBLIC, "tho") == ["BT.1"]


def test_marking_counts_as_a_change_and_is_audited(session, bowl):
    before = bowl.version
    mark(session, bowl, "maker")
    assert bowl.version == before + 1
    audit = session.scalar(select(Audit).where(Audit.action == "private_fields"))
    assert audit.changes == {"private_fields": [[], ["maker"]]}
    assert read_private_fields(session, STAFF, bowl) == ["maker"]
    with pytest.raises(StaleError):
        set_private_fields(session, STAFF, bowl, [], expected_version=before)


@pytest.mark.parametrize("name", ["title_vi", "accession_number", "location", "no_such", "status"])
def test_what_a_record_can_not_be_without_is_never_private(session, bowl, name):
    assert name not in lockable_fields(bowl)
    with pytest.raises(ValidationError) as caught:
        set_private_fields(session, STAFF, bowl, [name], expected_version=None)
    assert caught.value.fields == {"fields": "unknown_field"}


@pytest.mark.parametrize("who", [PUBLIC, RESTORER])
def test_only_who_writes_records_marks_their_fields(session, bowl, who):
    with pytest.raises(ForbiddenError):
        set_private_fields(session, who, bowl, ["maker"], expected_version=None)
    with pytest.raises(ForbiddenError):
        read_private_fields(session, PUBLIC, bowl)


def test_lists_beside_the_record_are_hidden_with_their_field(session, bowl):
    mark(session, bowl, "inscription", "measurements")
    assert {"inscriptions", "measurements"} <= hidden_fields(session, bowl) & PARTS
    assert not shows_part(session, PUBLIC, bowl, "inscriptions")
    assert shows_part(session, STAFF, bowl, "inscriptions")
    assert shows_part(session, PUBLIC, bowl, "history")


def test_a_sensitive_site_is_blurred_wherever_it_is_read_and_keeps_its_address_for_staff(session):
    facts = {
        "code": "HANG", "title_vi": "Hang đá", "latitude": 16.46871, "longitude": 107.57828,
        "is_location_sensitive": True, "address": "Xóm Kín, xã Phú Mậu",
    }  # fmt: skip
    register_site(session, STAFF, facts)
    change_site_status(session, STAFF, "HANG", Status.PUBLISHED)
    for shown in (read_site(session, PUBLIC, "HANG"), list_sites(session, PUBLIC).items[0]):
        assert shown.address is None
        assert abs(shown.latitude - 16.46871) > 1e-4
    staff = read_site(session, STAFF, "HANG")
    assert (staff.latitude, staff.address) == (16.46871, "Xóm Kín, xã Phú Mậu")
    index_site(session, staff)
    assert found(session, PUBLIC, "xóm kín") == []
    assert found(session, STAFF, "xóm kín") == ["HANG"]
