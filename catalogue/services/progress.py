"""How far the digitisation has come, against the targets of Decision 2026/QĐ-TTg for 2030: counted, never estimated.

A record counts as digitised when it has a photograph or a 3D model. A practice has files through the records linked to
it, a collection through its items. Public figures count published records alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    extract,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalogue.policy import Action, Identity
from catalogue.records import (
    Artifact,
    Capture,
    Collection,
    CollectionItem,
    Derivative,
    Designation,
    DigitalFile,
    Model,
    RecordLink,
    Site,
    Tradition,
)
from catalogue.services.private_fields import for_reader
from catalogue.services.visibility import owner_staffed, seen
from catalogue.vocab.heritage import DesignationKind
from catalogue.vocab.terms import FileKind, Protection, SiteKind, SiteRank, Status

DUE = dt.date(2030, 12, 31)
"""By when the decision wants all of them digitised."""
_UNESCO = (
    DesignationKind.UNESCO_WORLD, DesignationKind.UNESCO_INTANGIBLE, DesignationKind.UNESCO_MEMORY,
    DesignationKind.UNESCO_MEMORY_REGIONAL,
)  # fmt: skip
_REQUIRED = frozenset({"unesco", "special_national", "treasures", "intangible"})
_MOST_ROWS = 50
_Id = InstrumentedAttribute[UUID]
Cells = Mapping[tuple[UUID | None, Protection], "Tally"]
"""Artifacts by the id of their site and their class."""
Kind = type[Artifact] | type[Site] | type[Tradition] | type[Collection]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records, and how many of them have what."""

    total: int = 0
    with_photo: int = 0
    with_3d: int = 0
    digitised: int = 0
    published: int = 0

    @property
    def share(self) -> float:
        """The digitised ones of all, 0..1; 0 where there are none."""
        return self.digitised / self.total if self.total else 0.0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.total + other.total, self.with_photo + other.with_photo, self.with_3d + other.with_3d,
            self.digitised + other.digitised, self.published + other.published,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One group of heritage of the decision."""

    key: str
    tally: Tally

    @property
    def is_required(self) -> bool:
        """Whether all of it must be digitised by 2030; the other groups come first after those."""
        return self.key in _REQUIRED


@dataclass(frozen=True, slots=True)
class Group:
    """Records that share a site, class or material; a class is named by its value."""

    key: str
    name_vi: str
    name_en: str | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Year:
    """What was made in a year."""

    year: int
    captures: int
    files: int
    models: int
    derivatives: int


@dataclass(frozen=True, slots=True)
class Progress:
    """All figures of the dashboard."""

    targets: list[Target]
    sites: list[Group]
    classes: list[Group]
    years: list[Year]


def read_progress(session: Session, who: Identity) -> Progress:
    """The figures over all records that the reader may see; years are for staff."""
    cells = _cells(session, who)
    return Progress(
        targets=_targets(session, who, cells),
        sites=_sites(session, who, cells),
        classes=_classes(cells),
        years=_years(session, who) if who.may(Action.READ_DRAFTS) else [],
    )


def read_targets(session: Session, who: Identity) -> list[Target]:
    """One row for each group of the decision: the four that must be done, then the two that come next."""
    return _targets(session, who, _cells(session, who))


def read_materials(session: Session, who: Identity) -> list[Group]:
    """The commonest materials; a record of two materials counts for both."""
    values = _elements(session)
    query = (
        select(values.c.value, *_counts(Artifact))
        .select_from(Artifact)
        .join(values, true())
        .where(seen(who, Artifact), Artifact.status != Status.WITHDRAWN)
        .group_by(values.c.value)
        .order_by(func.count().desc())
        .limit(_MOST_ROWS)
    )
    return [Group(str(row[0]), str(row[0]), None, _tally(row[1:])) for row in session.execute(query)]


def _targets(session: Session, who: Identity, cells: Cells) -> list[Target]:
    """Most artifacts are known from the cells; only those that a decision or a collection names are asked for."""
    count = partial(_count, session, who)
    museums = set(session.scalars(select(Site.id).where(Site.kind == SiteKind.MUSEUM)))
    unesco = [count(kind, _designated(kind, *_UNESCO)) for kind in (Site, Artifact, Tradition, Collection)]
    special = or_(Site.rank == SiteRank.SPECIAL_NATIONAL, _designated(Site, DesignationKind.SPECIAL_NATIONAL))
    national = or_(Site.rank == SiteRank.NATIONAL, _designated(Site, DesignationKind.NATIONAL))
    classed = sum((tally for (_, kind), tally in cells.items() if kind is Protection.BAO_VAT), Tally())
    decided = and_(_designated(Artifact, DesignationKind.NATIONAL_TREASURE), Artifact.protection != Protection.BAO_VAT)
    kept = sum((tally for (site_id, _), tally in cells.items() if site_id in museums), Tally())
    grouped = and_(
        Artifact.id.in_(select(CollectionItem.record_id)),
        or_(Artifact.site_id.is_(None), Artifact.site_id.not_in(museums)),
    )
    intangible = (DesignationKind.NATIONAL_INTANGIBLE, DesignationKind.UNESCO_INTANGIBLE)
    return [
        Target("unesco", sum(unesco, Tally())),
        Target("special_national", count(Site, special)),
        Target("treasures", classed + count(Artifact, decided)),
        Target("intangible", count(Tradition, _designated(Tradition, *intangible))),
        Target("national", count(Site, national)),
        Target("museum_groups", kept + count(Artifact, grouped)),
    ]


def _count(session: Session, who: Identity, kind: Kind, condition: ColumnElement[bool]) -> Tally:
    """The tally of the records of a kind that the condition picks."""
    query = select(*_counts(kind)).where(condition, seen(who, kind), kind.status != Status.WITHDRAWN)
    return _tally(session.execute(query).one())


def _cells(session: Session, who: Identity) -> Cells:
    """Artifacts counted in one pass, by the id of their site and their class."""
    query = (
        select(Artifact.site_id, Artifact.protection, *_counts(Artifact))
        .where(seen(who, Artifact), Artifact.status != Status.WITHDRAWN)
        .group_by(Artifact.site_id, Artifact.protection)
    )
    return {(row[0], row[1]): _tally(row[2:]) for row in session.execute(query)}


def _sites(session: Session, who: Identity, cells: Cells) -> list[Group]:
    """The sites with the most artifacts, of those that the reader may see."""
    found: dict[UUID, Tally] = {}
    for (site_id, _), tally in cells.items():
        if site_id is not None:
            found[site_id] = found.get(site_id, Tally()) + tally
    largest = sorted(found.items(), key=lambda row: -row[1].total)[:_MOST_ROWS]
    named_by = select(Site).where(Site.id.in_([ident for ident, _ in largest]), seen(who, Site))
    rows = {row.id: row for row in for_reader(session, who, session.scalars(named_by))}
    named = [(rows[ident], tally) for ident, tally in largest if ident in rows]
    return [Group(site.code, site.title_vi, site.title_en, tally) for site, tally in named]


def _classes(cells: Cells) -> list[Group]:
    """All legal classes, the highest first; names are the reader's."""
    found = dict.fromkeys(reversed(Protection), Tally())
    for (_, protection), tally in cells.items():
        found[protection] += tally
    return [Group(kind.value, kind.value, None, tally) for kind, tally in found.items()]


def _elements(session: Session) -> Any:  # noqa: ANN401  a table-valued function, whose type is the dialect's
    """The materials of each artifact as rows."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    unfold = func.jsonb_array_elements_text if is_postgres else func.json_each
    return unfold(Artifact.materials).table_valued("value").alias("material")


def _years(session: Session, who: Identity) -> list[Year]:
    """What the reader's own organisations made year by year.

    A session counts in the year of its capture, a file in that of its arrival.
    """
    captures = and_(Capture.captured_at.is_not(None), owner_staffed(who, Capture.artifact_id, Capture.site_id))
    files = owner_staffed(who, DigitalFile.artifact_id, DigitalFile.site_id)
    models = owner_staffed(who, Model.artifact_id, Model.site_id)
    counted = [
        _per_year(session, Capture.captured_at, captures),
        _per_year(session, DigitalFile.created_at, and_(DigitalFile.withdrawn_at.is_(None), files)),
        _per_year(session, Model.created_at, models),
        _per_year(session, Derivative.created_at, true() if who.is_everywhere else _derived_from(files, models)),
    ]
    years = sorted({year for found in counted for year in found})
    return [Year(year, *(found.get(year, 0) for found in counted)) for year in years]


def _derived_from(files: ColumnElement[bool], models: ColumnElement[bool]) -> ColumnElement[bool]:
    """Copies of these files and of these models."""
    return or_(
        exists().where(DigitalFile.id == Derivative.file_id, files),
        exists().where(Model.id == Derivative.model_id, models),
    )


def _per_year(
    session: Session, moment: InstrumentedAttribute[dt.datetime] | InstrumentedAttribute[dt.datetime | None],
    condition: ColumnElement[bool],
) -> dict[int, int]:  # fmt: skip
    year = extract("year", moment)
    query = select(year, func.count()).where(condition).group_by(year)
    return {int(found): amount for found, amount in session.execute(query)}


def _counts(kind: Kind) -> Sequence[ColumnElement[int]]:
    """Total, 3D and photograph, 3D alone, photograph alone, published; each condition is looked up once for a row."""
    photo, model = _has_photo(kind), _has_3d(kind)
    conditions = (
        and_(model, photo),
        and_(model, not_(photo)),
        and_(not_(model), photo),
        kind.status == Status.PUBLISHED,
    )
    return (func.count(), *(func.count(case((fulfilled, 1))) for fulfilled in conditions))


def _has_photo(kind: Kind) -> ColumnElement[bool]:
    if kind is Artifact or kind is Site:
        owner = DigitalFile.artifact_id if kind is Artifact else DigitalFile.site_id
        return exists().where(owner == kind.id, DigitalFile.kind == FileKind.PHOTO, DigitalFile.withdrawn_at.is_(None))
    return _through_others(kind, _has_photo)


def _has_3d(kind: Kind) -> ColumnElement[bool]:
    if kind is Artifact:
        return Artifact.has_3d.is_(True)
    if kind is Site:
        return exists().where(Model.site_id == Site.id, Model.superseded_at.is_(None))
    return _through_others(kind, _has_3d)


def _through_others(kind: Kind, has: Callable[[Kind], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether an artifact or a site that hangs on the record fulfils the condition: its items, or what is linked."""
    pairs: tuple[tuple[_Id, _Id], ...] = (
        (RecordLink.record_id, RecordLink.other_id), (RecordLink.other_id, RecordLink.record_id),
    )  # fmt: skip
    if kind is Collection:
        pairs = ((CollectionItem.collection_id, CollectionItem.record_id),)
    return or_(*(
        exists().where(ours == kind.id, theirs == other.id, has(other))
        for other in (Artifact, Site) for ours, theirs in pairs
    ))  # fmt: skip


def _designated(kind: Kind, *kinds: DesignationKind) -> ColumnElement[bool]:
    """Whether a decision that still holds put the record on one of these lists."""
    decided = select(Designation.record_id).where(Designation.kind.in_(kinds), Designation.revoked_on.is_(None))
    return kind.id.in_(decided)


def _tally(row: Sequence[int]) -> Tally:
    total, both, solid, flat, published = (int(value) for value in row)
    return Tally(total, both + flat, both + solid, both + solid + flat, published)
