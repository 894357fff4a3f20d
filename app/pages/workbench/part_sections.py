"""Sections of the page of a record's parts: each noun's table, its form, and what was withdrawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.pages.forms import Form, as_text
from app.pages.workbench.part_form import PartForm
from app.pages.workbench.part_forms import (
    designation_form,
    identifier_form,
    inscription_form,
    measurement_form,
    text_form,
    zone_form,
)
from app.pages.workbench.part_forms_linked import agent_form, history_form, link_form, place_form, term_form
from catalogue.records import ProtectionZone, Site
from catalogue.records.mixins import Part
from catalogue.services.described import Described, kind_of, number_of, read_described
from catalogue.services.links import SeenLink, list_links
from catalogue.services.references import Names, read_names
from catalogue.vocab.heritage import RecordKind

ROOMS = {
    "artifacts": RecordKind.ARTIFACT,
    "sites": RecordKind.SITE,
    "traditions": RecordKind.TRADITION,
    "collections": RecordKind.COLLECTION,
}
"""The rooms of the workbench whose records have parts."""
_NOUNS = {
    RecordKind.ARTIFACT: (
        "measurements", "inscriptions", "identifiers", "texts", "designations", "events", "agents", "places", "terms",
        "links",
    ),
    RecordKind.SITE: (
        "designations", "zones", "places", "events", "inscriptions", "identifiers", "texts", "measurements", "agents",
        "terms", "links",
    ),
    RecordKind.TRADITION: ("designations", "events", "agents", "places", "identifiers", "texts", "terms", "links"),
    RecordKind.COLLECTION: ("identifiers", "texts", "links"),
}  # fmt: skip


Place = dict[str, Any]
"""Room, number and noun, as addresses name them."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A row of a table; ``note`` says why it can't be changed here, ``record_url`` leads to the record it names."""

    cells: Sequence[str]
    version: int
    edit_url: str = ""
    step_url: str = ""
    record_url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One noun: its rows, the form that stands open, and what was withdrawn."""

    form: PartForm
    rows: Sequence[PartRow]
    withdrawn: Sequence[PartRow]
    filled: Form
    action: str
    is_open: bool
    is_edit: bool
    drawing: Sequence[ProtectionZone] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the writer is busy with: the row being changed, and the form as typed where it came back."""

    noun: str = ""
    ident: UUID | None = None
    form: Form | None = None


def part_form(noun: str) -> PartForm:
    """The description of a noun."""
    makers = {
        "measurements": measurement_form, "inscriptions": inscription_form, "identifiers": identifier_form,
        "texts": text_form, "designations": designation_form, "zones": zone_form, "events": history_form,
        "agents": agent_form, "places": place_form, "terms": term_form, "links": link_form,
    }  # fmt: skip
    return makers[noun]()


def nouns_of(kind: RecordKind) -> Sequence[str]:
    """The nouns that records of a kind have, in the order of the page."""
    return _NOUNS[kind]


def make_sections(session: Session, record: Described, attempt: Attempt) -> list[Section]:
    """All sections of a record's page."""
    return [_section(session, record, part_form(noun), attempt) for noun in nouns_of(kind_of(record))]


def typed_name(noun: str, name: str) -> str:
    """A field's name on the page, which holds the forms of all nouns."""
    return f"{noun}-{name}"


def _section(session: Session, record: Described, form: PartForm, attempt: Attempt) -> Section:
    service = form.service
    rows = list(service.list(session, caller(), record))
    gone = list(service.list(session, caller(), record, is_withdrawn=True))
    names = read_names(session, caller(), [*rows, *gone])
    is_busy = attempt.noun == form.noun
    edited = next((row for row in rows if is_busy and row.id == attempt.ident), None)
    filled = attempt.form if is_busy and attempt.form else _form_of(session, form, edited, names)
    place: Place = {"room": room_of(record), "number": number_of(record), "noun": form.noun}
    action = (
        url_for("workbench_parts.change", ident=edited.id, **place)
        if edited
        else url_for("workbench_parts.add", **place)
    )
    shown: Sequence[Any] = list_links(session, caller(), record) if form.noun == "links" else rows
    return Section(
        form=form,
        rows=[_row(form, row, names, place) for row in shown],
        withdrawn=_gone(session, form, gone, names, place),
        filled=filled,
        action=action,
        is_open=is_busy or bool(rows),
        is_edit=edited is not None,
        drawing=rows if isinstance(record, Site) and form.noun == "zones" else (),
    )


def _row(form: PartForm, row: Any, names: Names, place: Place) -> PartRow:  # noqa: ANN401  a row of any noun
    """A row with the addresses of its steps; a link kept at the other record is changed there."""
    cells = form.cells(row, names)
    if isinstance(row, SeenLink):
        there = url_for("workbench_parts.show", room=room_of(row.other), number=number_of(row.other), _anchor="links")
        if row.is_inverse:
            return PartRow(cells, row.link.version, record_url=there)
        return PartRow(cells, row.link.version, *_steps(row.link, place, "withdraw"), record_url=there)
    return PartRow(cells, row.version, *_steps(row, place, "withdraw"))


def _gone(session: Session, form: PartForm, rows: Sequence[Any], names: Names, place: Place) -> list[PartRow]:
    """Withdrawn rows with the address that brings each back."""
    others = read_described(session, caller(), {row.other_id for row in rows}) if form.noun == "links" else {}
    found = []
    for row in rows:
        shown = SeenLink(row, others[row.other_id], is_inverse=False) if form.noun == "links" else row
        found.append(PartRow(form.cells(shown, names), row.version, step_url=_steps(row, place, "restore")[1]))
    return found


def _steps(row: Part, place: Place, step: str) -> tuple[str, str]:
    """The addresses of a row's form and of one step."""
    edit = url_for("workbench_parts.edit", ident=row.id, **place, _anchor=place["noun"])
    return edit, url_for("workbench_parts.take", ident=row.id, step=step, **place)


def _form_of(session: Session, form: PartForm, row: Part | None, names: Names) -> Form:
    """The form that shows a row, or an empty one; what a row names is shown by its code."""
    if row is None:
        return Form({})
    values = {typed_name(form.noun, "version"): str(row.version)}
    for item in form.fields:
        values[typed_name(form.noun, item.name)] = _value(session, row, item.name, names)
    return Form(values)


def _value(session: Session, row: Part, name: str, names: Names) -> str:
    """What a field of a row's form shows."""
    named = {"agent": names.agents, "place": names.places, "term": names.terms}
    ident = getattr(row, f"{name}_id", None)
    if name in named and f"{name}_id" in row.__table__.columns:
        found = named[name].get(ident) if ident else None
        return found.code if found else ""
    if name == "other":
        other = read_described(session, caller(), {ident} if ident else set()).get(ident) if ident else None
        return number_of(other) if other else ""
    if name == "geometry":
        return _geometry(getattr(row, "geometry", None))
    return as_text(getattr(row, name, None))


def _geometry(drawn: object) -> str:
    """A drawing as it may be pasted elsewhere."""
    return json.dumps(drawn, ensure_ascii=False)


def room_of(record: Described) -> str:
    """The room of the workbench that holds the record."""
    return next(room for room, kind in ROOMS.items() if kind is kind_of(record))
