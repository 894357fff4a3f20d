"""Tours: ordered stops through scenes, artifacts and sites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, true
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Scene, Site, Tour, TourStop
from catalogue.services.audits import expect_version, record_change
from catalogue.services.index import index_tour
from catalogue.services.paging import Page, page_by
from catalogue.services.private_fields import for_reader
from catalogue.services.publishing import set_status
from catalogue.services.validation import assign, need
from catalogue.services.visibility import owner_seen, seen
from catalogue.vocab.terms import Status, Visibility

EDITABLE = ("slug", "title_vi", "title_en", "text_vi", "text_en", "visibility")
STOP_FIELDS = (
    "scene_id", "artifact_id", "site_id", "title_vi", "title_en", "text_vi", "text_en", "camera",
)  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TARGETS: tuple[tuple[str, type[Scene | Artifact | Site]], ...] = (
    ("scene_id", Scene),
    ("artifact_id", Artifact),
    ("site_id", Site),
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop with the record that it leads to; exactly one of scene, artifact and site is there."""

    stop: TourStop
    scene: Scene | None
    artifact: Artifact | None
    site: Site | None


def make_tour(
    session: Session, who: Identity, values: Mapping[str, object], stops: Sequence[Mapping[str, object]] = ()
) -> Tour:
    """Save a new tour as a draft; ``slug`` and ``title_vi`` are enough.

    Raises:
        ValidationError: a field breaks a rule; a stop's fields are named ``stops.0.title_vi``.
        ConflictError: ``tour_taken``: the slug is in use.
    """
    require(who, Action.WRITE_TOURS)
    need(values, "slug", "title_vi")
    tour = Tour(status=Status.DRAFT)
    assign(tour, values, EDITABLE)
    _check(session, tour)
    _save(session, who, tour, "make")
    _write_stops(session, tour, stops)
    return tour


def update_tour(
    session: Session,
    who: Identity,
    slug: str,
    changes: Mapping[str, object],
    *,
    stops: Sequence[Mapping[str, object]] | None = None,
    expected_version: int | None,
) -> Tour:
    """Change a tour's words and, when ``stops`` is given, all its stops.

    Raises:
        NotFoundError, ValidationError, ConflictError (``tour_taken``), StaleError.
    """
    require(who, Action.WRITE_TOURS)
    tour = read_tour(session, who, slug)
    expect_version(tour, expected_version)
    with session.no_autoflush:
        assign(tour, changes, EDITABLE)
        _check(session, tour)
    if stops is not None:
        _write_stops(session, tour, stops)
        tour.updated_at = now_utc()  # new stops count as a new version of the tour
    _save(session, who, tour, "update")
    return tour


def change_tour_status(
    session: Session, who: Identity, slug: str, status: Status, *, expected_version: int | None = None
) -> Tour:
    """Publish a tour, take it back to draft or review, or withdraw it.

    Raises:
        ValidationError: a tour without stops can't be published.
        ConflictError: ``status_step``.
    """
    require(who, Action.PUBLISH)
    tour = read_tour(session, who, slug)
    expect_version(tour, expected_version)
    if status is Status.PUBLISHED and not list_stops(session, who, tour):
        raise ValidationError({"stops": "required_to_publish"}, tour=slug)
    if set_status(tour, status, tour.slug):
        _save(session, who, tour, status.value)
    return tour


def read_tour(session: Session, who: Identity, slug: str) -> Tour:
    """The tour with this slug, if the reader may see it.

    Raises:
        NotFoundError: ``tour_not_found``.
    """
    tour = session.scalar(select(Tour).where(Tour.slug == slug, seen(who, Tour)))
    if tour is None:
        raise NotFoundError("tour_not_found", tour=slug)
    return tour


def list_stops(session: Session, who: Identity, tour: Tour) -> list[Stop]:
    """The tour's stops in order; those whose scene, artifact or site the reader may not see are left out."""
    query = (
        select(TourStop, Scene, Artifact, Site)
        .outerjoin(Scene, Scene.id == TourStop.scene_id)
        .outerjoin(Artifact, Artifact.id == TourStop.artifact_id)
        .outerjoin(Site, Site.id == TourStop.site_id)
        .where(TourStop.tour_id == tour.id, _target_seen(who))
        .order_by(TourStop.position)
    )
    stops = [Stop(stop, scene, artifact, site) for stop, scene, artifact, site in session.execute(query)]
    for_reader(session, who, {id(record): record for s in stops for record in (s.artifact, s.site) if record}.values())
    return stops


def list_tours(session: Session, who: Identity, *, cursor: str | None = None, limit: int = 50) -> Page[Tour]:
    """Tours that the reader may see, by slug; withdrawn ones are left out."""
    query = select(Tour).where(seen(who, Tour), Tour.status != Status.WITHDRAWN)
    return page_by(session, query, Tour.slug, cursor, limit)


def _write_stops(session: Session, tour: Tour, stops: Sequence[Mapping[str, object]]) -> None:
    """Replace all stops by checked ones."""
    rows: list[TourStop] = []
    faults: dict[str, str] = {}
    for i, values in enumerate(stops):
        row = TourStop(tour_id=tour.id, position=i, camera={})
        try:
            need(values, "title_vi")
            assign(row, values, STOP_FIELDS)
            _check_target(session, row)
        except ValidationError as fault:
            faults.update({f"stops.{i}.{name}": code for name, code in fault.fields.items()})
        rows.append(row)
    if faults:
        raise ValidationError(faults, tour=tour.slug)
    session.execute(delete(TourStop).where(TourStop.tour_id == tour.id))
    session.add_all(rows)
    session.flush()


def _check_target(session: Session, row: TourStop) -> None:
    """Exactly one target, and it exists."""
    given = [(name, kind, getattr(row, name)) for name, kind in _TARGETS if getattr(row, name) is not None]
    if len(given) != 1:
        raise ValidationError({"scene_id": "one_target"})
    name, kind, ident = given[0]
    if session.get(kind, ident) is None:
        raise ValidationError({name: "not_found"})


def _check(session: Session, tour: Tour) -> None:
    """The slug is fit for an address and free."""
    slug = tour.slug
    other: UUID | None = session.scalar(select(Tour.id).where(Tour.slug == slug))
    taken = other is not None and other != tour.id
    if not taken and _SLUG.fullmatch(slug):
        return
    if tour in session:
        session.expire(tour)
    if taken:
        raise ConflictError("tour_taken", slug=slug)
    raise ValidationError({"slug": "malformed"})


def _save(session: Session, who: Identity, tour: Tour, action: str) -> None:
    """Flush with audit and search row."""
    record_change(session, who, tour, action)
    index_tour(session, tour)


def _target_seen(who: Identity) -> ColumnElement[bool]:
    """Stops that lead to something the reader may see."""
    if who.is_everywhere:
        return true()
    is_open = and_(Scene.visibility == Visibility.PUBLIC, Scene.withdrawn_at.is_(None))
    open_scene = and_(TourStop.scene_id.is_not(None), owner_seen(who, Scene.artifact_id, Scene.site_id, is_open))
    artifact = and_(TourStop.artifact_id.is_not(None), seen(who, Artifact))
    return or_(open_scene, artifact, and_(TourStop.site_id.is_not(None), seen(who, Site)))
