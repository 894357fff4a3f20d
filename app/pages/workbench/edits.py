"""Two writers of one artifact: what both changed is chosen field by field, all else is brought together by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from app.pages.fields import field_labels
from app.pages.workbench.artifact_form import read_form, show_form, show_values
from catalogue.records import Artifact
from catalogue.services.reverts import read_record_history
from catalogue.services.versions import FieldConflict, merge_edits, values_at

_FIELDS = {"site_id": "site_code"}
_BESIDE = frozenset({"location_id"})  # goes with the words of the place


@dataclass(frozen=True, slots=True)
class EditRow:
    """One field in the words of the form: before both, as the other saved it, as the writer typed it."""

    name: str
    label: str
    original: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class EditView:
    """The page of a conflict; ``kept`` are the fields that need no choice, as they will be saved."""

    conflicts: Sequence[EditRow]
    only_theirs: Sequence[EditRow]
    only_yours: Sequence[EditRow]
    kept: Sequence[tuple[str, str]]
    version: int
    writers: str
    is_original_known: bool


def view_edits(session: Session, artifact: Artifact, given: MultiDict[str, str], version: int) -> EditView:
    """What a writer typed, begun at ``version``, beside what others have saved since."""
    who = caller()
    mine = read_form(session, given)
    merged = merge_edits(session, who, artifact, version, {n: v for n, v in mine.items() if n not in _BESIDE})
    texts = _Texts(session, artifact, given, values_at(session, who, artifact, version, mine) or {})
    conflicts = list(texts.rows(merged.conflicts))
    theirs = list(texts.rows(merged.only_theirs))
    asked, taken = {row.name for row in conflicts}, {row.name: row.theirs for row in theirs}
    fields = [name for name in given if name not in asked and name in texts.current]
    return EditView(
        conflicts=conflicts,
        only_theirs=theirs,
        only_yours=list(texts.rows(merged.only_yours)),
        kept=[(name, taken.get(name, given[name])) for name in fields if name != "version"],
        version=artifact.version,
        writers=", ".join(_writers(session, artifact, version)),
        is_original_known=merged.is_original_known,
    )


class _Texts:
    """The three sides of a conflict in the words of the form."""

    def __init__(
        self, session: Session, artifact: Artifact, given: MultiDict[str, str], original: Mapping[str, object]
    ) -> None:
        self.current = show_form(session, artifact).values
        self.given = given
        self.original = show_values(session, original)

    def rows(self, found: Sequence[FieldConflict]) -> Iterator[EditRow]:
        """Each field with its label."""
        labels = field_labels()
        for conflict in found:
            name = _FIELDS.get(conflict.name, conflict.name)
            sides = (self.original.get(name, ""), self.current.get(name, ""), self.given.get(name, "").strip())
            yield EditRow(name, labels.get(name, name), *sides)


def _writers(session: Session, artifact: Artifact, version: int) -> Sequence[str]:
    """Who has saved the artifact since that version, the latest first."""
    rows = read_record_history(session, caller(), artifact)
    return list(dict.fromkeys(row.actor for row in rows if (row.version or 0) > version))
