"""Search rows: written by the services in the same transaction as the record they describe."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from catalogue.records import Artifact, SearchEntry, SearchFacet, Site, Tour
from catalogue.vocab.folding import clean, fold, words_of
from catalogue.vocab.terms import Status

_SUMMARY = 300

Facets = dict[str, Iterable[str]]
Searchable = Artifact | Site | Tour


def index_artifact(session: Session, artifact: Artifact) -> None:
    """Make the artifact findable by number, names, type, materials, texts, inscription, place and site."""
    site = session.get(Site, artifact.site_id) if artifact.site_id else None
    facets: Facets = {
        "kind": ["artifact"],
        "object_type": [artifact.object_type or ""],
        "material": artifact.materials,
        "protection": [artifact.protection.value],
        "has_3d": ["yes"] if artifact.has_3d else [],
        "site": [site.code] if site else [],
        "status": [artifact.status.value],
    }
    body = (
        artifact.object_type, *artifact.materials, artifact.technique, artifact.period, artifact.date_text,
        artifact.maker, artifact.origin, artifact.description_vi, artifact.description_en, artifact.inscription,
        artifact.location, *((site.title_vi, site.title_en, site.other_names) if site else ()),
    )  # fmt: skip
    _write(session, artifact, artifact.accession_number, body, facets)


def index_site(session: Session, site: Site) -> None:
    """Make the site findable by code, names, address and texts."""
    facets: Facets = {
        "kind": ["site"],
        "site_kind": [site.kind.value],
        "rank": [site.rank.value],
        "status": [site.status.value],
    }
    body = (site.description_vi, site.description_en, site.address, site.decision_number, site.period)
    _write(session, site, site.code, body, facets)


def index_tour(session: Session, tour: Tour) -> None:
    """Make the tour findable by its title and words."""
    facets: Facets = {"kind": ["tour"], "status": [tour.status.value]}
    _write(session, tour, tour.slug, (tour.text_vi, tour.text_en), facets)


def _write(session: Session, record: Searchable, number: str, body: Iterable[str | None], facets: Facets) -> None:
    """Insert or replace the record's row and facets; a withdrawn record has none."""
    kind, ident = record.__tablename__, record.id
    entry = session.scalar(_entry(kind, ident))
    if entry is not None:
        session.execute(delete(SearchFacet).where(SearchFacet.entry_id == entry.id))
    if record.status is Status.WITHDRAWN:
        if entry is not None:
            session.delete(entry)
            session.flush()
        return
    entry = entry or SearchEntry(record_kind=kind, record_id=ident)
    _fill(entry, record, number, " \n ".join(filter(None, body)))
    session.add(entry)
    session.flush()
    rows = {(facet, clean(v)[:120]) for facet, values in facets.items() for v in values if v}
    session.add_all(SearchFacet(entry_id=entry.id, facet=f, value=v) for f, v in sorted(rows))
    session.flush()


def _fill(entry: SearchEntry, record: Searchable, number: str, body: str) -> None:
    """Copy what the search shows and fold what it looks through."""
    names = [number, record.title_vi, record.title_en, getattr(record, "other_names", None)]
    title = " \n ".join(filter(None, names))
    entry.number, entry.number_words = number, fold(number)
    entry.title_vi, entry.title_en = record.title_vi, record.title_en
    entry.summary_vi = _start(getattr(record, "description_vi", None) or getattr(record, "text_vi", None))
    entry.summary_en = _start(getattr(record, "description_en", None) or getattr(record, "text_en", None))
    entry.is_public = record.is_public
    entry.exact_title, entry.title = words_of(title), fold(title)
    entry.exact_body, entry.body = words_of(body), fold(body)
    entry.updated_at = record.updated_at


def _start(text: str | None) -> str | None:
    """The first words of a text, cut at a space."""
    if text is None or len(text) <= _SUMMARY:
        return text
    return text[:_SUMMARY].rsplit(" ", 1)[0] + "…"


def _entry(kind: str, ident: UUID) -> Select[SearchEntry]:
    """The row of a record."""
    return select(SearchEntry).where(SearchEntry.record_kind == kind, SearchEntry.record_id == ident)
