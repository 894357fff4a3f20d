from __future__ import annotations

import unicodedata
from uuid import uuid4

import pytest
from sqlalchemy import select

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Derivative, Event
from catalogue.services.artifacts import change_artifact_status, register_artifact
from catalogue.services.captures import add_capture, list_captures, read_capture, update_capture
from catalogue.services.derivatives import (
    NewDerivative,
    add_derivative,
    list_derivatives,
    pick_derivative,
    pick_site_thumbnails,
    pick_thumbnails,
    read_derivative,
    supersede_derivatives,
)
from catalogue.services.events import NewEvent, add_event, list_events
from catalogue.services.files import (
    NewFile,
    add_file,
    file_name,
    find_file_by_sha,
    list_files,
    read_file,
    set_file_details,
    update_file,
    withdraw_file,
)
from catalogue.services.models import add_model, list_models, read_model
from catalogue.services.scans import NewScan, add_scan, find_scan_of_file, list_scans, read_scan
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import FileKind, Status, Usage, Visibility
from tests.cataloguing import PUBLIC, STAFF, published_artifact, scanned, sha, stored_file


def copy_of(usage, name, **values):
    return NewDerivative(usage, "image/webp", sha(name), 10, f"derivatives/{name}", **values)


def test_a_second_upload_names_the_first(session):
    artifact = register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    first = stored_file(session, artifact.id, "ảnh.jpg")
    copy = NewFile(first.sha256, "C:\\quét\\bản sao.jpg", 1, "image/jpeg", FileKind.PHOTO, "k", artifact_id=artifact.id)
    with pytest.raises(ConflictError) as caught:
        add_file(session, STAFF, copy)
    assert caught.value.code == "duplicate_file"
    assert caught.value.values == {
        "file": "bản sao.jpg",
        "first": "BT.1",
        "first_file": "ảnh.jpg",
        "first_id": str(first.id),
    }
    assert find_file_by_sha(session, first.sha256) is first


def test_a_file_belongs_to_something(session):
    with pytest.raises(ValidationError) as caught:
        add_file(session, STAFF, NewFile(sha("x"), "x.jpg", 1, "image/jpeg", FileKind.PHOTO, "k"))
    assert caught.value.fields == {"artifact_id": "required"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (unicodedata.normalize("NFD", "Bình gốm Huế.jpg"), "Bình gốm Huế.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\ảnh.png", "ảnh.png"),
        ("a\u0000b\n.jpg", "ab .jpg"),
        ("", "file"),
        ("thư mục/", "file"),
        ("ê" * 400 + ".jpeg", "ê" * 250 + ".jpeg"),
        ("x" * 400, "x" * 255),
    ],
)
def test_names_are_bare_composed_and_short(given, kept):
    assert file_name(given) == kept


def test_files_keep_their_order_and_words(session):
    artifact = published_artifact(session, "BT.1")
    first, second = (stored_file(session, artifact.id, f"{i}.jpg") for i in range(2))
    assert [f.name for f in list_files(session, PUBLIC, artifact_id=artifact.id)] == ["0.jpg", "1.jpg"]
    update_file(session, STAFF, second.id, {"position": -1, "alt_vi": "Mặt trước"}, expected_version=1)
    assert [f.name for f in list_files(session, PUBLIC, artifact_id=artifact.id)] == ["1.jpg", "0.jpg"]
    with pytest.raises(StaleError):
        update_file(session, STAFF, second.id, {"alt_vi": "Khác"}, expected_version=1)
    with pytest.raises(ValidationError):
        update_file(session, STAFF, first.id, {"sha256": "0" * 64}, expected_version=1)


def test_what_a_machine_finds_is_merged(session):
    artifact = register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    file = stored_file(session, artifact.id, "a.jpg")
    set_file_details(session, STAFF, file.id, {"width": 10})
    assert set_file_details(session, STAFF, file.id, {"height": 20}).details == {"width": 10, "height": 20}


def test_private_files_stay_private(session):
    artifact = published_artifact(session, "BT.1")
    hidden, gone = stored_file(session, artifact.id, "a.jpg"), stored_file(session, artifact.id, "b.jpg")
    update_file(session, STAFF, hidden.id, {"visibility": "restricted"}, expected_version=None)
    withdraw_file(session, STAFF, gone.id)
    for file in (hidden, gone):
        add_derivative(session, STAFF, copy_of(Usage.THUMBNAIL, file.name, file_id=file.id))
        with pytest.raises(NotFoundError):
            read_file(session, PUBLIC, file.id)
        with pytest.raises(NotFoundError):
            read_derivative(session, PUBLIC, sha(file.name))
        assert read_derivative(session, STAFF, sha(file.name)).file_id == file.id
    assert list_files(session, PUBLIC, artifact_id=artifact.id) == []
    assert [f.name for f in list_files(session, STAFF, artifact_id=artifact.id)] == ["a.jpg"]


def test_a_draft_shows_nothing_to_the_public(session):
    artifact = register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    file = stored_file(session, artifact.id, "a.jpg")
    _, model = scanned(session, artifact)
    add_derivative(session, STAFF, copy_of(Usage.PHONE, "phone", model_id=model.id))
    for read in (
        lambda: read_file(session, PUBLIC, file.id),
        lambda: read_model(session, PUBLIC, model.id),
        lambda: read_derivative(session, PUBLIC, sha("phone")),
    ):
        with pytest.raises(NotFoundError):
            read()
    assert list_models(session, PUBLIC, artifact_id=artifact.id) == []
    assert list_derivatives(session, PUBLIC, model_id=model.id) == []


def test_a_public_site_does_not_open_a_restricted_artifacts_files(session):
    site = register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu"})
    change_site_status(session, STAFF, "TM", Status.PUBLISHED)
    artifact = published_artifact(session, "BT.1", visibility=Visibility.RESTRICTED)
    new = NewFile(sha("x"), "x.jpg", 1, "image/jpeg", FileKind.PHOTO, "k", artifact_id=artifact.id, site_id=site.id)
    file = add_file(session, STAFF, new)
    with pytest.raises(NotFoundError):
        read_file(session, PUBLIC, file.id)


def test_bytes_shared_by_two_records_are_seen_through_the_open_one(session):
    artifact, draft = (
        published_artifact(session, "BT.1"),
        register_artifact(session, STAFF, {"accession_number": "BT.2", "title_vi": "Ấn"}),
    )
    for owner, name in ((draft, "d.jpg"), (artifact, "a.jpg")):
        file = stored_file(session, owner.id, name)
        add_derivative(session, STAFF, copy_of(Usage.THUMBNAIL, "same", file_id=file.id))
    row = read_derivative(session, PUBLIC, sha("same"))
    assert row.file_id == list_files(session, PUBLIC, artifact_id=artifact.id)[0].id


def test_a_newer_copy_supersedes_and_the_same_one_is_no_second(session):
    artifact = published_artifact(session, "BT.1")
    _, model = scanned(session, artifact)
    first = add_derivative(session, STAFF, copy_of(Usage.PHONE, "one", model_id=model.id))
    again = add_derivative(session, STAFF, copy_of(Usage.PHONE, "one", model_id=model.id, details={"triangles": 5}))
    assert (again.id, again.details) == (first.id, {"triangles": 5})
    second = add_derivative(session, STAFF, copy_of(Usage.PHONE, "two", model_id=model.id))
    other = add_derivative(session, STAFF, copy_of(Usage.PHONE, "three", model_id=model.id, quality="low"))
    session.expire_all()
    assert {d.id for d in list_derivatives(session, PUBLIC, model_id=model.id)} == {second.id, other.id}
    assert read_derivative(session, PUBLIC, sha("one")).superseded_at is not None
    assert supersede_derivatives(session, STAFF, model_id=model.id) == 2
    assert list_derivatives(session, STAFF, model_id=model.id) == []


def test_a_copy_has_one_source(session):
    for ids in ({}, {"file_id": uuid4(), "model_id": uuid4()}):
        with pytest.raises(ValidationError):
            add_derivative(session, STAFF, copy_of(Usage.PHONE, "x", **ids))


def test_the_first_wish_that_is_there_is_picked():
    phone, vr = Derivative(usage=Usage.PHONE), Derivative(usage=Usage.VR)
    assert pick_derivative([phone, vr], Usage.DESKTOP, Usage.VR, Usage.PHONE) is vr
    assert pick_derivative([phone], Usage.VR) is None


def test_list_pictures_prefer_photographs_and_obey_visibility(session):
    photo, posted, draft = (
        published_artifact(session, "BT.1"),
        published_artifact(session, "BT.2"),
        register_artifact(session, STAFF, {"accession_number": "BT.3", "title_vi": "Ấn"}),
    )
    for artifact in (photo, posted, draft):
        _, model = scanned(session, artifact, f"{artifact.accession_number}.ply")
        add_derivative(session, STAFF, copy_of(Usage.POSTER, f"poster {artifact.accession_number}", model_id=model.id))
    for name in ("first", "second"):
        file = stored_file(session, photo.id, name)
        add_derivative(session, STAFF, copy_of(Usage.THUMBNAIL, f"thumb {name}", file_id=file.id))
    ids = [photo.id, posted.id, draft.id]
    seen = {k: v.sha256 for k, v in pick_thumbnails(session, PUBLIC, ids).items()}
    assert seen == {photo.id: sha("thumb first"), posted.id: sha("poster BT.2")}
    assert set(pick_thumbnails(session, STAFF, ids)) == set(ids)
    assert pick_thumbnails(session, STAFF, []) == {}


def test_a_sites_own_picture_is_found(session):
    site = register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu"})
    file = add_file(session, STAFF, NewFile(sha("s"), "s.jpg", 1, "image/jpeg", FileKind.PHOTO, "k", site_id=site.id))
    add_derivative(session, STAFF, copy_of(Usage.THUMBNAIL, "site thumb", file_id=file.id))
    assert pick_site_thumbnails(session, PUBLIC, [site.id]) == {}
    change_site_status(session, STAFF, "TM", Status.PUBLISHED)
    assert pick_site_thumbnails(session, PUBLIC, [site.id])[site.id].sha256 == sha("site thumb")


def test_a_scan_is_recorded_once_and_its_model_marks_the_artifact(session):
    artifact = published_artifact(session, "BT.1")
    scan, model = scanned(session, artifact)
    assert (scan.height_m, scan.unit, scan.artifact_id) == (2.0, "mm", artifact.id)
    assert find_scan_of_file(session, scan.file_id) is scan
    assert read_scan(session, STAFF, scan.id) is scan
    assert list_scans(session, STAFF, artifact_id=artifact.id) == [scan]
    assert artifact.has_3d
    with pytest.raises(ConflictError) as caught:
        add_scan(session, STAFF, NewScan(scan.file_id, "ply"))
    assert caught.value.code == "scan_exists"
    with pytest.raises(NotFoundError):
        add_scan(session, STAFF, NewScan(uuid4(), "ply"))
    assert read_model(session, PUBLIC, model.id).vr_ready


def test_a_newer_model_of_a_scan_retires_the_older_with_its_copies(session):
    artifact = published_artifact(session, "BT.1")
    scan, old = scanned(session, artifact)
    add_derivative(session, STAFF, copy_of(Usage.PHONE, "old", model_id=old.id))
    new = add_model(session, STAFF, scan_id=scan.id, report={}, vr_ready=False)
    assert [m.id for m in list_models(session, PUBLIC, artifact_id=artifact.id)] == [new.id]
    assert list_derivatives(session, STAFF, model_id=old.id) == []
    with pytest.raises(NotFoundError):
        read_model(session, PUBLIC, old.id)
    with pytest.raises(NotFoundError):
        add_model(session, STAFF, scan_id=uuid4(), report={}, vr_ready=False)


def test_provenance_is_appended_and_read_by_staff(session):
    artifact = published_artifact(session, "BT.1")
    file = stored_file(session, artifact.id, "a.jpg")
    add_event(session, STAFF, NewEvent("ingestion", tool="cuudinh", details={"bytes": 5}, file_id=file.id))
    add_event(session, STAFF, NewEvent("fixity_check", file_id=file.id))
    assert [e.kind for e in list_events(session, STAFF, file_id=file.id)] == ["ingestion", "fixity_check"]
    assert session.scalars(select(Event.agent)).first() == STAFF.name
    with pytest.raises(ValidationError):
        add_event(session, STAFF, NewEvent("ingestion"))
    with pytest.raises(ForbiddenError):
        list_events(session, PUBLIC, file_id=file.id)


def test_captures_say_who_when_and_how(session):
    artifact = register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    values = {"artifact_id": artifact.id, "device": "Artec Leo", "captured_at": "2026-01-02T03:04:05+07:00"}
    capture = add_capture(session, STAFF, values)
    assert capture.captured_at.isoformat() == "2026-01-02T03:04:05+07:00"
    update_capture(session, STAFF, capture.id, {"operator": "Trần Văn Bảo"}, expected_version=1)
    assert read_capture(session, STAFF, capture.id).operator == "Trần Văn Bảo"
    assert list_captures(session, STAFF, artifact_id=artifact.id) == [capture]
    with pytest.raises(ValidationError):
        add_capture(session, STAFF, {"device": "x"})
    with pytest.raises(ValidationError) as caught:
        add_capture(session, STAFF, {"artifact_id": artifact.id, "captured_at": "hôm qua"})
    assert caught.value.fields == {"captured_at": "not_a_date"}
    with pytest.raises(NotFoundError):
        read_capture(session, STAFF, uuid4())


def test_the_public_adds_nothing(session):
    artifact = published_artifact(session, "BT.1")
    member = Identity(Role.MEMBER)
    for call in (
        lambda: add_file(session, member, NewFile(sha("x"), "x", 1, "t", FileKind.PHOTO, "k", artifact_id=artifact.id)),
        lambda: add_derivative(session, PUBLIC, copy_of(Usage.PHONE, "x")),
        lambda: add_model(session, PUBLIC, scan_id=uuid4(), report={}, vr_ready=True),
        lambda: list_scans(session, PUBLIC),
    ):
        with pytest.raises(ForbiddenError):
            call()
    change_artifact_status(session, STAFF, "BT.1", Status.DRAFT)
    assert list_files(session, PUBLIC, artifact_id=artifact.id) == []
