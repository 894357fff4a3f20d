"""The same place in two comparisons: which region continues which earlier one.

Two ways lead back from a comparison: to one that started from the same earlier scan, or to one whose later scan is this
one's earlier scan. Places of the former lie in one frame; to the latter the former's registration leads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from catalogue.records import Comparison, ComparisonRegion
from catalogue.services.comparisons import list_regions

Point = tuple[float, float, float]
Pose = Sequence[Sequence[float]]

_CURRENT = (
    Comparison.measured_at.is_not(None),
    Comparison.superseded_at.is_(None),
    Comparison.withdrawn_at.is_(None),
)
_MM = 1000.0


def chain_regions(session: Session, comparison: Comparison, found: Sequence[ComparisonRegion]) -> None:
    """Link each place to the same place in the comparison before, and those of the comparisons that follow to these."""
    same_start = _before(session, comparison, Comparison.earlier_scan_id == comparison.earlier_scan_id)
    if same_start is not None:
        _link(found, list_regions(session, same_start.id), None)
    leading_here = _before(session, comparison, Comparison.later_scan_id == comparison.earlier_scan_id)
    if leading_here is not None:
        _link_on(session, leading_here, found)
    followers = select(Comparison).where(Comparison.earlier_scan_id == comparison.later_scan_id, *_CURRENT)
    for follower in session.scalars(followers):
        own = list_regions(session, follower.id)
        _unlink_old(session, own)
        _link_on(session, comparison, own)
    session.flush()


def pose_of(comparison: Comparison) -> Pose | None:
    """(4, 4) row-major, metres: the later scan's frame to the earlier one's; None where the report has none."""
    registration = comparison.report.get("registration")
    rows = registration.get("matrix") if isinstance(registration, Mapping) else None
    if not isinstance(rows, list) or len(rows) != 4 or not all(isinstance(r, list) and len(r) == 4 for r in rows):
        return None
    numbers = [[float(v) if isinstance(v, int | float) else math.nan for v in row] for row in rows]
    if not all(math.isfinite(v) for row in numbers for v in row) or numbers[3] != [0.0, 0.0, 0.0, 1.0]:
        return None
    return numbers


def _before(session: Session, comparison: Comparison, leads_here: ColumnElement[bool]) -> Comparison | None:
    """The newest current measurement of this kind whose later scan is older than ours."""
    if comparison.later_captured_at is None:
        return None
    query = select(Comparison).where(
        leads_here,
        Comparison.id != comparison.id,
        *_CURRENT,
        Comparison.later_captured_at < comparison.later_captured_at,
    )
    return session.scalar(query.order_by(Comparison.later_captured_at.desc(), Comparison.created_at.desc()).limit(1))


def _link_on(session: Session, before: Comparison, found: Sequence[ComparisonRegion]) -> None:
    """Link places to those of the comparison whose later scan is their frame; without its pose nothing is known."""
    pose = pose_of(before)
    if pose is not None:
        _link(found, list_regions(session, before.id), pose)


def _unlink_old(session: Session, found: Sequence[ComparisonRegion]) -> None:
    """Take out links into measurements that a newer one has taken the place of."""
    for region in found:
        linked = session.get(ComparisonRegion, region.earlier_region_id) if region.earlier_region_id else None
        owner = session.get(Comparison, linked.comparison_id) if linked is not None else None
        if owner is not None and owner.superseded_at is not None:
            region.earlier_region_id = None


def _link(found: Sequence[ComparisonRegion], earlier: Sequence[ComparisonRegion], pose: Pose | None) -> None:
    """Each unlinked place to the nearest earlier one of its kind within reach; an earlier place is taken once."""
    middles = {region.id: _moved(region, pose) for region in found}
    gaps = [
        (math.dist(middles[a.id], (b.x_mm, b.y_mm, b.z_mm)), a, b)
        for a, b in product(found, earlier)
        if a.kind is b.kind
    ]
    near = [(gap, a, b) for gap, a, b in gaps if gap <= _reach_mm(a, b)]
    taken: set[UUID] = {region.earlier_region_id for region in found if region.earlier_region_id is not None}
    for _, region, same in sorted(near, key=lambda pair: (pair[0], pair[1].number, pair[2].number)):
        if region.earlier_region_id is None and same.id not in taken:
            region.earlier_region_id = same.id
            taken.add(same.id)


def _moved(region: ComparisonRegion, pose: Pose | None) -> Point:
    """A place's middle, millimetres, taken along by a pose in metres."""
    x, y, z = region.x_mm, region.y_mm, region.z_mm
    if pose is None:
        return x, y, z
    a, b, c = (row[0] * x + row[1] * y + row[2] * z + row[3] * _MM for row in pose[:3])
    return a, b, c


def _reach_mm(a: ComparisonRegion, b: ComparisonRegion) -> float:
    """How far two middles may lie apart and still be one place: the larger one's radius, as of a disc."""
    return math.sqrt(max(a.area_mm2, b.area_mm2) / math.pi)
