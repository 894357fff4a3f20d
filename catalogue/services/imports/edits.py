"""One change made to many artifacts: an import whose table we write ourselves, with its dry run, report and undoing."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, ImportBatch
from catalogue.services.imports.batches import Source, check_rows, keep_batch, read_batch
from catalogue.services.imports.committing import commit_batch
from catalogue.services.imports.fields import How, fields_of
from catalogue.services.imports.mapping import Plan, Rule
from catalogue.vocab.folding import clean, fold

OPERATIONS = ("set", "clear", "add", "remove", "replace")
MOST_EDITED = 2000
_HEADER = ("uid", "version", "value")
# Identity is changed one by one, and where an object is kept changes by a movement.
_NEVER = frozenset({"accession_number", "location", "old_number"})
_LIST_MARK = "; "


@dataclass(frozen=True, slots=True)
class BatchEdit:
    """What shall change: ``operation`` on ``field`` with ``value``; ``old`` is what a replacement looks for."""

    field: str
    operation: str
    value: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True)
class EditedRow:
    """One artifact before and after."""

    uid: str
    version: int
    number: str
    title: str
    before: str
    after: str


def editable_fields() -> tuple[str, ...]:
    """The fields that can be changed in many artifacts at once, in the order of the import's fields."""
    known = fields_of("artifacts").values()
    return tuple(field.name for field in known if field.column and field.name not in _NEVER)


def check_edit(
    session: Session, who: Identity, edit: BatchEdit, artifacts: Sequence[Artifact], codes: Mapping[UUID, str]
) -> tuple[ImportBatch, list[EditedRow]]:
    """A dry run, kept as a batch: what each artifact would hold, and what is refused; ``codes`` are those of sites.

    Raises:
        ValidationError: ``field``, ``operation``, ``value`` or ``old`` don't fit, or nothing is chosen (``numbers``).
    """
    require(who, Action.WRITE_RECORDS)
    _check(edit, artifacts)
    rows = [_edited(artifact, edit, codes) for artifact in artifacts]
    source, plan = _source(edit, rows), _plan(edit)
    batch = keep_batch(session, who, source, plan, check_rows(session, who, source, plan))
    batch.notices = {**batch.notices, "edit": {**asdict(edit), "rows": [asdict(row) for row in rows]}}
    session.flush()
    return batch, rows


def commit_edit(session: Session, who: Identity, batch_id: UUID) -> ImportBatch:
    """Make the change as it was shown; artifacts that somebody saved since are left alone and reported.

    Raises:
        NotFoundError: ``import_not_found``. ConflictError: ``import_state``.
    """
    batch = read_batch(session, who, batch_id)
    edit, rows = read_edit(batch)
    return commit_batch(session, who, batch_id, _source(edit, rows))


def read_edit(batch: ImportBatch) -> tuple[BatchEdit, list[EditedRow]]:
    """What a batch changes.

    Raises:
        ConflictError: ``not_an_edit``: the batch came from a file.
    """
    kept = batch.notices.get("edit")
    if not isinstance(kept, Mapping):
        raise ConflictError("not_an_edit", file=batch.file_name)
    facts = {name: value for name, value in kept.items() if name != "rows"}
    return BatchEdit(**facts), [EditedRow(**row) for row in kept["rows"]]


def _check(edit: BatchEdit, artifacts: Sequence[Artifact]) -> None:
    faults: dict[str, str] = {}
    if edit.field not in editable_fields():
        faults["field"] = "not_in_list"
    if edit.operation not in OPERATIONS:
        faults["operation"] = "not_in_list"
    if edit.operation in {"set", "add", "remove"} and not clean(edit.value):
        faults["value"] = "required"
    if edit.operation == "replace" and not edit.old:
        faults["old"] = "required"
    if not artifacts:
        faults["numbers"] = "required"
    if len(artifacts) > MOST_EDITED:
        faults["numbers"] = "out_of_range"
    if faults:
        raise ValidationError(faults)


def _edited(artifact: Artifact, edit: BatchEdit, codes: Mapping[UUID, str]) -> EditedRow:
    before = _as_text(artifact, edit.field, codes)
    after = _changed(before, edit, is_list=fields_of("artifacts")[edit.field].how is How.WORDS)
    return EditedRow(
        str(artifact.id), artifact.version, artifact.accession_number, artifact.title_vi, before, clean(after)
    )


def _as_text(artifact: Artifact, name: str, codes: Mapping[UUID, str]) -> str:
    """A field as a table holds it."""
    if name == "site":
        return codes.get(artifact.site_id, "") if artifact.site_id else ""
    value: object = getattr(artifact, fields_of("artifacts")[name].column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _LIST_MARK.join(map(str, value))
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value.value) if isinstance(value, enum.Enum) else str(value)


def _changed(before: str, edit: BatchEdit, *, is_list: bool) -> str:
    match edit.operation:
        case "clear":
            return ""
        case "replace":
            return before.replace(edit.old, edit.value)
        case "add":
            known = _items(before, is_list=is_list)
            is_there = any(fold(item) == fold(edit.value) for item in known)
            return before if is_there else _LIST_MARK.join([*known, edit.value])
        case "remove":
            left = [item for item in _items(before, is_list=is_list) if fold(item) != fold(edit.value)]
            return _LIST_MARK.join(left)
        case _:
            return edit.value


def _items(text: str, *, is_list: bool) -> list[str]:
    """The items of a list; a plain text is one item."""
    parts = text.split(_LIST_MARK.strip()) if is_list else [text]
    return [part.strip() for part in parts if part.strip()]


def _plan(edit: BatchEdit) -> Plan:
    columns = {"uid": Rule("uid"), "version": Rule("version"), "value": Rule(edit.field)}
    return Plan("artifacts", columns, decimal=".", existing="update", blanks="clear")


def _source(edit: BatchEdit, rows: Sequence[EditedRow]) -> Source:
    """The table that the import reads."""
    digest = hashlib.sha256(json.dumps([asdict(row) for row in rows]).encode()).hexdigest()

    def cells(_: Plan) -> Iterator[tuple[int, Sequence[str]]]:
        for number, row in enumerate(rows, 1):
            yield number, (row.uid, str(row.version), row.after)

    return Source(f"{edit.operation} {edit.field}", digest, _HEADER, cells)
