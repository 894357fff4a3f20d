"""The tour document: ordered stops, each with its words, its scene and its view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.records import Tour, TourStop

_LIGHTS = frozenset({"gallery", "raking", "contour", "even"})


@dataclass(frozen=True, slots=True)
class TourStage:
    """What a stop shows: the slug of its scene, the picture before 3D starts, and its text alternative."""

    scene_slug: str
    poster: str | None
    alt: Mapping[str, str]


def tour_document(
    tour: Tour, stops: Sequence[tuple[TourStop, TourStage]], scene_url: Callable[[str], str]
) -> dict[str, object]:
    """JSON document of a tour; stops without a scene were left out by the caller.

    Args:
        tour: the tour's record.
        stops: its stops in order with what each shows.
        scene_url: address of the scene document with a slug.
    """
    return {
        "id": str(tour.id),
        "slug": tour.slug,
        "title": _words(tour.title_vi, tour.title_en),
        "intro": _words(tour.text_vi, tour.text_en),
        "stops": [_stop(stop, stage, scene_url) for stop, stage in stops],
    }


def view_fragment(camera: Mapping[str, object]) -> str:
    """A stop's camera as the viewer's short form ``v=azimuth,elevation,zoom,light``; empty when it says nothing.

    ``azimuth_degrees`` turns right around the object, ``elevation_degrees`` rises above the horizon,
    ``zoom`` divides the framing distance.
    """
    azimuth, elevation = _number(camera.get("azimuth_degrees")), _number(camera.get("elevation_degrees"))
    if azimuth is None or elevation is None:
        return ""
    zoom = _number(camera.get("zoom")) or 1.0
    light = str(camera.get("light", ""))
    return f"v={azimuth:g},{elevation:g},{zoom:g},{light if light in _LIGHTS else 'gallery'}"


def _stop(stop: TourStop, stage: TourStage, scene_url: Callable[[str], str]) -> dict[str, object]:
    """One stop as the viewer reads it."""
    return {
        "title": _words(stop.title_vi, stop.title_en),
        "text": _words(stop.text_vi, stop.text_en),
        "poster": stage.poster or "",
        "alt": dict(stage.alt),
        "view": view_fragment(stop.camera),
        "links": {"scene": scene_url(stage.scene_slug)},
    }


def _words(vi: str | None, en: str | None) -> dict[str, str]:
    """Both languages; an absent one takes the other's words."""
    return {"vi": vi or en or "", "en": en or vi or ""}


def _number(value: object) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) == float("inf"):
        return None
    return float(value)
