"""Rows of the workbench's tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from app.i18n import gettext as _
from app.i18n import language
from app.pages.fields import field_labels
from app.pages.forms import Form, as_text
from catalogue.db import Base
from catalogue.records import Artifact, Audit, Site

_LONGEST = 160


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a table."""

    number: str
    title: str
    url: str
    status: str
    changed: dt.datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One changed field."""

    moment: dt.datetime
    who: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field on which two writers differ."""

    label: str
    theirs: str
    yours: str


def title_of(record: Artifact | Site) -> str:
    """The record's title in the reader's language, else in the other one."""
    return (record.title_en or record.title_vi) if language() == "en" else record.title_vi


def record_row(record: Artifact | Site) -> RecordRow:
    """A record as its row, with the address of its form."""
    if isinstance(record, Artifact):
        number, url = record.accession_number, url_for("workbench_artifacts.edit", number=record.accession_number)
    else:
        number, url = record.code, url_for("workbench_sites.edit", code=record.code)
    return RecordRow(number, title_of(record), url, record.status.value, record.updated_at)


def history_rows(history: Sequence[Audit]) -> list[HistoryRow]:
    """Every field of every change, newest first."""
    return [row for entry in history for row in _entry_rows(entry)]


def _entry_rows(entry: Audit) -> Iterator[HistoryRow]:
    """One row for a registration, else one for each field that changed."""
    if entry.action == "register":
        yield HistoryRow(entry.moment, entry.actor, _("Registered"), "", "")
        return
    labels = field_labels()
    for name, pair in entry.changes.items():
        if isinstance(pair, list) and any(pair):
            yield HistoryRow(entry.moment, entry.actor, labels.get(name, name), _short(pair[0]), _short(pair[1]))


def conflict_rows(current: Base, form: Form, labels: Mapping[str, str]) -> list[ConflictRow]:
    """Where the saved record and the writer's form differ, by the labels of its fields."""
    theirs = Form({name: as_text(getattr(current, name)) for name in form.values if name in labels})
    return differing_rows(theirs, form, labels)


def differing_rows(theirs: Form, yours: Form, labels: Mapping[str, str]) -> list[ConflictRow]:
    """Where two forms differ, of the fields that theirs has and that have a label."""
    return [
        ConflictRow(labels[name], theirs.value(name), text)
        for name, text in yours.values.items()
        if name in labels and name in theirs.values and theirs.value(name) != text
    ]


def _short(value: object) -> str:
    """A value short enough for a table."""
    text = as_text(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
