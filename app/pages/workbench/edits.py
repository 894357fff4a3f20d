"""Two writers of one record: what both changed is chosen field by field, all else is brought together by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from app.pages.fields import field_labels
from app.pages.forms import Form
from app.pages.workbench.change_rows import choice_words
from app.pages.workbench.rows import record_row
from catalogue.records import Artifact, Site
from catalogue.services.reverts import read_record_history
from catalogue.services.versions import FieldConflict, merge_edits, values_at

R = TypeVar("R", Artifact, Site)


@dataclass(frozen=True, slots=True)
class EditedForm(Generic[R]):
    """How a kind of form reads and shows its records.

    Attributes:
        read: columns from what was sent.
        show: the form of a record.
        words: columns as the form's fields show them.
        fields: column to the field that shows it, where their names differ.
        beside: columns that go with the words of another one.
    """

    read: Callable[[Session, MultiDict[str, str]], dict[str, object]]
    show: Callable[[Session, R], Form]
    words: Callable[[Session, Mapping[str, object]], dict[str, str]]
    fields: Mapping[str, str]
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EditRow:
    """One field in the words of the form: before both, as the other saved it, as the writer typed it."""

    name: str
    label: str
    original: str
    theirs: str
    yours: str
    choices: Mapping[str, str]

    def said(self, text: str) -> str:
        """What the field holds as people read it: the words of a closed list, everything else as it is."""
        return self.choices.get(text, text)


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


def edits_page(session: Session, form: EditedForm[R], record: R, version: int) -> str:
    """The page on which what was sent, begun at ``version``, is brought together with what others saved since."""
    edits = _view_edits(session, form, record, version)
    return render_template("workbench/edits.html", edits=edits, record=record_row(record), save_url=request.path)


def _view_edits(session: Session, form: EditedForm[R], record: R, version: int) -> EditView:
    """What a writer typed beside what others have saved since."""
    who, given = caller(), request.form
    mine = form.read(session, given)
    merged = merge_edits(session, who, record, version, {n: v for n, v in mine.items() if n not in form.beside})
    before = values_at(session, who, record, version, mine) or {}
    texts = _Texts(form.show(session, record).values, given, form.words(session, before), form.fields)
    conflicts = list(texts.rows(merged.conflicts))
    theirs = list(texts.rows(merged.only_theirs))
    asked, taken = {row.name for row in conflicts}, {row.name: row.theirs for row in theirs}
    fields = [name for name in given if name not in asked and name in texts.current]
    return EditView(
        conflicts=conflicts,
        only_theirs=theirs,
        only_yours=list(texts.rows(merged.only_yours)),
        kept=[(name, taken.get(name, given[name])) for name in fields if name != "version"],
        version=record.version,
        writers=", ".join(_writers(session, record, version)),
        is_original_known=merged.is_original_known,
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """The three sides of a conflict in the words of the form."""

    current: Mapping[str, str]
    given: Mapping[str, str]
    original: Mapping[str, str]
    fields: Mapping[str, str]

    def rows(self, found: Sequence[FieldConflict]) -> Iterator[EditRow]:
        """Each field with its label."""
        labels = field_labels()
        for conflict in found:
            name = self.fields.get(conflict.name, conflict.name)
            sides = (self.original.get(name, ""), self.current.get(name, ""), self.given.get(name, "").strip())
            yield EditRow(name, labels.get(name, name), *sides, choice_words(name))


def _writers(session: Session, record: Artifact | Site, version: int) -> Sequence[str]:
    """Who has saved the record since that version, the latest first."""
    rows = read_record_history(session, caller(), record)
    return list(dict.fromkeys(row.actor for row in rows if (row.version or 0) > version))
