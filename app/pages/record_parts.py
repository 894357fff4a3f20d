"""What the public page of a record shows of its parts, ready to be printed, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.pages import part_labels as words
from app.pages.cards import in_words, said
from app.pages.outlines import Drawing, draw_outlines
from app.pages.part_words import area_text, measure_text, named_text, sure, tongue, years_text
from app.pages.records import record_url
from catalogue.records import (
    Collection,
    Designation,
    HistoryEvent,
    Inscription,
    Measurement,
    ProtectionZone,
    RecordAgent,
    RecordPlace,
    RecordTerm,
    RecordText,
    Site,
)
from catalogue.services.collections import list_collections_of
from catalogue.services.described import Described, number_of
from catalogue.services.designations import designations
from catalogue.services.history import history
from catalogue.services.identifiers import identifiers
from catalogue.services.inscriptions import inscriptions
from catalogue.services.links import SeenLink, list_links
from catalogue.services.measurements import measurements
from catalogue.services.record_agents import record_agents
from catalogue.services.record_places import record_places
from catalogue.services.record_terms import record_terms
from catalogue.services.references import Names, read_names
from catalogue.services.texts import texts
from catalogue.services.zones import list_zones

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class InscriptionView:
    """An inscription; ``lang`` marks the characters for browsers and voices."""

    where: str
    tongue: str
    lang: str
    transcription: str
    phonetic: str
    translation: str
    translation_lang: str


@dataclass(frozen=True, slots=True)
class TextView:
    """A text in one more language or script."""

    name: str
    tongue: str
    lang: str
    value: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """A happening in words."""

    what: str
    when: str
    who: str
    where: str
    note: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A relation as this record reads it."""

    relation: str
    number: str
    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordParts:
    """Everything that is shown; empty lists are left out by the page."""

    inscriptions: Sequence[InscriptionView] = ()
    measurements: Sequence[Fact] = ()
    identifiers: Sequence[Fact] = ()
    designations: Sequence[Fact] = ()
    zones: Sequence[Fact] = ()
    outlines: Drawing | None = None
    history: Sequence[HistoryView] = ()
    links: Sequence[LinkView] = ()
    texts: Sequence[TextView] = ()
    people: Sequence[Fact] = ()
    places: Sequence[Fact] = ()
    terms: Sequence[Fact] = ()
    collections: Sequence[tuple[str, str]] = ()


def record_parts(session: Session, record: Described) -> RecordParts:
    """The parts of a record that this reader may see, in the reader's language."""
    who = caller()
    events, people = history.list(session, who, record), record_agents.list(session, who, record)
    places, terms = record_places.list(session, who, record), record_terms.list(session, who, record)
    names = read_names(session, who, [*events, *people, *places, *terms])
    zones = list_zones(session, who, record) if isinstance(record, Site) else []
    return RecordParts(
        inscriptions=[_inscription(row) for row in inscriptions.list(session, who, record)],
        measurements=[_measure(row) for row in measurements.list(session, who, record)],
        identifiers=[(row.scheme, row.value) for row in identifiers.list(session, who, record)],
        designations=[_designation(row) for row in designations.list(session, who, record)],
        zones=[_zone(row) for row in zones],
        outlines=draw_outlines(zones),
        history=_history(events, names),
        links=[_link(row) for row in list_links(session, who, record)],
        texts=[_text(row) for row in texts.list(session, who, record)],
        people=_people(people, names),
        places=_places(places, names),
        terms=_terms(terms, names),
        collections=[_collection(one) for one in list_collections_of(session, who, record.id)],
    )


def _history(events: Sequence[HistoryEvent], names: Names) -> list[HistoryView]:
    return [_happening(row, names) for row in sorted(events, key=_by_year)]


def _text(row: RecordText) -> TextView:
    name = words.text_words().get(row.field, row.field)
    return TextView(name, tongue(row.lang, row.script), tag(row.lang, row.script), row.value)


def _people(rows: Sequence[RecordAgent], names: Names) -> list[Fact]:
    """People whom the reader may see, by what they did."""
    roles = words.agent_role_words()
    known = [row for row in rows if row.agent_id in names.agents]
    return [(sure(roles[row.role.value], row.certainty), named_text(names.agents[row.agent_id])) for row in known]


def _places(rows: Sequence[RecordPlace], names: Names) -> list[Fact]:
    roles = words.place_role_words()
    return [
        (sure(roles[row.role.value], row.certainty), _noted(named_text(names.places.get(row.place_id)), row.note))
        for row in rows
    ]


def _collection(one: Collection) -> tuple[str, str]:
    return in_words(one.title_vi, one.title_en), url_for("page_collections.show", code=one.code)


def tag(lang: str | None, script: str | None) -> str:
    """The BCP 47 tag of a text; characters without a stated language are literary Chinese, the usual case here."""
    if not lang or lang == "und":
        return "lzh" if script == "Hani" else "und"
    return f"{lang}-{script}" if script else lang


def _inscription(row: Inscription) -> InscriptionView:
    where = ", ".join(filter(None, (said(row.place), said(row.technique))))
    translation = in_words(row.translation_vi, row.translation_en)
    return InscriptionView(
        where=where,
        tongue=tongue(row.language, row.script),
        lang=tag(row.language, row.script),
        transcription=row.transcription or "",
        phonetic=row.phonetic or "",
        translation=translation,
        translation_lang="en" if translation and translation == row.translation_en else "vi",
    )


def _measure(row: Measurement) -> Fact:
    name = words.dimension_words()[row.dimension.value]
    return (f"{name}, {row.part}" if row.part else name), _noted(measure_text(row), row.note)


def _noted(text: str, note: str | None) -> str:
    """A text with its note in brackets."""
    return f"{text} ({note})" if note else text


def _designation(row: Designation) -> Fact:
    """What was declared, and by which decision."""
    day = row.decision_date.strftime("%d/%m/%Y") if row.decision_date else ""
    said_by = [
        _("Decision %(number)s", number=row.decision_number) if row.decision_number else "",
        day,
        row.authority or "",
    ]
    if row.revoked_on:
        said_by.append(_("revoked on %(day)s", day=row.revoked_on.strftime("%d/%m/%Y")))
    return words.designation_words()[row.kind.value], ", ".join(filter(None, said_by))


def _zone(row: ProtectionZone) -> Fact:
    decision = _("Decision %(number)s", number=row.decision_number) if row.decision_number else ""
    return words.zone_words()[row.kind.value], ", ".join(filter(None, (area_text(row.area_m2), decision)))


def _by_year(row: HistoryEvent) -> tuple[int, int]:
    """The earliest first; what has no date comes last, as it was entered."""
    year = row.year_from if row.year_from is not None else row.year_to
    return (year if year is not None else 10_000), row.position


def _happening(row: HistoryEvent, names: Names) -> HistoryView:
    years = years_text(row)
    when = row.date_text or ""
    return HistoryView(
        what=words.history_words()[row.kind.value],
        when=f"{when} ({years})" if years and years not in when else when,
        who=named_text(names.agents.get(row.agent_id)) if row.agent_id else "",
        where=named_text(names.places.get(row.place_id)) if row.place_id else "",
        note=row.note or "",
    )


def _link(seen: SeenLink) -> LinkView:
    relation = words.link_words(is_inverse=seen.is_inverse)[seen.link.kind.value]
    title = in_words(seen.other.title_vi, seen.other.title_en)
    return LinkView(relation, number_of(seen.other), title, record_url(seen.other), seen.link.note or "")


def _terms(rows: Sequence[RecordTerm], names: Names) -> list[Fact]:
    """Facet to its terms in one line."""
    found: dict[str, list[str]] = {}
    for row in rows:
        text = sure(named_text(names.terms.get(row.term_id)), row.certainty)
        found.setdefault(row.facet.value, []).append(_noted(text, row.part))
    return [(name, ", ".join(found[facet])) for facet, name in words.facet_words().items() if facet in found]
