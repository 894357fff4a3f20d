"""Search rows: written by the services in the same transaction as the record they describe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from catalogue.records import Artifact, Collection, SearchEntry, SearchFacet, Site, Tour, Tradition
from catalogue.services.index_rows import NewRow, Years, time_facets, write_rows, years_of
from catalogue.services.part_texts import part_texts
from catalogue.vocab.folding import clean, fold, fold_words, words_of
from catalogue.vocab.terms import Status

_SUMMARY = 300

Facets = dict[str, Iterable[str]]
Searchable = Artifact | Collection | Site | Tour | Tradition
Described = tuple[str, Iterable[str | None], Facets]


def index_artifact(session: Session, artifact: Artifact) -> None:
    """Make the artifact findable by number, names, type, materials, texts, inscription, place and site."""
    site = session.get(Site, artifact.site_id) if artifact.site_id else None
    _write(session, artifact, describe_artifact(artifact, site), site)


def describe_artifact(artifact: Artifact, site: Site | None) -> Described:
    """What the search knows of an artifact: its number, its texts and its facets."""
    facets: Facets = {
        "kind": ["artifact"],
        "object_type": [artifact.object_type or ""],
        "material": artifact.materials,
        "protection": [artifact.protection.value],
        "has_3d": ["yes"] if artifact.has_3d else [],
        "site": [site.code] if site else [],
        "status": [artifact.status.value],
        "grade": [artifact.condition_grade.value] if artifact.condition_grade else [],
        "organisation": [str(artifact.organisation_id or "")],
        **time_facets(artifact),
    }
    body = (
        artifact.object_type, *artifact.materials, artifact.technique, artifact.period, artifact.date_text,
        artifact.maker, artifact.origin, artifact.description_vi, artifact.description_en, artifact.inscription,
        artifact.location, *((site.title_vi, site.title_en, site.other_names) if site else ()),
    )  # fmt: skip
    return artifact.accession_number, body, facets


def index_site(session: Session, site: Site) -> None:
    """Make the site findable by code, names, address and texts."""
    _write(session, site, describe_site(site), site)


def describe_site(site: Site) -> Described:
    """What the search knows of a site: its code, its texts and its facets."""
    facets: Facets = {
        "kind": ["site"],
        "site_kind": [site.kind.value],
        "rank": [site.rank.value],
        "status": [site.status.value],
        "grade": [site.condition_grade.value] if site.condition_grade else [],
        "organisation": [str(site.organisation_id or "")],
        **time_facets(site),
    }
    body = (site.description_vi, site.description_en, site.address, site.decision_number, site.period)
    return site.code, body, facets


def index_tour(session: Session, tour: Tour) -> None:
    """Make the tour findable by its title and words."""
    facets: Facets = {"kind": ["tour"], "status": [tour.status.value]}
    _write(session, tour, (tour.slug, (tour.text_vi, tour.text_en), facets), None)


def index_tradition(session: Session, tradition: Tradition) -> None:
    """Make intangible and documentary heritage findable by code, names, community and texts."""
    facets: Facets = {
        "kind": ["tradition"],
        "tradition_kind": [tradition.kind.value],
        "status": [tradition.status.value],
    }
    body = (tradition.community, tradition.description_vi, tradition.description_en, tradition.season, tradition.state)
    _write(session, tradition, (tradition.code, body, facets), None)


def index_collection(session: Session, collection: Collection) -> None:
    """Make the collection findable by its code, title and words."""
    facets: Facets = {"kind": ["collection"], "status": [collection.status.value]}
    _write(session, collection, (collection.code, (collection.description_vi, collection.description_en), facets), None)


def _write(session: Session, record: Searchable, described: Described, site: Site | None) -> None:
    """Insert or replace the record's row and facets; a withdrawn record has none."""
    number, body, facets = described
    kind, ident = record.__tablename__, record.id
    body = body if isinstance(record, Tour) else (*body, *part_texts(session, ident))
    entry = session.scalar(_entry(kind, ident))
    if entry is not None:
        session.execute(delete(SearchFacet).where(SearchFacet.entry_id == entry.id))
    if record.status is Status.WITHDRAWN:
        if entry is not None:
            session.delete(entry)
            session.flush()
        return
    entry = entry or SearchEntry(record_kind=kind, record_id=ident)
    columns = entry_columns(record, number, body)
    for name, value in columns.items():
        setattr(entry, name, value)
    session.add(entry)
    session.flush()
    session.add_all(SearchFacet(entry_id=entry.id, facet=f, value=v) for f, v in facet_values(facets))
    session.flush()
    write_rows(session, [new_row(entry.id, record, site, columns, facets)])


def new_row(
    entry_id: int, record: Searchable, site: Site | None, columns: Mapping[str, object], facets: Facets
) -> NewRow:
    """The narrow half of an entry; whoever writes many entries at once gives theirs to ``write_rows``."""
    years = years_of(record) if isinstance(record, Artifact | Site | Tour) else Years()
    return NewRow(entry_id, columns, facet_values(facets), years, site, getattr(record, "organisation_id", None))


def facet_values(facets: Facets) -> list[tuple[str, str]]:
    """Each facet with each of its values, once."""
    return sorted({(facet, clean(v)[:120]) for facet, values in facets.items() for v in values if v})


def entry_columns(record: Searchable, number: str, body: Iterable[str | None]) -> dict[str, object]:
    """What the search shows of a record, and the words that it looks through."""
    names = [number, record.title_vi, record.title_en, getattr(record, "other_names", None)]
    exact_title = words_of(" \n ".join(filter(None, names)))
    exact_body = words_of(" \n ".join(filter(None, body)))
    return {
        "number": number,
        "number_words": fold(number),
        "title_vi": record.title_vi,
        "title_en": record.title_en,
        "summary_vi": _start(getattr(record, "description_vi", None) or getattr(record, "text_vi", None)),
        "summary_en": _start(getattr(record, "description_en", None) or getattr(record, "text_en", None)),
        "is_public": record.is_public,
        "updated_at": record.updated_at,
        "exact_title": exact_title,
        "exact_body": exact_body,
        "title": fold_words(exact_title),
        "body": fold_words(exact_body),
    }


def _start(text: str | None) -> str | None:
    """The first words of a text, cut at a space."""
    if text is None or len(text) <= _SUMMARY:
        return text
    return text[:_SUMMARY].rsplit(" ", 1)[0] + "…"


def _entry(kind: str, ident: UUID) -> Select[SearchEntry]:
    """The row of a record."""
    return select(SearchEntry).where(SearchEntry.record_kind == kind, SearchEntry.record_id == ident)
