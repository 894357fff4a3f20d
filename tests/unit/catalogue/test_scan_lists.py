"""Scanned lists: shelf, objects, next shelf; what can't be followed is named, the rest goes on."""

from __future__ import annotations

import pytest

from catalogue.errors import ForbiddenError, ValidationError
from catalogue.services.artifacts import register_artifact
from catalogue.services.locations import add_location, retire_location
from catalogue.services.movements import move_artifacts
from catalogue.services.scan_lists import carry_out, read_plan
from catalogue.services.sites import register_site
from catalogue.vocab.codes import write_code
from tests.cataloguing import PUBLIC, STAFF

REASON = {"reason": "storage"}


@pytest.fixture
def things(session):
    """Two shelves, one that was closed, three bowls, a site."""
    shelves = [
        add_location(session, STAFF, {"code": code, "kind": "shelf", "title_vi": f"Kệ {code}"}) for code in "ABC"
    ]
    retire_location(session, STAFF, "C")
    for number in ("G.1", "G.2", "G.3"):
        register_artifact(session, STAFF, {"accession_number": number, "title_vi": "Bát"})
    register_site(session, STAFF, {"code": "PTH", "title_vi": "Phủ"})
    return shelves


def shape(plan):
    return [(group.location.code, [row.accession_number for row in group.artifacts]) for group in plan.groups]


def test_each_shelf_takes_what_is_scanned_after_it(session, things):
    link = f"https://hue.vn/q/{write_code(things[0].id)}"
    plan = read_plan(session, STAFF, [link, "G.1", "", "G.2", "B", "G.3"])
    assert shape(plan) == [("A", ["G.1", "G.2"]), ("B", ["G.3"])]
    assert (plan.total, plan.puzzles, plan.doubles) == (3, [], 0)
    moved = carry_out(session, STAFF, plan, REASON)
    assert [row.to_id for row in moved] == [things[0].id, things[0].id, things[1].id]


def test_double_scans_count_once_and_the_last_place_holds(session, things):
    plan = read_plan(session, STAFF, ["A", "G.1", "G.1", "B", "G.1", "A", "G.2"])
    assert (shape(plan), plan.doubles) == ([("A", ["G.2"]), ("B", ["G.1"])], 2)


def test_lines_that_can_not_be_followed_are_named_and_the_rest_goes_on(session, things):
    plan = read_plan(session, STAFF, ["G.3", "A", "X.9", "G.1", "PTH", "C"])
    assert shape(plan) == [("A", ["G.1"])]
    assert [(row.line, row.text, row.code) for row in plan.puzzles] == [
        (1, "G.3", "no_place"),
        (3, "X.9", "code_unknown"),
        (5, "PTH", "not_movable"),
        (6, "C", "location_closed"),
    ]


def test_what_stands_there_already_does_not_move(session, things):
    move_artifacts(session, STAFF, ["G.1"], {"to_id": things[0].id, **REASON})
    plan = read_plan(session, STAFF, ["A", "G.1"])
    assert (plan.total, [row.accession_number for row in plan.groups[0].already]) == (0, ["G.1"])
    with pytest.raises(ValidationError) as nothing:
        carry_out(session, STAFF, plan, REASON)
    assert nothing.value.fields == {"codes": "required"}


def test_a_refused_group_moves_nothing(session, things):
    plan = read_plan(session, STAFF, ["A", "G.1", "B", "G.2"])
    with pytest.raises(ValidationError), session.begin_nested():
        carry_out(session, STAFF, plan, {"reason": "whim"})
    assert read_plan(session, STAFF, ["A", "G.1", "B", "G.2"]).total == 2


def test_lists_have_an_end_and_are_for_staff(session, things):
    with pytest.raises(ValidationError) as endless:
        read_plan(session, STAFF, ["A"] * 2_001)
    assert endless.value.fields == {"codes": "too_long"}
    with pytest.raises(ForbiddenError):
        read_plan(session, PUBLIC, ["A"])
