"""Parts of records that name other records, as JSON: history, agents, places, terms, links, items of collections."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from app.schemas.common import Body, Order, Text, text
from app.schemas.parts import PartBody
from catalogue.records import CollectionItem, HistoryEvent, RecordAgent, RecordPlace, RecordTerm
from catalogue.services.described import Described, kind_of, number_of
from catalogue.services.links import SeenLink
from catalogue.services.references import Named, Names
from catalogue.vocab.heritage import (
    AgentRole,
    Certainty,
    HistoryKind,
    LinkKind,
    PlaceRole,
    RecordKind,
    TermFacet,
)


class NamedRef(Body):
    """Something that has a code and names."""

    code: str
    title: Text


class RecordRef(Body):
    """Another record."""

    kind: RecordKind
    number: str
    title: Text


class HistoryFacts(Order):
    """What a writer may set of a happening; the date as people write it, agent and place by code or name."""

    kind: HistoryKind | None = None
    date: str | None = None
    agent: str | None = None
    place: str | None = None
    note: str | None = None
    position: int | None = None


class NewHistory(HistoryFacts):
    """A happening in the record's own time."""

    kind: HistoryKind


class HistoryBody(PartBody):
    """A dated happening; ``edtf`` and the days are what was read from ``date``."""

    kind: HistoryKind
    date: str | None
    edtf: str | None
    earliest: dt.date | None
    latest: dt.date | None
    year_from: int | None
    year_to: int | None
    calendar: str | None
    reign: str | None
    certainty: str | None
    agent: NamedRef | None
    place: NamedRef | None
    note: str | None
    position: int


class AgentPartFacts(Order):
    """What a writer may set of an agent's part; ``agent`` is a code or a name."""

    agent: str | None = None
    role: AgentRole | None = None
    certainty: Certainty | None = None
    note: str | None = None


class NewAgentPart(AgentPartFacts):
    """Who had which part."""

    agent: str
    role: AgentRole


class AgentPartBody(PartBody):
    """Who had which part in the record's story."""

    agent: NamedRef
    role: AgentRole
    certainty: Certainty
    note: str | None


class PlacePartFacts(Order):
    """What a writer may set of a place's part; ``place`` is a code or a name in use."""

    place: str | None = None
    role: PlaceRole | None = None
    certainty: Certainty | None = None
    note: str | None = None


class NewPlacePart(PlacePartFacts):
    """Which area plays which part."""

    place: str
    role: PlaceRole


class PlacePartBody(PartBody):
    """Which area plays which part for the record."""

    place: NamedRef
    role: PlaceRole
    certainty: Certainty
    note: str | None


class TermPartFacts(Order):
    """What a writer may set of a describing term; ``term`` is ``vocabulary/term`` or a name."""

    term: str | None = None
    facet: TermFacet | None = None
    part: str | None = None
    certainty: Certainty | None = None


class NewTermPart(TermPartFacts):
    """A term that describes the record."""

    term: str
    facet: TermFacet


class TermPartBody(PartBody):
    """A term that describes the record or a part of it."""

    term: NamedRef
    facet: TermFacet
    part: str
    certainty: Certainty


class LinkFacts(Order):
    """What a writer may set of a link; ``other`` is the other record's number."""

    kind: LinkKind | None = None
    other: str | None = None
    note: str | None = None


class NewLink(LinkFacts):
    """A relation to another record."""

    kind: LinkKind
    other: str


class LinkBody(PartBody):
    """A relation; ``is_inverse`` when the other record keeps it and it reads the other way round here."""

    kind: LinkKind
    is_inverse: bool
    other: RecordRef
    note: str | None


class NewItem(Order):
    """A record to be put into a collection, by its number."""

    record: str


class ItemChanges(Order):
    """The place of an item among the others, counted from 1."""

    place: int


class ItemBody(PartBody):
    """A record in a collection."""

    record: RecordRef
    position: int


def record_ref(record: Described) -> dict[str, object]:
    """A record as others name it."""
    return {"kind": kind_of(record), "number": number_of(record), "title": text(record, "title")}


def history_body(row: HistoryEvent, names: Names) -> dict[str, object]:
    """A happening with the names of its agent and place."""
    plain = [n for n in HistoryBody.model_fields if n not in {"date", "agent", "place"}]
    return {
        **{name: getattr(row, name) for name in plain},
        "date": row.date_text,
        "agent": _ref(names.agents, row.agent_id),
        "place": _ref(names.places, row.place_id),
    }


def agent_body(row: RecordAgent, names: Names) -> dict[str, object]:
    """An agent's part."""
    plain = {name: getattr(row, name) for name in ("id", "version", "role", "certainty", "note")}
    return {**plain, "agent": _ref(names.agents, row.agent_id)}


def place_body(row: RecordPlace, names: Names) -> dict[str, object]:
    """A place's part."""
    plain = {name: getattr(row, name) for name in ("id", "version", "role", "certainty", "note")}
    return {**plain, "place": _ref(names.places, row.place_id)}


def term_body(row: RecordTerm, names: Names) -> dict[str, object]:
    """A describing term."""
    plain = {name: getattr(row, name) for name in ("id", "version", "facet", "part", "certainty")}
    return {**plain, "term": _ref(names.terms, row.term_id)}


def link_body(seen: SeenLink) -> dict[str, object]:
    """A relation as one of its ends shows it."""
    plain = {name: getattr(seen.link, name) for name in ("id", "version", "kind", "note")}
    return {**plain, "is_inverse": seen.is_inverse, "other": record_ref(seen.other)}


def item_body(row: CollectionItem, record: Described) -> dict[str, object]:
    """An item of a collection."""
    return {"id": row.id, "version": row.version, "position": row.position, "record": record_ref(record)}


def _ref(named: dict[UUID, Named], ident: UUID | None) -> dict[str, object] | None:
    found = named.get(ident) if ident else None
    return {"code": found.code, "title": {"vi": found.vi, "en": found.en}} if found else None
