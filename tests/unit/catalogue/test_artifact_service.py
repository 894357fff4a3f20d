from __future__ import annotations

import datetime as dt
import unicodedata
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Artifact, Audit
from catalogue.services.artifacts import (
    ArtifactFilter,
    change_artifact_status,
    completeness,
    list_artifacts,
    read_artifact,
    read_artifact_by_id,
    read_completeness,
    register_artifact,
    update_artifact,
)
from catalogue.services.audits import read_history
from catalogue.services.locations import add_location, retire_location
from catalogue.services.movements import move_artifacts
from catalogue.services.sites import register_site
from catalogue.vocab.terms import Protection, Status, Visibility
from tests.cataloguing import ADMIN, COMPLETE, PUBLIC, STAFF, published_artifact, stored_file


def test_number_and_title_are_enough_for_a_draft(session):
    artifact = register_artifact(session, STAFF, {"accession_number": " BT.1 ", "title_vi": "Ấn ngọc"})
    assert (artifact.accession_number, artifact.status, artifact.version) == ("BT.1", Status.DRAFT, 1)
    assert artifact.site is None


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, {"accession_number": "required", "title_vi": "required"}),
        ({"title_vi": "   "}, {"title_vi": "required"}),
        ({"title_vi": "x" * 301}, {"title_vi": "too_long"}),
        ({"title_vi": "\u0000\u0007"}, {"title_vi": "required"}),
        ({"title_vi": 5}, {"title_vi": "not_text"}),
        ({"height_mm": "cao"}, {"height_mm": "not_a_number"}),
        ({"height_mm": float("nan")}, {"height_mm": "out_of_range"}),
        ({"height_mm": "1e400"}, {"height_mm": "out_of_range"}),
        ({"height_mm": True}, {"height_mm": "not_a_number"}),
        ({"height_mm": -3}, {"height_mm": "out_of_range"}),
        ({"height_mm": 0}, {"height_mm": "out_of_range"}),
        ({"count": 0}, {"count": "out_of_range"}),
        ({"count": 1.5}, {"count": "not_a_number"}),
        ({"count": None}, {"count": "required"}),
        ({"count": 2**40}, {"count": "out_of_range"}),
        ({"protection": "vàng"}, {"protection": "not_in_list"}),
        ({"recorded_on": "31-12-2026"}, {"recorded_on": "not_a_date"}),
        ({"recorded_on": "2026-02-30"}, {"recorded_on": "not_a_date"}),
        ({"recorded_on": 20260101}, {"recorded_on": "not_a_date"}),
        ({"site_id": "không"}, {"site_id": "not_an_id"}),
        ({"site_id": str(uuid4())}, {"site_id": "not_found"}),
        ({"is_specimen": "yes"}, {"is_specimen": "not_yes_no"}),
        ({"materials": "đồng"}, {"materials": "malformed"}),
        ({"materials": [1]}, {"materials": "malformed"}),
        ({"materials": [f"m{i}" for i in range(61)]}, {"materials": "too_long"}),
        ({"accession_number": "/.."}, {"accession_number": "malformed"}),
        ({"year_from": 1900, "year_to": 1800}, {"year_to": "out_of_range"}),
        ({"status": "published"}, {"status": "unknown_field"}),
        ({"version": 9, "color": "red"}, {"version": "unknown_field", "color": "unknown_field"}),
    ],
)
def test_a_field_that_breaks_a_rule_is_named(session, values, faults):
    basis = {"accession_number": "BT.1", "title_vi": "Ấn"} if values else {}
    with pytest.raises(ValidationError) as caught:
        register_artifact(session, STAFF, {**basis, **values})
    assert caught.value.fields == faults
    assert session.scalar(select(func.count(Artifact.id))) == 0
    assert session.scalar(select(func.count(Audit.id))) == 0


def test_values_are_read_as_people_write_them(session):
    artifact = register_artifact(
        session,
        STAFF,
        {
            "accession_number": "BT.1",
            "title_vi": unicodedata.normalize("NFD", "Bình gốm Huế"),
            "height_mm": "12,5",
            "width_mm": "",
            "count": "3",
            "recorded_on": "2026-01-15",
            "materials": ["gốm", " gốm ", "", unicodedata.normalize("NFD", "men lam")],
            "protection": "bao_vat",
            "maker": "",
        },
    )
    session.flush()
    session.expire(artifact)
    assert artifact.title_vi == "Bình gốm Huế"
    assert (artifact.height_mm, artifact.width_mm, artifact.count) == (12.5, None, 3)
    assert artifact.recorded_on == dt.date(2026, 1, 15)
    assert artifact.materials == ["gốm", "men lam"]
    assert artifact.protection is Protection.BAO_VAT
    assert artifact.maker is None


def test_a_number_is_given_once(session):
    register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    with pytest.raises(ConflictError) as caught:
        register_artifact(session, STAFF, {"accession_number": "BT.1 ", "title_vi": "Ấn khác"})
    assert (caught.value.code, caught.value.values) == ("artifact_taken", {"number": "BT.1"})


def test_a_change_keeps_who_did_what(session):
    account = Identity(Role.CONSERVATOR, name="Trần Văn Bảo")
    register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    artifact = update_artifact(
        session, account, "BT.1", {"title_vi": "Ấn ngọc", "protection": "bao_vat", "count": 1}, expected_version=1
    )
    assert artifact.version == 2
    last = read_history(session, ADMIN, "artifact", artifact.id)[0]
    assert (last.actor, last.role, last.action, last.version) == ("Trần Văn Bảo", "conservator", "update", 2)
    assert last.changes == {"title_vi": ["Ấn", "Ấn ngọc"], "protection": ["none", "bao_vat"]}


def test_saving_what_is_there_already_makes_no_new_version(session):
    register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    assert update_artifact(session, STAFF, "BT.1", {"title_vi": "Ấn"}, expected_version=1).version == 1


def test_the_second_of_two_writers_is_told_both_versions(sessions):
    with sessions.begin() as s:
        register_artifact(s, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    with sessions.begin() as s:
        update_artifact(s, STAFF, "BT.1", {"location": "Kho A"}, expected_version=1)
    with pytest.raises(StaleError) as caught, sessions.begin() as s:
        update_artifact(s, STAFF, "BT.1", {"location": "Kho B"}, expected_version=1)
    assert caught.value.values == {"yours": 1, "current": 2}
    with sessions() as s:
        assert read_artifact(s, STAFF, "BT.1").location == "Kho A"


def test_a_refused_change_is_not_saved_by_a_later_flush(session):
    register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    register_artifact(session, STAFF, {"accession_number": "BT.2", "title_vi": "Ấn"})
    with pytest.raises(ValidationError):
        update_artifact(session, STAFF, "BT.1", {"title_vi": "Mới", "count": -1}, expected_version=1)
    with pytest.raises(ConflictError):
        update_artifact(session, STAFF, "BT.1", {"accession_number": "BT.2"}, expected_version=1)
    session.flush()
    assert session.scalars(select(Artifact.title_vi)).all() == ["Ấn", "Ấn"]
    assert session.scalar(text("SELECT max(version) FROM artifact")) == 1


def test_publishing_needs_the_six_facts(session):
    register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    with pytest.raises(ValidationError) as caught:
        change_artifact_status(session, STAFF, "BT.1", Status.PUBLISHED)
    needed = {"object_type", "description_vi", "location", "recorder", "recorded_on"}
    assert caught.value.fields == dict.fromkeys(needed, "required_to_publish")


def test_a_photograph_stands_for_a_description(session):
    values = {k: v for k, v in COMPLETE.items() if k != "description_vi"}
    artifact = register_artifact(session, STAFF, {**values, "accession_number": "BT.1"})
    assert read_completeness(session, artifact).missing == ("description_vi",)
    stored_file(session, artifact.id, "ảnh.jpg")
    assert change_artifact_status(session, STAFF, "BT.1", Status.PUBLISHED).is_public


def test_completeness_grows_with_every_field(session):
    artifact = register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    before = completeness(artifact, has_photo=False)
    artifact.period, artifact.location = "Nguyễn", "Kho A"
    after = completeness(artifact, has_photo=True)
    assert 0 < before.share < after.share < 1
    assert "location" in before.missing
    assert "location" not in after.missing
    assert "period" in before.useful


def test_the_public_sees_what_is_published_and_open(session):
    published_artifact(session, "BT.1")
    register_artifact(session, STAFF, {**COMPLETE, "accession_number": "BT.2"})
    published_artifact(session, "BT.3", visibility=Visibility.RESTRICTED)
    assert [a.accession_number for a in list_artifacts(session, PUBLIC).items] == ["BT.1"]
    assert read_artifact(session, PUBLIC, "BT.1").title_vi == "Đỉnh đồng Cao"
    for number in ("BT.2", "BT.3", "BT.4"):
        with pytest.raises(NotFoundError) as caught:
            read_artifact(session, PUBLIC, number)
        assert caught.value.values == {"number": number}
    assert list_artifacts(session, STAFF).total == 3


def test_withdrawing_hides_but_keeps(session):
    artifact = published_artifact(session, "BT.1")
    change_artifact_status(session, STAFF, "BT.1", Status.WITHDRAWN, expected_version=artifact.version)
    assert list_artifacts(session, STAFF).items == []
    assert list_artifacts(session, STAFF, only=ArtifactFilter(status=Status.WITHDRAWN)).total == 1
    with pytest.raises(NotFoundError):
        read_artifact_by_id(session, PUBLIC, artifact.id)
    with pytest.raises(ConflictError) as caught:
        change_artifact_status(session, STAFF, "BT.1", Status.PUBLISHED)
    assert caught.value.code == "status_step"
    assert change_artifact_status(session, STAFF, "BT.1", Status.DRAFT).withdrawn_at is None


def test_the_same_status_again_changes_nothing(session):
    artifact = published_artifact(session, "BT.1")
    version = artifact.version
    assert change_artifact_status(session, STAFF, "BT.1", Status.PUBLISHED).version == version


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.MEMBER, Role.RESTORER, Role.DATA_OFFICER])
def test_who_may_not_write_is_refused_before_anything_else(session, role):
    with pytest.raises(ForbiddenError):
        register_artifact(session, Identity(role), {})
    with pytest.raises(ForbiddenError):
        update_artifact(session, Identity(role), "không có", {}, expected_version=1)


def test_lists_go_on_where_they_stopped_whatever_came_between(session):
    site = register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu"})
    for i in range(7):
        register_artifact(session, STAFF, {"accession_number": f"BT.{i}", "title_vi": "Đỉnh", "site_id": site.id})
    first = list_artifacts(session, STAFF, limit=3)
    register_artifact(session, STAFF, {"accession_number": "BT.00", "title_vi": "Chen vào"})
    second = list_artifacts(session, STAFF, limit=3, cursor=first.next)
    third = list_artifacts(session, STAFF, limit=3, cursor=second.next)
    numbers = [a.accession_number for page in (first, second, third) for a in page.items]
    assert numbers == [f"BT.{i}" for i in range(7)]
    assert (first.total, second.total, third.next) == (7, 8, None)
    assert list_artifacts(session, STAFF, only=ArtifactFilter(site_id=site.id)).items[0].site.code == "TM"


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwiYiJd", "////", "ế", "e30"])
def test_a_cursor_that_nobody_gave_is_refused(session, cursor):
    with pytest.raises(ValidationError) as caught:
        list_artifacts(session, STAFF, cursor=cursor)
    assert caught.value.fields == {"cursor": "malformed"}


def test_a_place_from_the_list_gives_its_own_name(session):
    place = add_location(session, STAFF, {"code": "K1", "kind": "building", "title_vi": "Kho Tả Vu"})
    artifact = register_artifact(
        session, STAFF, {"accession_number": "NK.1", "title_vi": "Bát", "location_id": str(place.id), "location": "?"}
    )
    assert (artifact.location_id, artifact.location) == (place.id, "Kho Tả Vu")
    retire_location(session, STAFF, add_location(session, STAFF, {"code": "K2", "kind": "room", "title_vi": "Cũ"}).code)
    with pytest.raises(ValidationError) as unknown:
        update_artifact(session, STAFF, "NK.1", {"location_id": str(uuid4())}, expected_version=None)
    assert unknown.value.fields == {"location_id": "not_found"}


def test_where_a_moved_artifact_stands_is_changed_by_movements_alone(session):
    place = add_location(session, STAFF, {"code": "K1", "kind": "building", "title_vi": "Kho Tả Vu"})
    artifact = register_artifact(session, STAFF, {"accession_number": "NK.1", "title_vi": "Bát", "location": "Cửa"})
    move_artifacts(session, STAFF, ["NK.1"], {"to_id": str(place.id), "reason": "storage"})
    with pytest.raises(ValidationError) as moved:
        update_artifact(session, STAFF, "NK.1", {"location": "Nơi khác"}, expected_version=None)
    assert moved.value.fields == {"location": "has_movements"}
    update_artifact(session, STAFF, "NK.1", {"location": "Kho Tả Vu", "maker": "Lò A"}, expected_version=None)
    assert (artifact.location, artifact.maker) == ("Kho Tả Vu", "Lò A")
