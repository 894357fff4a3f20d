"""Changes of a record's parts in words, for the history on its form: which part, what was done, each field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.pages.workbench.change_rows import MOST, ChangeRow, FieldChange, change_rows, shortened
from app.pages.workbench.part_form import Field, PartForm
from app.pages.workbench.part_sections import nouns_of, part_form
from catalogue.records import Artifact, Audit, Site
from catalogue.records.mixins import Part
from catalogue.services.described import kind_of, number_of, read_described
from catalogue.services.part_changes import read_part_changes
from catalogue.services.references import names_of
from catalogue.services.reverts import read_record_history

_NAMED = ("agent_id", "place_id", "term_id", "other_id")
_SHORT = 80


def history_of(session: Session, record: Artifact | Site) -> list[ChangeRow]:
    """The latest changes of a record and of its parts together."""
    rows = change_rows(session, read_record_history(session, caller(), record))
    for noun in nouns_of(kind_of(record)):
        form = part_form(noun)
        found = read_part_changes(session, caller(), record, form.service)
        names = _names(session, found)
        rows += [_row(form, entry, part, names) for entry, part in found]
    return sorted(rows, key=lambda row: row.moment, reverse=True)[:MOST]


def _row(form: PartForm, entry: Audit, part: Part, names: Mapping[str, str]) -> ChangeRow:
    """One change of one part."""
    done = {"add": _("added"), "update": _("changed"), "withdraw": _("withdrawn"), "restore": _("brought back")}
    about = _about(form, part, names)
    what = f"{form.title}{f' ({about})' if about else ''}: {done.get(entry.action, entry.action)}"
    return ChangeRow(entry.moment, entry.actor, what, tuple(_fields(form, entry, names)), "")


def _fields(form: PartForm, entry: Audit, names: Mapping[str, str]) -> Iterator[FieldChange]:
    """The fields that people know of a change; drawings, and what was read from a field, are left out."""
    for field in form.fields:
        pair = entry.changes.get(field.name, entry.changes.get(f"{field.name}_id"))
        if isinstance(pair, list) and len(pair) == 2 and any(pair) and not any(isinstance(v, dict) for v in pair):
            yield FieldChange(field.name, field.label, *(_said(field, value, names) for value in pair))


def _about(form: PartForm, part: Part, names: Mapping[str, str]) -> str:
    """Which part it is: what it must say, else the first that it does say."""
    said = [(field, _said(field, _value(part, field), names)) for field in form.fields]
    needed = [text for field, text in said if text and field.is_required]
    return shortened(" · ".join(needed or [text for _field, text in said if text][:1]), _SHORT)


def _value(part: Part, field: Field) -> object:
    """What a part holds in a field; things that it names by their ids."""
    return getattr(part, field.name, getattr(part, f"{field.name}_id", None))


def _said(field: Field, value: object, names: Mapping[str, str]) -> str:
    """A value in the words of its field's list, or the name of what it refers to."""
    text = "" if isinstance(value, dict) else shortened(value)
    return dict(field.options).get(text) or names.get(text, text)


def _names(session: Session, found: Sequence[tuple[Audit, Part]]) -> dict[str, str]:
    """The names of all that the changes and the parts refer to, by id."""
    agents, places, terms, others = (_ids(found, name) for name in _NAMED)
    known = names_of(session, caller(), agents, places, terms)
    named = {**known.agents, **known.places, **known.terms}
    records = read_described(session, caller(), others)
    return {str(ident): in_words(one.vi, one.en) for ident, one in named.items()} | {
        str(ident): f"{number_of(one)} {in_words(one.title_vi, one.title_en)}" for ident, one in records.items()
    }


def _ids(found: Iterable[tuple[Audit, Part]], name: str) -> set[UUID]:
    """The ids that changes and parts hold in a column."""
    ids: set[UUID] = set()
    for entry, part in found:
        pair = entry.changes.get(name)
        values = [*(pair if isinstance(pair, list) else ()), getattr(part, name, None)]
        ids |= {UUID(str(value)) for value in values if value}
    return ids
