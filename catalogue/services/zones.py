"""Protection zones of a site, as the map of their decision draws them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ValidationError
from catalogue.policy import Identity
from catalogue.records import ProtectionZone, Site
from catalogue.services.described import Described
from catalogue.services.parts import PartService, Values
from catalogue.services.visibility import staffs
from catalogue.vocab.days import day_of
from catalogue.vocab.shapes import ShapeError, read_area

_BOUNDS = ("west", "south", "east", "north")


def list_zones(session: Session, who: Identity, site: Site) -> list[ProtectionZone]:
    """The zones that the reader may see: those of a sensitive site would give its place away."""
    if site.is_location_sensitive and not staffs(who, site):
        return []
    return list(zones.list(session, who, site))


def _settle(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """The drawing as one geometry with its bounds; its area where the decision names none."""
    found = dict(values)
    if "geometry" not in found:
        return found
    try:
        area = read_area(found["geometry"])
    except ShapeError as fault:
        raise ValidationError({"geometry": fault.code}) from fault
    found["geometry"] = area.document()
    if not str(found.get("area_m2") or "").strip():
        found["area_m2"] = round(area.area_m2, 1) or None
    return found | dict(zip(_BOUNDS, area.bounds, strict=True))


def _faults(session: Session, record: Described, row: ProtectionZone) -> Mapping[str, str]:  # noqa: ARG001  a Check
    """An area above zero, a decision that was taken already."""
    faults: dict[str, str] = {}
    if row.area_m2 is not None and row.area_m2 <= 0:
        faults["area_m2"] = "out_of_range"
    if row.decision_date is not None and row.decision_date > day_of(now_utc()):
        faults["decision_date"] = "in_future"
    return faults


zones = PartService(
    ProtectionZone,
    editable=("kind", "geometry", *_BOUNDS, "area_m2", "decision_number", "decision_date", "note"),
    needed=("kind", "geometry"),
    settle=_settle,
    check=_faults,
    order=("kind", "created_at", "id"),
    owner="site_id",
)
