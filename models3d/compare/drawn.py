"""Drawings that a person asked for of a finished comparison: sections through any plane, profiles along any path."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # what is told of a drawing is JSON

import numpy as np

from models3d.compare.pdf.words import say
from models3d.compare.types import Epoch, Floats
from models3d.compare.wishes import PathWish, PlaneWish
from models3d.errors import GeometryError
from models3d.measure.drawings import A4, A4_WIDE, write_dxf, write_pdf, write_svg
from models3d.measure.gaps import find_bands, measure_gaps
from models3d.measure.graphs import GraphWords, lay_out_profile
from models3d.measure.profiles import Later, trace_profile
from models3d.measure.sections import SectionPair, crop_pair, cut_both, make_plane
from models3d.measure.sheet import SheetWords, lay_out

_REACH = 0.05  # of the object's size: farther apart, two lines have nothing to do with each other
_OFF = 0.05  # of the object's size: picked points farther from the surface were not picked on it
_MOST_STEPS, _STEPS = 20_000, 1_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Both surveys in their common shifted frame, the (4, 4) matrix later -> earlier, level of detection, names."""

    earlier: Epoch
    later: Epoch
    matrix: Floats
    lod_m: float
    facts: Mapping[str, str]

    def local(self, points_mm: Floats) -> Floats:
        """Take (n, 3) millimetres of the earlier file's frame to metres of ours."""
        placed: Floats = points_mm * 1e-3 - np.asarray(self.earlier.shift_m)
        return placed

    def stated(self, points: Floats) -> Floats:
        """Take (n, 3) metres of our frame to millimetres of the earlier file's."""
        placed: Floats = (points + np.asarray(self.earlier.shift_m)) * 1e3
        return placed


def draw_plane(folder: Path, pair: Pair, wish: PlaneWish) -> dict[str, Any]:
    """Cut both surveys, write ``plane-N.svg .pdf .dxf .csv``; give what it shows.

    Raises:
        GeometryError: ``section_plane`` for a normal without length, ``section_missed``, ``drawing_scale``.
    """
    x, y, z = pair.local(wish.point_mm[None])[0].tolist()
    up = (0.0, 1.0, 0.0) if pair.earlier.up == "y" else (0.0, 0.0, 1.0)
    plane = make_plane((x, y, z), wish.axis(pair.earlier.up), up)
    cut = cut_both(pair.earlier.surface.mesh, pair.later.surface.mesh, plane, pair.matrix)
    if wish.around_mm > 0:
        half = wish.around_mm * 1e-3
        cut = crop_pair(cut, (0.0, 0.0), (half, half), half / _STEPS)
    if not cut.earlier and not cut.later:
        raise GeometryError("section_missed", point=_say(wish.point_mm), normal=_say(np.array(plane.normal)))
    length = sum(line.length_m for line in (*cut.earlier, *cut.later))
    step = (
        max(pair.earlier.spacing_m / 2, length / _MOST_STEPS) if not wish.around_mm else wish.around_mm / _STEPS * 1e-3
    )
    gaps = measure_gaps(cut, step, _REACH * pair.earlier.surface.size)
    bands = find_bands(cut, gaps, pair.lod_m)
    stem = f"plane-{wish.number}"
    sheet = lay_out(cut, bands, _paper(cut), _section_words(pair, wish))
    write_svg(folder / f"{stem}.svg", sheet)
    write_pdf(folder / f"{stem}.pdf", sheet)
    write_dxf(folder / f"{stem}.dxf", cut, bands)
    places = pair.stated(plane.lift(gaps.points))
    columns = {"line": gaps.line + 1, "arc_mm": gaps.arc_m * 1e3, **_axes(places), "distance_mm": gaps.distance_m * 1e3}
    _write_csv(folder / f"{stem}.csv", columns, pair.lod_m)
    return {
        "name": stem, "kind": "plane", "title": wish.name, "point_mm": wish.point_mm.tolist(),
        "normal": list(plane.normal), "scale": sheet.scale, **_extremes(gaps.distance_m, pair.lod_m),
    }  # fmt: skip


def draw_path(folder: Path, pair: Pair, wish: PathWish) -> dict[str, Any]:
    """Follow a path, write ``profile-N.svg .pdf .csv``; give what it shows.

    Raises:
        GeometryError: ``path_short``, ``path_off`` when a point lies far from the surface, ``drawing_scale``.
    """
    path, surface = pair.local(wish.path_mm), pair.earlier.surface
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    if not length > 0:
        raise GeometryError("path_short", points=len(path))
    away = surface.find_nearest(path).distance
    if float(away.max()) > _OFF * surface.size:
        raise GeometryError(
            "path_off", point=_say(wish.path_mm[int(away.argmax())]), away_mm=round(float(away.max()) * 1e3, 1)
        )
    later = Later(pair.later.surface, pair.matrix)
    profile = trace_profile(surface, later, path, length / _STEPS, _REACH * surface.size)
    if not profile.arc_m[-1] > 0:
        raise GeometryError("path_short", points=len(path))
    stem = f"profile-{wish.number}"
    sheet = lay_out_profile(profile, pair.lod_m, _profile_words(pair, wish))
    write_svg(folder / f"{stem}.svg", sheet)
    write_pdf(folder / f"{stem}.pdf", sheet)
    columns = {
        "arc_mm": profile.arc_m * 1e3, **_axes(pair.stated(profile.places)), "relief_mm": profile.relief_m * 1e3,
        "distance_mm": profile.distance_m * 1e3,
    }  # fmt: skip
    _write_csv(folder / f"{stem}.csv", columns, pair.lod_m)
    return {
        "name": stem, "kind": "profile", "title": wish.name, "path_mm": wish.path_mm.tolist(), "scale": sheet.scale,
        "length_mm": round(float(profile.arc_m[-1]) * 1e3, 3), **_extremes(profile.distance_m, pair.lod_m),
    }  # fmt: skip


def _paper(cut: SectionPair) -> tuple[float, float]:
    """Upright or lying, as the section is."""
    width, height = np.ptp(np.vstack([line.points for line in (*cut.earlier, *cut.later)]), axis=0)
    return A4 if height > width else A4_WIDE


def _section_words(pair: Pair, wish: PlaneWish) -> SheetWords:
    title = wish.name or say("drawn_plane", "vi", id=str(wish.number))
    return SheetWords(
        title=" · ".join(part for part in (title, pair.facts.get("number", "")) if part),
        earlier=_dated(pair, "earlier"),
        later=_dated(pair, "later"),
        loss=say("loss", "vi").capitalize(),
        gain=say("gain", "vi").capitalize(),
        scale=say("drawing_scale", "vi"),
        note="mm",
    )


def _profile_words(pair: Pair, wish: PathWish) -> GraphWords:
    facts = (pair.facts.get("number", ""), pair.facts.get("title_vi", ""))
    return GraphWords(
        title=wish.name or say("drawn_profile", "vi", id=str(wish.number)),
        subtitle=" · ".join(part for part in facts if part),
        earlier=_dated(pair, "earlier"),
        later=_dated(pair, "later"),
        relief=say("profile_relief", "vi"),
        distance=say("profile_distance", "vi"),
        along=say("profile_along", "vi"),
        lod=say("profile_lod", "vi"),
        loss=say("loss", "vi").capitalize(),
        gain=say("gain", "vi").capitalize(),
        no_data=say("no_data", "vi"),
        scales=say("profile_scales", "vi", across="{across}", upright="{upright}"),
        decimal=",",
    )


def _dated(pair: Pair, which: str) -> str:
    date = pair.facts.get(f"{which}_date", "")
    return f"{say(which, 'vi')} ({date})" if date else say(which, "vi")


def _axes(places_mm: Floats) -> dict[str, Floats]:
    return {f"{name}_mm": places_mm[:, axis] for axis, name in enumerate("xyz")}


def _write_csv(path: Path, columns: Mapping[str, Sequence[float] | np.ndarray[Any, Any]], lod_m: float) -> None:
    """One row a place; empty where there is no data."""
    names = [*columns, *(["lod_mm"] if lod_m > 0 else [])]
    tail = [f"{lod_m * 1e3:.6g}"] if lod_m > 0 else []
    with path.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, lineterminator="\n")
        rows.writerow(names)
        cells = [[_cell(value) for value in np.asarray(column).tolist()] for column in columns.values()]
        rows.writerows([*row, *tail] for row in zip(*cells, strict=True))


def _cell(value: float) -> str:
    return str(value) if isinstance(value, int) else "" if not np.isfinite(value) else f"{value + 0.0:.4f}"


def _extremes(distance_m: Floats, lod_m: float) -> dict[str, float | None]:
    """The deepest loss and the highest gain beyond the level of detection, mm."""
    known = distance_m[np.isfinite(distance_m) & (np.abs(distance_m) > lod_m)] * 1e3
    low, high = float(known.min(initial=0.0)), float(known.max(initial=0.0))
    return {"max_loss_mm": round(low, 4) if low < 0 else None, "max_gain_mm": round(high, 4) if high > 0 else None}


def _say(values: Floats) -> str:
    return "; ".join(f"{value:.4g}" for value in values.tolist())
