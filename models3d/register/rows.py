"""Distances between both surveys in a given pose, as rows of a least-squares problem; looked at from either side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.register.motion import Floats, apply, turn
from models3d.register.survey import Sample, Survey, curved_places
from models3d.surface import Hits

Marks = NDArray[np.bool_]
_ON_EDGE = 1e-5
_SAME_WAY = 0.4


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each place looked at, in the earlier survey's frame.

    Attributes:
        points: (n, 3) where the later survey's surface is.
        normals: (n, 3) unit normal of the surface met.
        rest: (n,) later minus earlier along the normal, metres.
        away: (n,) distance to the closest place, metres.
        has_partner: (n,) the closest place is inside the other's surface (not on its open border) and faces the same
            way.
        is_beyond: (n,) the closest place is on an open border: nothing is known here.
    """

    points: Floats
    normals: Floats
    rest: Floats
    away: Floats
    has_partner: Marks
    is_beyond: Marks

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rest)


def look_from_later(later: Survey, earlier: Survey, pose: Floats, sample: Sample) -> Rows:
    """Rows of places of the later survey against the earlier's surface."""
    points = apply(pose, sample.points)
    place, normals, beyond = _meet(earlier, points)
    facing = np.einsum("nd,nd->n", turn(pose, sample.normals), normals)
    alike = _alike(facing, later, earlier)
    offset = points - place
    rest = np.einsum("nd,nd->n", offset, normals)
    return Rows(points, normals, rest, np.linalg.norm(offset, axis=1), alike & ~beyond, beyond)


def look_from_earlier(later: Survey, earlier: Survey, pose: Floats, sample: Sample) -> Rows:
    """Rows of places of the earlier survey against the later's surface."""
    back: Floats = np.asarray(np.linalg.inv(pose), np.float64)
    place, normals, beyond = _meet(later, apply(back, sample.points))
    points, normals = apply(pose, place), turn(pose, normals)
    facing = np.einsum("nd,nd->n", sample.normals, normals)
    alike = _alike(facing, later, earlier)
    offset = points - sample.points
    rest = np.einsum("nd,nd->n", offset, normals)
    return Rows(points, normals, rest, np.linalg.norm(offset, axis=1), alike & ~beyond, beyond)


def join(parts: list[Rows]) -> Rows:
    """All rows in one."""
    if len(parts) == 1:
        return parts[0]
    return Rows(
        np.concatenate([p.points for p in parts]),
        np.concatenate([p.normals for p in parts]),
        np.concatenate([p.rest for p in parts]),
        np.concatenate([p.away for p in parts]),
        np.concatenate([p.has_partner for p in parts]),
        np.concatenate([p.is_beyond for p in parts]),
    )


def _alike(facing: Floats, later: Survey, earlier: Survey) -> Marks:
    known = later.epoch.is_oriented and earlier.epoch.is_oriented
    alike: Marks = (facing if known else np.abs(facing)) > _SAME_WAY
    return alike


def _meet(survey: Survey, points: Floats) -> tuple[Floats, Floats, Marks]:
    """The closest place of a survey's surface, its normal there, and whether that is its open border."""
    mesh = survey.surface.mesh
    hits = survey.surface.find_nearest(points)
    corners = mesh.faces[hits.faces]
    place, normals = curved_places(
        mesh.positions[corners], survey.surface.normals[corners].astype(np.float64), hits.weights.astype(np.float64)
    )
    return place, normals, _on_border(survey, hits)


def _on_border(survey: Survey, hits: Hits) -> Marks:
    """Whether the places met lie on an open border's side or corner."""
    side, corner = (marks[hits.faces] for marks in survey.borders)
    gone = hits.weights < _ON_EDGE
    is_corner = gone.sum(axis=1) == 2
    on_side = (gone & side).any(axis=1)
    on_corner = is_corner & (~gone & corner).any(axis=1)
    on_border: Marks = on_side | on_corner
    return on_border
