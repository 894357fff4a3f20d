"""Artifacts that may be there already: the same number, the same name in the same site, the same photograph."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, DigitalFile, PhotoHash, SearchEntry
from catalogue.services.private_fields import for_reader
from catalogue.services.visibility import staffed_by
from catalogue.vocab.folding import fold
from catalogue.vocab.terms import FileKind, Status

Reason = Literal["number", "title", "photo", "photo_like"]
MOST = 8
_MOST_TITLES = 200
_NEAR_BITS = 6


@dataclass(frozen=True, slots=True)
class Twin:
    """An artifact that may be the same, and why."""

    artifact: Artifact
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of an artifact that somebody is entering; ``besides`` is its own id where it has one."""

    number: str = ""
    title: str = ""
    site_id: UUID | None = None
    sha256: Collection[str] = field(default=())
    besides: UUID | None = None


def find_twins(session: Session, who: Identity, sought: Sought) -> list[Twin]:
    """Artifacts that may be the one being entered, those with the most reasons first; withdrawn ones are left out."""
    require(who, Action.READ_DRAFTS)
    reasons: dict[UUID, list[Reason]] = {}
    for reason, ids in _found(session, sought):
        for ident in ids:
            if ident != sought.besides and reason not in reasons.setdefault(ident, []):
                reasons[ident].append(reason)
    reasons = {ident: why for ident, why in reasons.items() if why}
    mine = staffed_by(who, Artifact.organisation_id)
    query = select(Artifact).where(Artifact.id.in_(reasons), Artifact.status != Status.WITHDRAWN, mine)
    artifacts = for_reader(session, who, session.scalars(query.options(joinedload(Artifact.site))))
    twins = [Twin(artifact, tuple(reasons[artifact.id])) for artifact in artifacts]
    return sorted(twins, key=lambda twin: (-len(twin.why), twin.artifact.accession_number))[:MOST]


def _found(session: Session, sought: Sought) -> Iterator[tuple[Reason, Sequence[UUID]]]:
    number, title = fold(sought.number), fold(sought.title)
    is_artifact = SearchEntry.record_kind == "artifact"
    if number:
        yield (
            "number",
            session.scalars(
                select(SearchEntry.record_id).where(is_artifact, SearchEntry.number_words == number).limit(MOST)
            ).all(),
        )
    if title:
        yield "title", _same_title(session, title, sought.site_id)
    if sought.sha256:
        same = select(DigitalFile.artifact_id).where(
            DigitalFile.sha256.in_(sought.sha256), DigitalFile.artifact_id.is_not(None)
        )
        yield "photo", [ident for ident in session.scalars(same.limit(MOST)) if ident]
    if sought.besides:
        yield "photo_like", _photos_like(session, sought.besides)


def _same_title(session: Session, title: str, site_id: UUID | None) -> list[UUID]:
    """Artifacts of the site whose name is the same without accents."""
    query = (
        select(Artifact.id, Artifact.title_vi)
        .join(SearchEntry, SearchEntry.record_id == Artifact.id)
        .where(
            SearchEntry.record_kind == "artifact",
            Artifact.site_id == site_id if site_id else Artifact.site_id.is_(None),
            SearchEntry.title.contains(title, autoescape=True),
        )
        .limit(_MOST_TITLES)
    )
    return [ident for ident, name in session.execute(query) if fold(name) == title][:MOST]


def _photos_like(session: Session, artifact_id: UUID) -> list[UUID]:
    """Artifacts with a photograph that looks almost exactly like one of this artifact's."""
    mine, other, my_file, file = aliased(PhotoHash), aliased(PhotoHash), aliased(DigitalFile), aliased(DigitalFile)
    query = (
        select(mine.hash, other.hash, file.artifact_id)
        .join(my_file, my_file.id == mine.file_id)
        .join(other, _shares_a_band(mine, other))
        .join(file, file.id == other.file_id)
        .where(my_file.artifact_id == artifact_id, file.artifact_id.is_not(None), file.artifact_id != artifact_id)
        .where(file.kind == FileKind.PHOTO, file.withdrawn_at.is_(None), my_file.withdrawn_at.is_(None))
    )
    return [ident for a, b, ident in session.execute(query) if ident and _bits_apart(a, b) <= _NEAR_BITS]


def _shares_a_band(mine: type[PhotoHash], other: type[PhotoHash]) -> ColumnElement[bool]:
    bands = ("band_0", "band_1", "band_2", "band_3")
    return or_(*(getattr(mine, band) == getattr(other, band) for band in bands))


def _bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
