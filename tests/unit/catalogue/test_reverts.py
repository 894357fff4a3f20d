"""A change is taken back as a change of its own, unless somebody went on from it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError
from catalogue.services.artifacts import change_artifact_status, register_artifact, update_artifact
from catalogue.services.audits import read_history
from catalogue.services.locations import add_location
from catalogue.services.movements import move_artifacts
from catalogue.services.reverts import (
    is_revertible,
    read_change,
    read_record_history,
    read_revertible,
    revert_change,
)
from catalogue.services.sites import register_site, update_site
from catalogue.vocab.terms import Protection, Status
from tests.cataloguing import ADMIN, PUBLIC, STAFF


@pytest.fixture
def urn(session):
    values = {"accession_number": "CD.1", "title_vi": "Cao Đỉnh", "protection": "co_vat", "materials": ["đồng"]}
    return register_artifact(session, STAFF, values)


def last(session, record, kind="artifact"):
    return read_history(session, ADMIN, kind, record.id)[0]


def change(session, **values):
    return update_artifact(session, STAFF, "CD.1", values, expected_version=None)


def test_all_fields_of_one_change_get_their_old_values(session, urn):
    change(session, title_vi="Cao đỉnh lớn", protection="bao_vat", materials=["đồng", "vàng"], recorded_on="2025-01-02")
    entry = last(session, urn)
    assert read_revertible(session, STAFF, entry.id) == {
        "title_vi": "Cao Đỉnh", "protection": "co_vat", "materials": ["đồng"], "recorded_on": None,
    }  # fmt: skip
    revert_change(session, STAFF, entry.id, expected_version=2)
    assert (urn.title_vi, urn.protection, urn.materials, urn.recorded_on) == (
        "Cao Đỉnh", Protection.CO_VAT, ["đồng"], None,
    )  # fmt: skip
    assert last(session, urn).changes["title_vi"] == ["Cao đỉnh lớn", "Cao Đỉnh"]


def test_a_revert_can_be_reverted(session, urn):
    change(session, title_vi="Khác")
    revert_change(session, STAFF, last(session, urn).id, expected_version=None)
    revert_change(session, STAFF, last(session, urn).id, expected_version=None)
    assert urn.title_vi == "Khác"


def test_what_was_changed_again_since_stays(session, urn):
    change(session, title_vi="Hai", maker="Phường Đúc")
    second = last(session, urn)
    change(session, title_vi="Ba")
    with pytest.raises(ConflictError) as again:
        revert_change(session, STAFF, second.id, expected_version=None)
    assert (again.value.code, again.value.values["fields"]) == ("changed_since", "title_vi")
    assert (urn.title_vi, urn.maker) == ("Ba", "Phường Đúc")


def test_other_fields_may_have_changed_since(session, urn):
    change(session, title_vi="Hai")
    second = last(session, urn)
    change(session, maker="Phường Đúc")
    revert_change(session, STAFF, second.id, expected_version=None)
    assert (urn.title_vi, urn.maker) == ("Cao Đỉnh", "Phường Đúc")


def test_a_place_that_is_taken_back_alone_leaves_the_storeroom(session, urn):
    shelf = add_location(session, ADMIN, {"code": "K1", "kind": "cabinet", "title_vi": "Tủ đồ đồng"})
    change(session, location="Gầm cầu thang")
    change(session, location_id=str(shelf.id), maker="Phường Đúc")
    entry = last(session, urn)
    revert_change(session, STAFF, entry.id, expected_version=None, only=["location"])
    assert (urn.location, urn.location_id, urn.maker) == ("Gầm cầu thang", None, "Phường Đúc")


def test_sites_are_taken_back_too(session):
    site = register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu"})
    update_site(session, STAFF, "TM", {"title_vi": "Thế Tổ Miếu", "rank": "national"}, expected_version=1)
    revert_change(session, STAFF, last(session, site, "site").id, expected_version=2)
    assert (site.title_vi, site.rank.value) == ("Thế Miếu", "none")


def test_registering_and_steps_of_publication_are_not_taken_back(session, urn):
    first = last(session, urn)
    change_artifact_status(session, STAFF, "CD.1", Status.REVIEW)
    for entry in (first, last(session, urn)):
        with pytest.raises(ConflictError) as final:
            revert_change(session, STAFF, entry.id, expected_version=None)
        assert final.value.code == "change_final"


def test_only_those_who_write_may_and_versions_are_kept(session, urn):
    change(session, title_vi="Hai")
    entry = last(session, urn)
    with pytest.raises(ForbiddenError):
        revert_change(session, PUBLIC, entry.id, expected_version=None)
    with pytest.raises(StaleError):
        revert_change(session, STAFF, entry.id, expected_version=1)
    with pytest.raises(NotFoundError):
        revert_change(session, STAFF, uuid4(), expected_version=None)


def test_single_fields_of_a_change_are_taken_back(session, urn):
    change(session, title_vi="Hai", maker="Lò A", date_text="Minh Mạng 15")
    entry = last(session, urn)
    revert_change(session, STAFF, entry.id, expected_version=None, only=["maker"])
    assert (urn.title_vi, urn.maker, urn.year_from) == ("Hai", None, 1834)
    revert_change(session, STAFF, entry.id, expected_version=None, only=["date_text"])
    assert (urn.title_vi, urn.date_text, urn.year_from, urn.date_edtf) == ("Hai", None, None, None)
    with pytest.raises(ConflictError):
        revert_change(session, STAFF, entry.id, expected_version=None, only=["height_mm"])


def test_staff_read_the_history_of_a_record_and_nobody_else(session, urn):
    change(session, maker="Lò A")
    rows = read_record_history(session, STAFF, urn)
    assert [(row.action, is_revertible(row)) for row in rows] == [("update", True), ("register", False)]
    assert read_change(session, STAFF, rows[0].id).changes == {"maker": [None, "Lò A"]}
    for ask in (lambda: read_record_history(session, PUBLIC, urn), lambda: read_change(session, PUBLIC, rows[0].id)):
        with pytest.raises(ForbiddenError):
            ask()


def test_changes_that_are_no_records_are_not_shown(session, urn):
    place = add_location(session, STAFF, {"code": "K1", "kind": "room", "title_vi": "Kho"})
    entry = last(session, place, "location")
    with pytest.raises(NotFoundError):
        read_change(session, STAFF, entry.id)


def test_a_movement_is_not_taken_back_in_the_record(session, urn):
    place = add_location(session, STAFF, {"code": "K1", "kind": "room", "title_vi": "Kho"})
    move_artifacts(session, STAFF, ["CD.1"], {"to_id": str(place.id), "reason": "storage"})
    assert not is_revertible(last(session, urn))


def test_a_date_that_could_not_be_read_comes_back_as_it_was(session, urn):
    urn.date_text = "đời xưa"
    session.flush()
    change(session, date_text="Minh Mạng 15")
    revert_change(session, STAFF, last(session, urn).id, expected_version=None)
    assert (urn.date_text, urn.year_from) == ("đời xưa", None)
