"""The scene document: all that a page or a headset needs to show a model at its true size.

Lengths are metres, +Y is up, the object's base centre is the origin. ``web/src/core/scene.ts`` reads it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from catalogue.records import Artifact, Derivative, Site
from catalogue.services.scenes import PlacedModel, SceneParts
from catalogue.vocab.terms import Usage
from viewer.device import GLB, USDZ, Copy

DEFAULT_FLOOR_M = 6.0
MATRIX_NUMBERS = 16
_MODELS = {Usage.THUMB, Usage.PHONE, Usage.VR, Usage.DESKTOP, Usage.AR}


@dataclass(frozen=True, slots=True)
class SceneUrls:
    """How addresses are made; the front door knows its routes, this room doesn't.

    Attributes:
        derivative: address of a derivative's bytes.
        view: address of the page that shows the scene with this slug.
        document: address of the scene document with this slug.
    """

    derivative: Callable[[Derivative], str]
    view: Callable[[str], str]
    document: Callable[[str], str]


def scene_document(parts: SceneParts, urls: SceneUrls) -> dict[str, object]:
    """JSON document of a scene from its records; ``derivatives`` are those of the first model that is shown.

    ``models`` holds every model that is shown with its placement, so an arranged scene stands as it was arranged.
    """
    scene, owner = parts.scene, parts.artifact or parts.site
    models = [_model_entry(placed, urls) for placed in shown_models(parts)]
    title = _words(scene.title_vi, scene.title_en)
    return {
        "id": str(scene.id),
        "slug": scene.slug,
        "title": title,
        "description": _description(parts),
        "alt": alt_text(parts),
        "size": _size(parts),
        "derivatives": models[0]["derivatives"] if models else [],
        "models": models,
        "poster": poster_url(parts, urls),
        "attribution": _text(owner, "attribution"),
        "licence": _text(owner, "licence"),
        "spawn": _spawn(scene.spawn),
        "floor": {"radius_m": _floor_radius(scene.floor)},
        "lights": dict(scene.lights),
        "links": {"self": urls.document(scene.slug), "view": urls.view(scene.slug)},
    }


def shown_models(parts: SceneParts) -> tuple[PlacedModel, ...]:
    """The models that stand in the scene: all of an arranged one, else the newest alone.

    Two scans of one object have the same origin; shown together they would only pass through each other. A scene
    counts as arranged once any of its models has a placement.
    """
    if any(_matrix(placed.placement) for placed in parts.models):
        return parts.models
    return (max(enumerate(parts.models), key=_age)[1],) if parts.models else ()


def copies(derivatives: tuple[Derivative, ...]) -> list[Copy]:
    """The model files among the derivatives, as ``device.pick_copy`` takes them."""
    return [_copy(item) for item in derivatives if _is_model(item)]


def poster_url(parts: SceneParts, urls: SceneUrls) -> str | None:
    """Address of the picture that stands before 3D starts, or None."""
    for model in shown_models(parts):
        for item in model.derivatives:
            if item.usage is Usage.POSTER:
                return urls.derivative(item)
    return None


def alt_text(parts: SceneParts) -> dict[str, str]:
    """What the model shows, in one sentence for those who can't see it."""
    vi, en = _words(parts.scene.title_vi, parts.scene.title_en).values()
    materials = [material.partition(" / ") for material in parts.artifact.materials] if parts.artifact else []
    return {
        "vi": f"Mô hình 3D: {vi}{_made_of([vi for vi, _, _ in materials])}.",
        "en": f"3D model: {en}{_made_of([en or vi for vi, _, en in materials])}.",
    }


def _made_of(materials: list[str]) -> str:
    """The materials in brackets; a record writes both languages as ``đồng / bronze``."""
    return f" ({', '.join(materials)})" if materials else ""


def _description(parts: SceneParts) -> dict[str, str]:
    """The scene's own words, else those of what it shows."""
    scene = parts.scene
    if scene.text_vi or scene.text_en:
        return _words(scene.text_vi, scene.text_en)
    owner = parts.artifact or parts.site
    return _words(_text(owner, "description_vi"), _text(owner, "description_en"))


def _words(vi: str | None, en: str | None) -> dict[str, str]:
    """Both languages; an absent one takes the other's words."""
    return {"vi": vi or en or "", "en": en or vi or ""}


def _text(owner: Artifact | Site | None, name: str) -> str:
    """An optional text column of the artifact or site, empty where it has none."""
    value = getattr(owner, name, None)
    return value if isinstance(value, str) else ""


def _size(parts: SceneParts) -> dict[str, object] | None:
    """Width, height, depth and where they are from; None when only the browser can measure."""
    if parts.artifact:
        sides = (parts.artifact.width_mm, parts.artifact.height_mm, parts.artifact.depth_mm)
        lengths = [side / 1000 for side in sides if side is not None and side > 0]
        if len(lengths) == 3:
            return {"metres": lengths, "source": "record"}
    shown = shown_models(parts)
    source = shown[0].model.report.get("source") if len(shown) == 1 else None
    reported = _lengths(source.get("bbox_m")) if isinstance(source, dict) else None
    return {"metres": reported, "source": "scan"} if reported else None


def _lengths(value: object) -> list[float] | None:
    """Three positive lengths, or None."""
    if not isinstance(value, list | tuple) or len(value) != 3:
        return None
    lengths = [_positive(item) for item in value]
    return [length for length in lengths if length] if all(lengths) else None


def _positive(value: object) -> float | None:
    """A positive number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < float("inf") else None


def _floor_radius(stored: Mapping[str, object]) -> float:
    """How far a visitor may walk from the middle, metres; the workshop writes ``radius``, an editor ``radius_m``."""
    return _positive(stored.get("radius_m")) or _positive(stored.get("radius")) or DEFAULT_FLOOR_M


def _spawn(stored: Mapping[str, object]) -> dict[str, object] | None:
    """Where a visitor first stands and looks, if the scene says so; yaw turns left from -Z."""
    position = _numbers(stored.get("position"), 3)
    if position is None:
        return None
    yaw, target = _numbers([stored.get("yaw_degrees")], 1), _numbers(stored.get("target"), 3)
    if yaw is None and target is not None:
        yaw = [math.degrees(math.atan2(position[0] - target[0], position[2] - target[2]))]
    return {"position": position, "yaw_degrees": yaw[0] if yaw else 0.0}


def _numbers(value: object, count: int) -> list[float] | None:
    """That many finite numbers, or None."""
    if not isinstance(value, list) or len(value) != count or not all(_is_number(item) for item in value):
        return None
    return [float(item) for item in value]


def _is_number(value: object) -> bool:
    """Whether the value is a finite length or angle."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _age(numbered: tuple[int, PlacedModel]) -> tuple[float, int]:
    """Sorts models from the oldest to the newest; those of one moment by their place in the scene."""
    place, placed = numbered
    made = placed.model.created_at
    return (made.timestamp() if made else 0.0, place)


def _matrix(placement: Mapping[str, object]) -> list[float] | None:
    """The column-major 4x4 placement in metres, or None where the model stands at the origin."""
    return _numbers(placement.get("matrix"), MATRIX_NUMBERS)


def _model_entry(placed: PlacedModel, urls: SceneUrls) -> dict[str, object]:
    """One model with its placement and its copies."""
    return {
        "id": str(placed.model.id),
        "placement": _matrix(placed.placement),
        "derivatives": [_entry(item, urls) for item in placed.derivatives if _is_model(item)],
    }


def _is_model(item: Derivative) -> bool:
    return item.usage in _MODELS and item.media_type in {GLB, USDZ}


def _copy(item: Derivative, url: str = "") -> Copy:
    """The facts of one derivative; what its report doesn't say counts as nothing."""
    details = item.details
    triangles, gpu_mb = _positive(details.get("triangles")), _positive(details.get("gpu_mb"))
    return Copy(item.usage, item.media_type, item.size, gpu_mb or 0.0, int(triangles or 0), url)


def _entry(item: Derivative, urls: SceneUrls) -> dict[str, object]:
    """One derivative as the viewer reads it."""
    copy = _copy(item, urls.derivative(item))
    return {
        "usage": copy.usage.value,
        "quality": item.quality,
        "url": copy.url,
        "media_type": copy.media_type,
        "triangles": copy.triangles,
        "bytes": copy.bytes,
        "gpu_mb": copy.gpu_mb,
        "sha256": item.sha256,
    }
