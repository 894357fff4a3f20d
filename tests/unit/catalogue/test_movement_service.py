"""Where things are: a tree of locations, an append-only history, and a copy in each artifact that can be rebuilt."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Audit, Movement
from catalogue.services.artifacts import register_artifact
from catalogue.services.locations import (
    add_location,
    count_artifacts,
    list_contents,
    list_locations,
    read_location,
    read_trail,
    retire_location,
    update_location,
)
from catalogue.services.movements import (
    correct_movement,
    find_whereabouts,
    list_movements,
    move_artifacts,
    rebuild_locations,
)
from catalogue.services.sites import register_site
from catalogue.vocab.heritage import MoveReason
from tests.cataloguing import PUBLIC, STAFF

OFFICER = Identity(Role.DATA_OFFICER, name="Dữ liệu")


@pytest.fixture
def house(session):
    """A building with two rooms, a shelf in the first."""
    building = add_location(session, STAFF, {"code": "K1", "kind": "building", "title_vi": "Kho cổ vật"})
    room = add_location(
        session, STAFF, {"code": "K1-P1", "kind": "room", "title_vi": "Phòng gốm", "parent_id": building.id}
    )
    other = add_location(
        session, STAFF, {"code": "K1-P2", "kind": "room", "title_vi": "Phòng vải", "parent_id": building.id}
    )
    shelf = add_location(session, STAFF, {"code": "K1-P1-A", "kind": "shelf", "title_vi": "Kệ A", "parent_id": room.id})
    return {"building": building, "room": room, "other": other, "shelf": shelf}


@pytest.fixture
def bowl(session):
    return register_artifact(session, STAFF, {"accession_number": "G.1", "title_vi": "Bát men lam"})


def store(session, numbers, location, **more):
    return move_artifacts(session, STAFF, numbers, {"to_id": location.id, "reason": "storage", **more})


def test_a_location_knows_its_trail_and_its_contents(session, house, bowl):
    store(session, ["G.1"], house["shelf"])
    assert [row.code for row in read_trail(session, house["shelf"])] == ["K1", "K1-P1", "K1-P1-A"]
    assert [row.accession_number for row in list_contents(session, STAFF, house["building"]).items] == ["G.1"]
    assert list_contents(session, STAFF, house["other"]).items == []
    assert [row.code for row in list_locations(session, STAFF, parent_id=house["building"].id).items] == [
        "K1-P1",
        "K1-P2",
    ]


def test_a_code_that_begins_like_another_is_not_inside_it(session, house, bowl):
    longer = add_location(session, STAFF, {"code": "K1-P10", "kind": "room", "title_vi": "Phòng mười"})
    store(session, ["G.1"], longer)
    assert count_artifacts(session, STAFF, house["room"]) == 0


def test_with_another_parent_everything_below_moves_along(session, house):
    update_location(session, STAFF, "K1-P1", {"parent_id": house["other"].id}, expected_version=1)
    assert house["shelf"].path == "K1/K1-P2/K1-P1/K1-P1-A"
    moved = session.scalars(select(Audit).where(Audit.record_id == house["shelf"].id, Audit.action == "move")).one()
    assert moved.changes["path"] == ["K1/K1-P1/K1-P1-A", "K1/K1-P2/K1-P1/K1-P1-A"]


@pytest.mark.parametrize("below", ["room", "shelf"])
def test_a_location_can_not_stand_in_itself(session, house, below):
    with pytest.raises(ValidationError) as refused:
        update_location(session, STAFF, "K1-P1", {"parent_id": house[below].id}, expected_version=None)
    assert refused.value.fields == {"parent_id": "circular"}
    assert house["room"].path == "K1/K1-P1"


def test_the_tree_has_eight_levels(session):
    parent = None
    for level in range(8):
        parent = add_location(
            session, STAFF, {"code": f"L{level}", "kind": "box", "title_vi": "Hộp", "parent_id": parent and parent.id}
        )
    with pytest.raises(ValidationError) as refused:
        add_location(session, STAFF, {"code": "L8", "kind": "box", "title_vi": "Hộp", "parent_id": parent.id})
    assert refused.value.fields == {"parent_id": "too_deep"}


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"code": "A/B"}, {"code": "malformed"}),
        ({"parent_id": str(uuid4())}, {"parent_id": "not_found"}),
        ({"site_id": str(uuid4())}, {"site_id": "not_found"}),
        ({"kind": "cave"}, {"kind": "not_in_list"}),
    ],
)
def test_unfit_locations_are_refused_field_by_field(session, values, faults):
    with pytest.raises(ValidationError) as refused:
        add_location(session, STAFF, {"code": "X", "kind": "room", "title_vi": "Phòng", **values})
    assert refused.value.fields == faults


def test_codes_are_unique_and_versions_are_kept(session, house):
    with pytest.raises(ConflictError) as taken:
        add_location(session, STAFF, {"code": "K1", "kind": "room", "title_vi": "Khác"})
    assert taken.value.code == "location_taken"
    with pytest.raises(StaleError):
        update_location(session, STAFF, "K1", {"title_vi": "Kho"}, expected_version=7)


def test_only_an_empty_location_is_retired(session, house, bowl):
    store(session, ["G.1"], house["shelf"])
    with pytest.raises(ConflictError) as held:
        retire_location(session, STAFF, "K1-P1")
    assert (held.value.values["artifacts"], held.value.values["locations"]) == (1, 1)
    retire_location(session, STAFF, "K1-P2")
    with pytest.raises(ValidationError) as refused:
        store(session, ["G.1"], house["other"])
    assert refused.value.fields == {"to_id": "not_found"}


def test_a_move_is_kept_with_who_when_why_and_found_again(session, house, bowl):
    (first,) = store(session, ["G.1"], house["shelf"], moved_at="2026-01-02T08:00:00+07:00", note="đóng hộp")
    (second,) = store(session, ["G.1"], house["other"])
    assert (first.from_id, second.from_id) == (None, house["shelf"].id)
    assert (second.mover, second.reason) == ("Lê Thị Hoa", MoveReason.STORAGE)
    assert [row.id for row in list_movements(session, STAFF, bowl)] == [second.id, first.id]
    assert (bowl.location_id, bowl.location) == (house["other"].id, "Phòng vải")
    assert find_whereabouts(session, STAFF, bowl).location is house["other"]
    kept = session.scalars(select(Audit).where(Audit.record_id == bowl.id, Audit.action == "move")).all()
    assert len(kept) == 2


def test_several_artifacts_move_together_or_not_at_all(session, house, bowl):
    register_artifact(session, STAFF, {"accession_number": "G.2", "title_vi": "Đĩa"})
    assert len(store(session, ["G.1", "G.2"], house["room"])) == 2
    with pytest.raises(NotFoundError):
        store(session, ["G.1", "G.99"], house["other"])
    assert bowl.location_id == house["room"].id
    for numbers in ([], ["G.1", "G.1"]):
        with pytest.raises(ValidationError):
            store(session, numbers, house["room"])


def test_what_belongs_to_a_monument_needs_decision_and_approver(session, house):
    site = register_site(session, STAFF, {"code": "PTH", "title_vi": "Phủ Tường Huy"})
    register_artifact(session, STAFF, {"accession_number": "PTH.TĐ.01", "title_vi": "Bia", "site_id": site.id})
    with pytest.raises(ValidationError) as refused:
        store(session, ["PTH.TĐ.01"], house["room"])
    assert refused.value.fields == {"decision_number": "required", "approver": "required"}
    store(session, ["PTH.TĐ.01"], house["room"], reason="inventory")
    store(session, ["PTH.TĐ.01"], house["other"], decision_number="12/QĐ-TTBT", approver="Nguyễn Văn A")


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, {"to_id": "required"}),
        ({"to_text": "Bảo tàng Lịch sử", "to_id": "room"}, {"to_id": "one_of_two"}),
        ({"to_id": str(uuid4())}, {"to_id": "not_found"}),
        ({"to_id": "room", "moved_at": now_utc() + dt.timedelta(days=1)}, {"moved_at": "in_future"}),
        ({"to_id": "room", "reason": "whim"}, {"reason": "not_in_list"}),
        ({"to_id": "room", "moved_at": "2020-01-01"}, {"moved_at": "before_latest"}),
    ],
)
def test_unfit_moves_are_refused_and_nothing_is_kept(session, house, bowl, values, faults):
    store(session, ["G.1"], house["shelf"])
    given = {key: house[value].id if value == "room" else value for key, value in values.items()}
    with pytest.raises(ValidationError) as refused:
        move_artifacts(session, STAFF, ["G.1"], {"reason": "display", **given})
    assert refused.value.fields == faults
    assert len(session.scalars(select(Movement)).all()) == 1
    assert bowl.location_id == house["shelf"].id


def test_a_wrong_movement_is_corrected_by_a_new_one(session, house, bowl):
    (wrong,) = store(session, ["G.1"], house["shelf"])
    fixed = correct_movement(session, STAFF, wrong.id, {"to_id": house["other"].id, "note": "quét nhầm nhãn"})
    assert (fixed.corrects_id, fixed.reason, bowl.location_id) == (wrong.id, MoveReason.CORRECTION, house["other"].id)
    assert session.get(Movement, wrong.id) is wrong
    with pytest.raises(ValidationError):
        correct_movement(session, STAFF, wrong.id, {"to_id": house["room"].id})
    with pytest.raises(NotFoundError):
        correct_movement(session, STAFF, uuid4(), {"to_id": house["room"].id, "note": "x"})


def test_copies_that_went_wrong_are_rebuilt_from_the_movements(session, house, bowl):
    store(session, ["G.1"], house["shelf"])
    session.execute(text("UPDATE artifact SET location_id = NULL, location = 'đâu đó'"))
    session.expire_all()
    assert rebuild_locations(session, STAFF) == 1
    assert (bowl.location_id, bowl.location) == (house["shelf"].id, "Kệ A")
    assert rebuild_locations(session, STAFF) == 0


def test_storage_is_for_those_who_work_in_it(session, house, bowl):
    with pytest.raises(ForbiddenError):
        read_location(session, PUBLIC, "K1")
    with pytest.raises(ForbiddenError):
        add_location(session, OFFICER, {"code": "Z", "kind": "room", "title_vi": "Phòng"})
    with pytest.raises(ForbiddenError):
        move_artifacts(session, OFFICER, ["G.1"], {"to_id": house["room"].id, "reason": "storage"})
    with pytest.raises(NotFoundError):
        read_location(session, STAFF, "K9")
