"""The history of a record as its pages show it: who changed which fields when, and what can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.pages.fields import field_labels
from app.pages.forms import as_text
from app.pages.labels import make_labels
from app.pages.profiles import profile_choices
from catalogue.policy import Action
from catalogue.records import Audit
from catalogue.services.pick_lists import write_site
from catalogue.services.reverts import is_revertible
from catalogue.services.reviews import NOTE
from catalogue.services.sites import read_sites
from catalogue.vocab.terms import Status

MOST = 200
_LONGEST = 400
_BEHIND = frozenset(
    {
        "date_edtf", "date_earliest", "date_latest", "date_calendar", "date_reign", "date_certainty", "location_id",
        "merge_rows", "published_at", "withdrawn_at", "ext",
    }
)  # fmt: skip
"""Columns that follow from others; the history shows those."""
_SITES = ("site_id", "parent_id")


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


def change_rows(session: Session, history: Sequence[Audit]) -> list[ChangeRow]:
    """The latest changes, each with its fields; saves that changed nothing are left out."""
    shown = history[:MOST]
    names = site_names(session, shown)
    rows = (_row(entry, names) for entry in shown)
    return [row for row in rows if row.fields or row.what]


def site_names(session: Session, history: Iterable[Audit]) -> dict[str, str]:
    """The sites that changes speak of by id, as pick-lists write them."""
    pairs = (entry.changes.get(name) for entry in history for name in _SITES)
    ids = {UUID(str(ident)) for pair in pairs if isinstance(pair, list) for ident in pair if ident}
    return {str(ident): write_site(site) for ident, site in read_sites(session, caller(), ids).items()}


def field_changes(entry: Audit, names: Mapping[str, str]) -> Iterator[FieldChange]:
    """The fields of one change that people know by name; ``names`` are those of ``site_names``."""
    labels = field_labels()
    for name, pair in entry.changes.items():
        if name in _BEHIND or name == NOTE or not isinstance(pair, list) or len(pair) != 2 or not any(pair):
            continue
        words = (names.get(str(value), "") if name in _SITES else said(name, value) for value in pair)
        yield FieldChange(name, labels.get(name, name), *words)


def _row(entry: Audit, names: Mapping[str, str]) -> ChangeRow:
    is_new = entry.action == "register"
    fields = () if is_new else tuple(field_changes(entry, names))
    can_go_back = bool(fields) and is_revertible(entry) and caller().may(Action.WRITE_RECORDS)
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


def choice_words(name: str) -> Mapping[str, str]:
    """The words of a field with a closed list, by its values; empty for every other field."""
    labels = make_labels()
    lists: dict[str, Mapping[str, str]] = {
        "status": labels.status,
        "protection": labels.protection,
        "profile": dict(profile_choices()),
        "kind": labels.site_kind,
        "rank": labels.site_rank,
        "is_location_sensitive": {"True": _("Yes"), "False": _("No"), "yes": _("Yes"), "no": _("No")},
    }
    return lists.get(name, {})


def said(name: str, value: object) -> str:
    """A stored value in the reader's words, short enough for a table."""
    text = as_text(value)
    return shortened(choice_words(name).get(text, text) if text else "")


def shortened(value: object, longest: int = _LONGEST) -> str:
    """A value as text, cut where it would not fit a table."""
    text = as_text(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"
