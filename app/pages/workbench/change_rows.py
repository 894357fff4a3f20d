"""The history of a record as its pages show it: who changed which fields when, and what can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from app.context import caller
from app.i18n import gettext as _
from app.pages.fields import field_labels
from app.pages.forms import as_text
from app.pages.labels import make_labels
from catalogue.policy import Action
from catalogue.records import Audit
from catalogue.services.reverts import is_revertible
from catalogue.services.reviews import NOTE
from catalogue.vocab.terms import Status

_LONGEST = 400
_BEHIND = frozenset(
    {
        "date_edtf", "date_earliest", "date_latest", "date_calendar", "date_reign", "date_certainty", "location_id",
        "site_id", "merge_rows", "published_at", "withdrawn_at", "ext",
    }
)  # fmt: skip
"""Columns that follow from others; the history shows those."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change in words."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: when, who, what was done, the fields, and where it can be taken back; empty where it can't."""

    moment: dt.datetime
    who: str
    what: str
    fields: Sequence[FieldChange]
    revert_url: str


def change_rows(history: Sequence[Audit], most: int = 200) -> list[ChangeRow]:
    """The latest changes, each with its fields; saves that changed nothing are left out."""
    may_write = caller().may(Action.WRITE_RECORDS)
    rows = (_row(entry, may_write=may_write) for entry in history[:most])
    return [row for row in rows if row.fields or row.what]


def field_changes(entry: Audit) -> Iterator[FieldChange]:
    """The fields of one change that people know by name."""
    labels = field_labels()
    for name, pair in entry.changes.items():
        if name in _BEHIND or name == NOTE or not isinstance(pair, list) or len(pair) != 2 or not any(pair):
            continue
        yield FieldChange(name, labels.get(name, name), *(said(name, value) for value in pair))


def _row(entry: Audit, *, may_write: bool) -> ChangeRow:
    is_new = entry.action == "register"
    fields = () if is_new else tuple(field_changes(entry))
    can_go_back = may_write and bool(fields) and is_revertible(entry)
    url = url_for("workbench_changes.ask", audit_id=entry.id) if can_go_back else ""
    return ChangeRow(entry.moment, entry.actor, _what(entry), fields, url)


def _what(entry: Audit) -> str:
    """What was done, with the words that were said at it; empty for an ordinary save."""
    done = {
        "register": _("Registered"),
        "submit": _("Submitted for review"),
        "return": _("Returned to the writer"),
        "move": _("Moved"),
        "merge": _("Took in a duplicate"),
        "unmerge": _("Parted from a duplicate again"),
        "condition": _("Condition assessed"),
        "has_3d": _("3D model added"),
        Status.PUBLISHED.value: _("Published"),
        Status.DRAFT.value: _("Taken back to draft"),
        Status.WITHDRAWN.value: _("Withdrawn"),
    }.get(entry.action, "")
    note = entry.changes.get(NOTE)
    said = str(note[1]) if isinstance(note, list) and len(note) == 2 else ""
    return f"{done}: {said}" if said else done


def said(name: str, value: object) -> str:
    """A stored value in the reader's words, short enough for a table."""
    known = {"status": make_labels().status, "protection": make_labels().protection}.get(name, {})
    text = known.get(str(value)) or as_text(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
