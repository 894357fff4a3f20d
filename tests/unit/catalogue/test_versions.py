"""Earlier versions read back from the audit, and two writers' changes brought together field by field."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete

from catalogue.errors import ForbiddenError
from catalogue.records import Audit
from catalogue.services.artifacts import register_artifact, update_artifact
from catalogue.services.versions import merge_edits, values_at
from tests.cataloguing import COMPLETE, PUBLIC, STAFF

NUMBER = "PB.01"


@pytest.fixture
def artifact(session):
    made = register_artifact(session, STAFF, {**COMPLETE, "accession_number": NUMBER, "height_mm": 120})
    for change in (
        {"title_vi": "Tên hai", "materials": ["đồng"]},
        {"title_vi": "Tên ba", "height_mm": "125,5", "recorded_on": "2026-02-01"},
    ):
        update_artifact(session, STAFF, NUMBER, change, expected_version=None)
    return made


def test_every_version_is_read_back_in_the_columns_own_types(session, artifact):
    names = ("title_vi", "height_mm", "materials", "recorded_on")
    first = values_at(session, STAFF, artifact, 1, names)
    assert first == {
        "title_vi": COMPLETE["title_vi"],
        "height_mm": 120.0,
        "materials": [],
        "recorded_on": dt.date(2026, 1, 15),
    }
    assert values_at(session, STAFF, artifact, 2, ("title_vi",)) == {"title_vi": "Tên hai"}
    assert values_at(session, STAFF, artifact, 3, ("title_vi",)) == {"title_vi": "Tên ba"}
    with pytest.raises(ForbiddenError):
        values_at(session, PUBLIC, artifact, 1, names)


def test_fields_are_sorted_by_who_changed_them(session, artifact):
    mine = {"title_vi": "Tên của tôi", "height_mm": "120", "materials": ["đồng"], "maker": "Lò A", "technique": ""}
    found = merge_edits(session, STAFF, artifact, 1, mine)
    assert [(c.name, c.original, c.theirs, c.yours) for c in found.conflicts] == [
        ("title_vi", COMPLETE["title_vi"], "Tên ba", "Tên của tôi")
    ]
    assert [c.name for c in found.only_theirs] == ["height_mm"]
    assert [c.name for c in found.only_yours] == ["maker"]  # materials: both came to the same; technique: nobody
    assert found.values == mine | {"height_mm": 125.5}


def test_a_value_that_does_not_fit_counts_as_the_writers_own(session, artifact):
    found = merge_edits(session, STAFF, artifact, 2, {"height_mm": "cao lắm", "recorded_on": "hôm qua"})
    assert {c.name: c.yours for c in found.conflicts} == {"height_mm": "cao lắm", "recorded_on": "hôm qua"}


def test_where_the_audit_has_a_gap_nothing_is_overwritten_unseen(session, artifact):
    session.execute(delete(Audit).where(Audit.record_id == artifact.id, Audit.version == 2))
    assert values_at(session, STAFF, artifact, 1, ("title_vi",)) is None
    found = merge_edits(session, STAFF, artifact, 1, {"title_vi": COMPLETE["title_vi"], "maker": "Phường Đúc"})
    assert not found.is_original_known
    assert {c.name for c in found.conflicts} == {"title_vi", "maker"}
