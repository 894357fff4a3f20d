"""Looking back: the journal, past contents of a room, counts of the tree, copies that went astray."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from catalogue.errors import ForbiddenError, ValidationError
from catalogue.services.artifacts import read_artifact, register_artifact
from catalogue.services.locations import add_location, list_tree, retire_location, update_location
from catalogue.services.movement_lists import MovementFilter, find_movements, list_contents_at, list_steps
from catalogue.services.movements import correct_movement, find_strays, move_artifacts, rebuild_locations
from catalogue.vocab.heritage import MoveReason
from tests.cataloguing import PUBLIC, STAFF

JANUARY, MARCH = "2026-01-10T08:00:00+07:00", "2026-03-10T23:30:00+07:00"


@pytest.fixture
def house(session):
    """A room with a shelf, another room; two bowls on the shelf since January, one moved away in March."""
    room = add_location(session, STAFF, {"code": "P1", "kind": "room", "title_vi": "Phòng gốm"})
    shelf = add_location(session, STAFF, {"code": "P1-A", "kind": "shelf", "title_vi": "Kệ A", "parent_id": room.id})
    other = add_location(session, STAFF, {"code": "P2", "kind": "room", "title_vi": "Phòng vải"})
    for number in ("G.1", "G.2"):
        register_artifact(session, STAFF, {"accession_number": number, "title_vi": "Bát"})
    move_artifacts(session, STAFF, ["G.1", "G.2"], {"to_id": shelf.id, "reason": "storage", "moved_at": JANUARY})
    wish = {"to_id": other.id, "reason": "display", "moved_at": MARCH, "decision_number": "12/QĐ", "approver": "A"}
    move_artifacts(session, STAFF, ["G.2"], wish)
    return {"room": room, "shelf": shelf, "other": other}


def numbers(rows):
    return [row.accession_number for row in rows]


@pytest.mark.parametrize(
    ("place", "day", "there"),
    [
        ("room", "2026-01-09", []),
        ("room", "2026-01-10", ["G.1", "G.2"]),
        ("room", "2026-03-09", ["G.1", "G.2"]),
        ("room", "2026-03-10", ["G.1"]),
        ("other", "2026-03-10", ["G.2"]),
        ("other", "2026-03-09", []),
    ],
)
def test_a_room_knows_what_it_held_on_a_day(session, house, place, day, there):
    found = list_contents_at(session, STAFF, house[place], dt.date.fromisoformat(day))
    assert numbers(found) == there


def test_a_correction_changes_the_past_as_well(session, house):
    (wrong,) = find_movements(session, STAFF, MovementFilter(decision="12/QĐ")).items
    correct_movement(session, STAFF, wrong.id, {"to_id": house["shelf"].id, "note": "quét nhầm"})
    day = dt.date(2026, 3, 20)
    assert numbers(list_contents_at(session, STAFF, house["room"], day)) == ["G.1", "G.2"]
    assert list_contents_at(session, STAFF, house["other"], day) == []


@pytest.mark.parametrize(
    ("only", "count"),
    [
        ({}, 3),
        ({"artifact": "G.2"}, 2),
        ({"reason": MoveReason.DISPLAY}, 1),
        ({"since": dt.date(2026, 3, 10)}, 1),
        ({"until": dt.date(2026, 3, 9)}, 2),
        ({"until": dt.date(2026, 3, 10)}, 3),
        ({"decision": "12/QĐ"}, 1),
        ({"artifact": "G.9"}, 0),
    ],
)
def test_the_journal_is_narrowed(session, house, only, count):
    assert find_movements(session, STAFF, MovementFilter(**only)).total == count


def test_the_journal_of_a_place_has_what_came_and_what_went(session, house):
    assert find_movements(session, STAFF, MovementFilter(location=house["room"])).total == 3
    page = find_movements(session, STAFF, MovementFilter(location=house["other"]))
    (step,) = list_steps(session, STAFF, page.items)
    assert (step.artifact.accession_number, step.origin, step.goal) == ("G.2", house["shelf"], house["other"])


def test_the_journal_goes_on_page_by_page(session, house):
    first = find_movements(session, STAFF, MovementFilter(), limit=2)
    rest = find_movements(session, STAFF, MovementFilter(), cursor=first.next, limit=2)
    assert [first.items[0].reason, len(first.items), len(rest.items), rest.next] == [MoveReason.DISPLAY, 2, 1, None]
    with pytest.raises(ValidationError):
        find_movements(session, STAFF, MovementFilter(), cursor="???")


def test_the_tree_counts_each_branch(session, house):
    retire_location(session, STAFF, add_location(session, STAFF, {"code": "Z", "kind": "box", "title_vi": "Hộp"}).code)
    rows = [(branch.location.code, branch.own, branch.all) for branch in list_tree(session, STAFF)]
    assert rows == [("P1", 0, 1), ("P1-A", 1, 1), ("P2", 1, 1)]
    assert len(list_tree(session, STAFF, with_retired=True)) == 4


def test_a_new_name_is_given_to_what_stands_there(session, house):
    update_location(session, STAFF, "P1-A", {"title_vi": "Kệ thứ nhất"}, expected_version=None)
    bowl = read_artifact(session, STAFF, "G.1")
    assert (bowl.location, find_strays(session, STAFF)) == ("Kệ thứ nhất", [])


def test_copies_that_went_astray_are_named_before_they_are_mended(session, house):
    session.execute(text("UPDATE artifact SET location = 'đâu đó' WHERE accession_number = 'G.2'"))
    session.expire_all()
    (stray,) = find_strays(session, STAFF)
    assert (stray.artifact.accession_number, stray.kept, stray.moved_to) == ("G.2", "đâu đó", "Phòng vải")
    assert (rebuild_locations(session, STAFF), find_strays(session, STAFF)) == (1, [])


def test_looking_back_is_for_staff(session, house):
    with pytest.raises(ForbiddenError):
        find_movements(session, PUBLIC, MovementFilter())
    with pytest.raises(ForbiddenError):
        list_contents_at(session, PUBLIC, house["room"], dt.date(2026, 1, 1))
    with pytest.raises(ForbiddenError):
        find_strays(session, PUBLIC)
