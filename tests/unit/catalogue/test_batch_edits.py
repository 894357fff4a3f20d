"""One change to many artifacts: shown first, made, reported artifact by artifact, taken back."""

from __future__ import annotations

import pytest

from catalogue.errors import ConflictError, ForbiddenError, ValidationError
from catalogue.records import Artifact
from catalogue.services.artifacts import read_artifact, register_artifact, update_artifact
from catalogue.services.imports.batches import list_rows
from catalogue.services.imports.edits import BatchEdit, check_edit, commit_edit, editable_fields, read_edit
from catalogue.services.imports.undoing import undo_batch
from catalogue.vocab.heritage import RowAction
from tests.cataloguing import PUBLIC, STAFF


@pytest.fixture
def bowls(session) -> list[Artifact]:
    facts = (("B1", ["gốm", "men lam"]), ("B2", ["sứ"]), ("B3", []))
    return [
        register_artifact(
            session, STAFF, {"accession_number": number, "title_vi": f"Bát {number}", "materials": list(materials),
                             "maker": "Lò Bát Tràng", "height_mm": 61.5}
        )
        for number, materials in facts
    ]  # fmt: skip


def materials(session) -> list[list[str]]:
    return [read_artifact(session, STAFF, number).materials for number in ("B1", "B2", "B3")]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (BatchEdit("materials", "set", "sành"), [["sành"], ["sành"], ["sành"]]),
        (BatchEdit("materials", "clear"), [[], [], []]),
        (BatchEdit("materials", "add", "sứ"), [["gốm", "men lam", "sứ"], ["sứ"], ["sứ"]]),
        (BatchEdit("materials", "remove", "Men Lam"), [["gốm"], ["sứ"], []]),
        (BatchEdit("materials", "replace", "men ngọc", "men lam"), [["gốm", "men ngọc"], ["sứ"], []]),
    ],
)
def test_a_change_is_made_as_it_was_shown_and_taken_back(session, bowls, edit, expected):
    before = materials(session)
    batch, rows = check_edit(session, STAFF, edit, bowls, {})
    assert materials(session) == before, "a dry run changes nothing"
    commit_edit(session, STAFF, batch.id)
    session.expire_all()
    assert materials(session) == expected
    assert [row.after.split("; ") if row.after else [] for row in rows] == expected
    undo_batch(session, STAFF, batch.id)
    session.expire_all()
    assert materials(session) == before


def test_every_artifact_is_accounted_for(session, bowls):
    batch, _rows = check_edit(session, STAFF, BatchEdit("materials", "add", "sứ"), bowls, {})
    commit_edit(session, STAFF, batch.id)
    actions = [row.action for row in list_rows(session, STAFF, batch).items]
    assert actions == [RowAction.UPDATE, RowAction.SAME, RowAction.UPDATE]
    assert batch.counts["rows"] == 3


def test_an_artifact_saved_since_the_preview_is_left_alone(session, bowls):
    batch, _rows = check_edit(session, STAFF, BatchEdit("maker", "set", "Lò Phù Lãng"), bowls, {})
    update_artifact(session, STAFF, "B2", {"maker": "Lò Chu Đậu"}, expected_version=None)
    commit_edit(session, STAFF, batch.id)
    session.expire_all()
    assert [read_artifact(session, STAFF, number).maker for number in ("B1", "B2", "B3")] == [
        "Lò Phù Lãng", "Lò Chu Đậu", "Lò Phù Lãng",
    ]  # fmt: skip
    (stale,) = [row for row in list_rows(session, STAFF, batch).items if row.action is RowAction.REFUSE]
    assert stale.problems["faults"][0]["code"] == "import_stale"


def test_a_value_that_does_not_fit_is_refused_per_artifact(session, bowls):
    batch, _rows = check_edit(session, STAFF, BatchEdit("height_mm", "set", "cao"), bowls, {})
    assert {row.action for row in list_rows(session, STAFF, batch).items} == {RowAction.REFUSE}


def test_numbers_keep_their_decimals(session, bowls):
    _batch, rows = check_edit(session, STAFF, BatchEdit("height_mm", "replace", "2", "1"), bowls, {})
    assert [row.after for row in rows] == ["62.5"] * 3


@pytest.mark.parametrize(
    ("edit", "field", "code"),
    [
        (BatchEdit("accession_number", "set", "X"), "field", "not_in_list"),
        (BatchEdit("location", "set", "Kho 2"), "field", "not_in_list"),
        (BatchEdit("maker", "burn"), "operation", "not_in_list"),
        (BatchEdit("maker", "set", "  "), "value", "required"),
        (BatchEdit("maker", "replace", "x"), "old", "required"),
    ],
)
def test_an_unfit_wish_is_refused(session, bowls, edit, field, code):
    with pytest.raises(ValidationError) as refusal:
        check_edit(session, STAFF, edit, bowls, {})
    assert refusal.value.fields[field] == code


def test_nothing_chosen_is_said(session):
    with pytest.raises(ValidationError) as refusal:
        check_edit(session, STAFF, BatchEdit("maker", "set", "x"), [], {})
    assert refusal.value.fields == {"numbers": "required"}


def test_a_batch_is_committed_once_and_only_an_edit_is_read_as_one(session, bowls):
    batch, _rows = check_edit(session, STAFF, BatchEdit("maker", "set", "x"), bowls, {})
    commit_edit(session, STAFF, batch.id)
    with pytest.raises(ConflictError) as again:
        commit_edit(session, STAFF, batch.id)
    assert again.value.code == "import_state"
    batch.notices = {"sheet": []}
    with pytest.raises(ConflictError) as other:
        read_edit(batch)
    assert other.value.code == "not_an_edit"


def test_only_writers_may(session, bowls):
    with pytest.raises(ForbiddenError):
        check_edit(session, PUBLIC, BatchEdit("maker", "set", "x"), bowls, {})
    assert "title_vi" in editable_fields()
