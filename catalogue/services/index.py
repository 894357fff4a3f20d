"""Search rows: written by the services in the same transaction as the record they describe."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from catalogue.records import Artifact, Collection, SearchEntry, Site, Tour, Tradition
from catalogue.services.index_rows import NewRow, Years, mark_change, time_facets, write_rows, years_of
from catalogue.services.part_texts import StaffText, part_texts
from catalogue.services.private_fields import hidden_fields, hidden_in
from catalogue.vocab.folding import clean, fold, fold_words, words_of
from catalogue.vocab.terms import Status

_SUMMARY = 300
_ARTIFACT = (
    "object_type", "materials", "technique", "period", "date_text", "maker", "origin", "description_vi",
    "description_en", "inscription", "location",
)  # fmt: skip
_SITE = ("description_vi", "description_en", "address", "decision_number", "period")
_TRADITION = ("community", "description_vi", "description_en", "season", "state")
_TIMES = {"date_text", "period"}

Facets = dict[str, Iterable[str]]
Searchable = Artifact | Collection | Site | Tour | Tradition
Described = tuple[str, Iterable[str | None], Facets]
Hidden = Some[str]
"""Names of the fields that the public doesn't see."""


def index_artifact(session: Session, artifact: Artifact) -> None:
    """Make the artifact findable by number, names, type, materials, texts, inscription, place and site."""
    site = session.get(Site, artifact.site_id) if artifact.site_id else None
    hidden = hidden_fields(session, artifact)
    _write(session, artifact, describe_artifact(artifact, site, hidden), site, hidden)


def describe_artifact(artifact: Artifact, site: Site | None, hidden: Hidden | None = None) -> Described:
    """What the search knows of an artifact: its number, its texts and its facets.

    ``hidden`` is for records that are there already; a new one hides what is always for staff. Hidden values of facets
    are left out for everybody, for counts of them would tell.
    """
    hidden = hidden_in("artifact", artifact) if hidden is None else hidden
    facets: Facets = {
        "kind": ["artifact"],
        "object_type": [artifact.object_type or ""] if "object_type" not in hidden else [],
        "material": artifact.materials if "materials" not in hidden else [],
        "protection": [artifact.protection.value],
        "has_3d": ["yes"] if artifact.has_3d else [],
        "site": [site.code] if site else [],
        "status": [artifact.status.value],
        "grade": [artifact.condition_grade.value] if artifact.condition_grade else [],
        "organisation": [str(artifact.organisation_id or "")],
        **({} if _TIMES & set(hidden) else time_facets(artifact)),
    }
    body = (*_told(artifact, hidden, _ARTIFACT), *((site.title_vi, site.title_en, site.other_names) if site else ()))
    return artifact.accession_number, body, facets


def index_site(session: Session, site: Site) -> None:
    """Make the site findable by code, names, address and texts."""
    hidden = hidden_fields(session, site)
    _write(session, site, describe_site(site, hidden), site, hidden)


def describe_site(site: Site, hidden: Hidden | None = None) -> Described:
    """What the search knows of a site: its code, its texts and its facets; ``hidden`` as for an artifact."""
    hidden = hidden_in("site", site) if hidden is None else hidden
    facets: Facets = {
        "kind": ["site"],
        "site_kind": [site.kind.value],
        "rank": [site.rank.value],
        "status": [site.status.value],
        "grade": [site.condition_grade.value] if site.condition_grade else [],
        "organisation": [str(site.organisation_id or "")],
        **({} if _TIMES & set(hidden) else time_facets(site)),
    }
    return site.code, tuple(_told(site, hidden, _SITE)), facets


def index_tour(session: Session, tour: Tour) -> None:
    """Make the tour findable by its title and words."""
    facets: Facets = {"kind": ["tour"], "status": [tour.status.value]}
    _write(session, tour, (tour.slug, (tour.text_vi, tour.text_en), facets), None, ())


def index_tradition(session: Session, tradition: Tradition) -> None:
    """Make intangible and documentary heritage findable by code, names, community and texts."""
    facets: Facets = {
        "kind": ["tradition"],
        "tradition_kind": [tradition.kind.value],
        "status": [tradition.status.value],
    }
    hidden = hidden_fields(session, tradition)
    body = tuple(_told(tradition, hidden, _TRADITION))
    _write(session, tradition, (tradition.code, body, facets), None, hidden)


def index_collection(session: Session, collection: Collection) -> None:
    """Make the collection findable by its code, title and words."""
    facets: Facets = {"kind": ["collection"], "status": [collection.status.value]}
    hidden = hidden_fields(session, collection)
    body = tuple(_told(collection, hidden, ("description_vi", "description_en")))
    _write(session, collection, (collection.code, body, facets), None, hidden)


def _write(session: Session, record: Searchable, described: Described, site: Site | None, hidden: Hidden) -> None:
    """Insert or replace the record's row and facets; a withdrawn record has none."""
    number, body, facets = described
    kind, ident = record.__tablename__, record.id
    if not isinstance(record, Tour):
        body = (*body, *part_texts(session, ident, hidden))
    entry = session.scalar(_entry(kind, ident))
    if record.status is Status.WITHDRAWN:
        if entry is not None:
            mark_change(session, [entry.id])
            session.delete(entry)
            session.flush()
        return
    entry = entry or SearchEntry(record_kind=kind, record_id=ident)
    columns = entry_columns(record, number, body, hidden)
    for name, value in columns.items():
        setattr(entry, name, value)
    session.add(entry)
    session.flush()
    row = new_row(entry.id, record, site, columns, facets)
    if _TIMES & set(hidden):
        row = replace(row, years=Years())
    if site is not None and "latitude" in (hidden if site is record else hidden_fields(session, site)):
        row = replace(row, is_place_private=True)
    write_rows(session, [row])


def new_row(
    entry_id: int, record: Searchable, site: Site | None, columns: Mapping[str, object], facets: Facets
) -> NewRow:
    """The narrow half of an entry; whoever writes many entries at once gives theirs to ``write_rows``."""
    years = years_of(record) if isinstance(record, Artifact | Site | Tour) else Years()
    return NewRow(entry_id, columns, facet_values(facets), years, site, getattr(record, "organisation_id", None))


def facet_values(facets: Facets) -> list[tuple[str, str]]:
    """Each facet with each of its values, once."""
    return sorted({(facet, _as_value(v)) for facet, values in facets.items() for v in values if v})


@lru_cache(maxsize=65_536)  # records share their facets' values
def _as_value(text: str) -> str:
    """A facet's value as it is kept."""
    return clean(text)[:120]


def entry_columns(
    record: Searchable, number: str, body: Iterable[str | None], hidden: Hidden = ()
) -> dict[str, object]:
    """What the search shows of a record, and the words that it looks through: ``StaffText`` for staff alone."""
    texts = [text for text in body if text]
    names = [number, record.title_vi, *_told(record, hidden, ("title_en", "other_names"))]
    exact_title = words_of(" \n ".join(name for name in names if not isinstance(name, StaffText)))
    exact_body = words_of(" \n ".join(text for text in texts if not isinstance(text, StaffText)))
    exact_staff = words_of(" \n ".join(text for text in (*names, *texts) if isinstance(text, StaffText)))
    return {
        "number": number,
        "number_words": fold(number),
        "title_vi": record.title_vi,
        "title_en": record.title_en if "title_en" not in hidden else None,
        "summary_vi": _summary(record, "vi", hidden),
        "summary_en": _summary(record, "en", hidden),
        "is_public": record.is_public,
        "updated_at": record.updated_at,
        "exact_title": exact_title,
        "exact_body": exact_body,
        "title": fold_words(exact_title),
        "body": fold_words(exact_body),
        "exact_staff": exact_staff,
        "staff": fold_words(exact_staff),
    }


def _told(record: Searchable, hidden: Hidden, names: Iterable[str]) -> Iterator[str]:
    """The texts of a record's fields, those of hidden fields as ``StaffText``."""
    for name in names:
        value = getattr(record, name, None)
        for text in value if isinstance(value, list) else (value,):
            if text:
                yield StaffText(text) if name in hidden else text


def _summary(record: Searchable, lang: str, hidden: Hidden) -> str | None:
    """The beginning of the description or of a tour's text; nothing of what the public doesn't see."""
    if f"description_{lang}" in hidden:
        return None
    return _start(getattr(record, f"description_{lang}", None) or getattr(record, f"text_{lang}", None))


def _start(text: str | None) -> str | None:
    """The first words of a text, cut at a space."""
    if text is None or len(text) <= _SUMMARY:
        return text
    return text[:_SUMMARY].rsplit(" ", 1)[0] + "…"


def _entry(kind: str, ident: UUID) -> Select[SearchEntry]:
    """The row of a record."""
    return select(SearchEntry).where(SearchEntry.record_kind == kind, SearchEntry.record_id == ident)
