"""Two records of one object become one, with everything that belongs to them; and two again when it was a mistake."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Artifact, Audit, DigitalFile, Movement, RecordLink, RecordTerm, SearchEntry
from catalogue.services.artifacts import change_artifact_status, register_artifact, update_artifact
from catalogue.services.conditions import add_check
from catalogue.services.locations import add_location
from catalogue.services.merging import merge_artifacts, read_merge, undo_merge
from catalogue.services.movements import move_artifacts
from catalogue.services.reverts import read_revertible, revert_change
from catalogue.services.starter import load_starter
from catalogue.vocab.terms import Status
from tests.cataloguing import COMPLETE, PUBLIC, STAFF, SYSTEM, published_artifact, scanned, stored_file

KEPT, GONE = "TR.01", "TR.02"


@pytest.fixture
def pair(session):
    load_starter(session, SYSTEM)
    kept = register_artifact(session, STAFF, {**COMPLETE, "accession_number": KEPT, "materials": ["đồng"]})
    gone = published_artifact(session, GONE, title_vi="Đỉnh Cao", materials=["đồng", "vàng"], maker="Phường Đúc")
    stored_file(session, kept.id, "một.jpg")
    stored_file(session, gone.id, "hai.jpg")
    scanned(session, gone)
    add_check(session, STAFF, gone, {"grade": "poor", "checked_on": dt.date(2026, 3, 1)})
    place = add_location(session, STAFF, {"code": "K1", "kind": "room", "title_vi": "Kho 1"})
    move_artifacts(session, STAFF, [GONE], {"to_id": str(place.id), "reason": "storage"})
    return kept, gone


def files_of(session, artifact: Artifact) -> int:
    return session.scalar(select(func.count()).where(DigitalFile.artifact_id == artifact.id))


def merge(session, choices=None, **more):
    return merge_artifacts(
        session, STAFF, (KEPT, GONE), {"maker": "Phường Đúc"} if choices is None else choices, **more
    )


def test_everything_of_the_other_record_moves_over(session, pair):
    kept, gone = pair
    done = merge(session)
    assert done.moved > 4
    assert (files_of(session, kept), files_of(session, gone)) == (3, 0)
    assert session.scalar(select(func.count()).where(Movement.artifact_id == kept.id)) == 1
    assert (kept.maker, kept.title_vi, kept.location, kept.has_3d) == (
        "Phường Đúc",
        COMPLETE["title_vi"],
        "Kho 1",
        True,
    )
    assert kept.condition_grade.value == "poor"
    assert gone.status is Status.WITHDRAWN
    assert read_merge(session, STAFF, gone) is kept
    numbers = session.scalars(select(SearchEntry.number).where(SearchEntry.record_kind == "artifact"))
    assert set(numbers) == {KEPT}


def test_what_the_first_record_has_already_stays_where_it_is(session, pair):
    kept, gone = pair
    done = merge(session)
    assert done.stayed == 2  # the terms for urn and bronze
    terms = select(func.count()).where(RecordTerm.record_id == kept.id)
    assert session.scalar(terms) == 3  # type, bronze, gold
    assert session.scalar(select(func.count()).where(RecordTerm.record_id == gone.id)) == 2


def test_a_merge_is_one_change_in_the_history(session, pair):
    kept, _ = pair
    done = merge(session)
    row = session.get(Audit, done.audit_id)
    assert (row.action, row.record_id, row.changes["merged"]) == ("merge", kept.id, [None, GONE])
    assert row.changes["maker"] == [None, "Phường Đúc"]


def test_a_merge_is_undone_whole(session, pair):
    kept, gone = pair
    before = (kept.location, kept.has_3d, kept.condition_grade, kept.maker)
    done = merge(session)
    back = undo_merge(session, STAFF, done.audit_id)
    assert (back.moved, back.stayed) == (done.moved, 0)
    assert (files_of(session, kept), files_of(session, gone)) == (1, 2)
    assert (kept.location, kept.has_3d, kept.condition_grade, kept.maker) == before
    assert gone.status is Status.PUBLISHED
    assert gone.location == "Kho 1"
    assert read_merge(session, STAFF, gone) is None
    assert session.scalars(select(RecordLink)).one().withdrawn_at is not None
    with pytest.raises(ConflictError) as twice:
        undo_merge(session, STAFF, done.audit_id)
    assert twice.value.code == "change_final"
    assert merge(session).moved == done.moved  # and it can be merged again


def test_the_button_that_takes_changes_back_undoes_a_merge(session, pair):
    done = merge(session)
    assert read_revertible(session, STAFF, done.audit_id)["merged"] is None
    assert revert_change(session, STAFF, done.audit_id, expected_version=None) is pair[0]
    assert pair[1].status is Status.PUBLISHED


def test_what_was_changed_after_the_merge_stays(session, pair):
    kept, _ = pair
    done = merge(session)
    update_artifact(session, STAFF, KEPT, {"maker": "Lò khác"}, expected_version=None)
    undo_merge(session, STAFF, done.audit_id)
    assert kept.maker == "Lò khác"


def test_merging_needs_two_living_records_as_they_were_compared(session, pair):
    with pytest.raises(ConflictError) as same:
        merge_artifacts(session, STAFF, (KEPT, KEPT), {})
    assert same.value.code == "merge_same"
    with pytest.raises(StaleError):
        merge(session, expected_versions=(9, None))
    with pytest.raises(NotFoundError):
        merge_artifacts(session, STAFF, (KEPT, "KHÔNG"), {})
    change_artifact_status(session, STAFF, GONE, Status.WITHDRAWN)
    with pytest.raises(ConflictError) as withdrawn:
        merge(session)
    assert withdrawn.value.code == "merge_withdrawn"


@pytest.mark.parametrize("name", ["accession_number", "location", "status"])
def test_some_fields_are_no_choice(session, pair, name):
    with pytest.raises(ValidationError) as unfit:
        merge(session, {name: "x"})
    assert unfit.value.fields == {name: "unknown_field"}


def test_who_may_merge(session, pair):
    officer = Identity(Role.DATA_OFFICER)  # publishes, but doesn't write
    for who in (PUBLIC, officer):
        with pytest.raises(ForbiddenError):
            merge_artifacts(session, who, (KEPT, GONE), {})
        with pytest.raises(ForbiddenError):
            undo_merge(session, who, pair[0].id)
    with pytest.raises(NotFoundError):
        undo_merge(session, STAFF, pair[0].id)
