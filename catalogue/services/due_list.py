"""What must be inspected next, where it is kept, and which hazard zones it lies in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, HazardZone, Location, Site
from catalogue.services.conditions import Checked, list_due
from catalogue.services.hazards import list_hazards, zones_at
from catalogue.services.private_fields import for_reader
from catalogue.services.visibility import seen
from catalogue.vocab.folding import fold

Order = Literal["due", "place", "number", "grade"]
ORDERS: tuple[Order, ...] = ("due", "place", "number", "grade")
_WORST_FIRST = {"unacceptable": 0, "poor": 1, "fair": 2, "good": 3}
MOST_DUE = 2000


@dataclass(frozen=True, slots=True)
class DueRow:
    """A record that is due, its site and location where they are known, and the hazards of that place."""

    record: Checked
    due_on: dt.date
    site: Site | None
    location: Location | None
    hazards: tuple[HazardZone, ...]

    @property
    def number(self) -> str:
        """The number or code by which people know the record."""
        return self.record.accession_number if isinstance(self.record, Artifact) else self.record.code


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Whose next check is wanted: at one site, below one location, inside any hazard zone."""

    site_id: UUID | None = None
    location: Location | None = None
    in_hazard: bool = False


def plan_checks(
    session: Session, who: Identity, until: dt.date, only: DueFilter | None = None, *, order: Order = "due"
) -> list[DueRow]:
    """Records whose next check is due by a day with place and hazards, in this order."""
    require(who, Action.READ_DRAFTS)
    due = list_due(session, who, until, MOST_DUE)
    locations = _locations(session, [one.record for one in due])
    sites = _sites(session, who, [one.record for one in due], locations)
    zones = list_hazards(session, who)
    rows = []
    for one in due:
        place = _location_of(one.record, locations)
        site = _site_of(one.record, place, sites)
        hazards = zones_at(zones, site.latitude, site.longitude) if site else ()
        rows.append(DueRow(one.record, one.due_on, site, place, hazards))
    return sorted((row for row in rows if _wanted(row, only or DueFilter())), key=lambda row: _key(row, order))


def hazards_of(session: Session, who: Identity, record: Checked) -> tuple[HazardZone, ...]:
    """The hazard zones in which the record's place lies."""
    require(who, Action.READ_DRAFTS)
    locations = _locations(session, [record])
    site = _site_of(record, _location_of(record, locations), _sites(session, who, [record], locations))
    return zones_at(list_hazards(session, who), site.latitude, site.longitude) if site else ()


def _locations(session: Session, records: Sequence[Checked]) -> dict[UUID, Location]:
    wanted = {one.location_id for one in records if isinstance(one, Artifact) and one.location_id}
    return {row.id: row for row in session.scalars(select(Location).where(Location.id.in_(wanted)))}


def _sites(
    session: Session, who: Identity, records: Sequence[Checked], locations: Mapping[UUID, Location]
) -> dict[UUID, Site]:
    """The sites that the records or their locations belong to, as far as the reader may see them."""
    wanted = {one.site_id for one in records if isinstance(one, Artifact) and one.site_id}
    wanted |= {place.site_id for place in locations.values() if place.site_id}
    found = session.scalars(select(Site).where(Site.id.in_(wanted), seen(who, Site)))
    return {row.id: row for row in for_reader(session, who, found)}


def _location_of(record: Checked, locations: Mapping[UUID, Location]) -> Location | None:
    ident = record.location_id if isinstance(record, Artifact) else None
    return locations.get(ident) if ident else None


def _site_of(record: Checked, place: Location | None, sites: Mapping[UUID, Site]) -> Site | None:
    """Where the record is now: the site of its location before the site that it belongs to."""
    if isinstance(record, Site):
        return record
    ident = (place.site_id if place else None) or record.site_id
    return sites.get(ident) if ident else None


def _wanted(row: DueRow, only: DueFilter) -> bool:
    if only.in_hazard and not row.hazards:
        return False
    if only.site_id is not None and (row.site is None or row.site.id != only.site_id):
        return False
    if only.location is None:
        return True
    path = row.location.path if row.location else ""
    return path == only.location.path or path.startswith(only.location.path + "/")


def _key(row: DueRow, order: Order) -> tuple[object, ...]:
    place = (fold(row.site.title_vi) if row.site else "\uffff", row.location.path if row.location else "")
    grade = _WORST_FIRST.get(row.record.condition_grade.value if row.record.condition_grade else "", 9)
    first: dict[Order, tuple[object, ...]] = {"due": (), "place": place, "number": (row.number,), "grade": (grade,)}
    return (*first[order], row.due_on, row.number)
