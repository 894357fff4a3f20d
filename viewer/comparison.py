"""The comparison document: two surveys of one object, what changed between them, and how sure we are.

``web/src/core/comparison.ts`` reads it. Depths, areas and volumes are millimetres; regions lie in the earlier survey's
frame; ``frame`` takes that frame (in metres) to the scene of both GLBs, which is +Y up with its base centre at the
origin. Deviations are later minus earlier: loss is negative.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MATRIX_NUMBERS = 16
_NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0)

Stop = tuple[float, str]

# Those of the printed report (models3d.compare.colours): blue for loss, orange for gain, told apart with the common
# kinds of colour blindness. Two colours meet at zero; what is no proven change is drawn grey over them.
DEFAULT_STOPS: tuple[Stop, ...] = (
    (-1.0, "#0a2f66"),
    (-0.70, "#2a6db3"),
    (-0.35, "#74aedc"),
    (0.0, "#c3daee"),
    (0.0, "#fcd6b0"),
    (0.35, "#f69a55"),
    (0.70, "#d0571c"),
    (1.0, "#7c2405"),
)


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """One of the two surveys as the viewer loads it.

    Attributes:
        name: the scan's file or title as people know it.
        url: address of its GLB: ``earlier.glb``, or ``deviation.glb`` for the later one.
        bytes: size of that GLB.
        date: when it was captured (EDTF, ``2019-05-04``), empty when nobody wrote it down.
        triangles: of the GLB, 0 when unknown.
        sha256: of the scan that was compared.
    """

    name: str
    url: str
    bytes: int
    date: str = ""
    triangles: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """Another comparison of the same object, a step of the series slider.

    Attributes:
        id: of that comparison.
        date: of its later survey (EDTF).
        title_vi, title_en: its words.
        document_url: address of its comparison document (JSON).
        page_url: address of its page.
    """

    id: str
    date: str
    title_vi: str
    title_en: str
    document_url: str
    page_url: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonParts:
    """All that the document is made of.

    Attributes:
        id: of the comparison.
        title_vi, title_en: what is compared.
        earlier, later: the two surveys; the later one's GLB carries the deviations.
        report: ``report.json`` as the comparison wrote it.
        frame: column-major 4x4, earlier frame in metres -> GLB scene; None takes the report's
            ``scene_frame``, or leaves it to the GLB's own node.
        limit_mm: where the colours end; None takes the report's own scale, or a round number.
        stops: colours from -1 (loss at the limit) through 0 to 1 (gain at the limit).
        poster: address of the picture before 3D starts.
        alt_vi, alt_en: what that picture shows.
        state: ``draft``, ``checked``, ``final`` or empty.
        links: by name: ``page``, ``self``, ``pdf_vi``, ``pdf_en``, ``csv``, ``report``, ``ply``.
        warnings: what a reader must know, worded by the caller as ``{"code", "vi", "en"}``; none takes the report's.
        series: all comparisons of the object in time order, this one included.
    """

    id: str
    title_vi: str
    title_en: str
    earlier: SurveyPart
    later: SurveyPart
    report: Mapping[str, object]
    frame: Sequence[float] | None = None
    limit_mm: float | None = None
    stops: Sequence[Stop] = DEFAULT_STOPS
    poster: str = ""
    alt_vi: str = ""
    alt_en: str = ""
    state: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[Mapping[str, str]] = ()
    series: Sequence[SeriesEntry] = ()


def comparison_document(parts: ComparisonParts) -> dict[str, object]:
    """JSON document of a comparison for ``<cd-compare>``; numbers the report lacks are null, never invented."""
    report = parts.report
    title = _words(parts.title_vi, parts.title_en)
    lod = _table(report.get("level_of_detection_mm"))
    regions = [_region(item, place) for place, item in enumerate(_items(report.get("regions")), start=1)]
    return {
        "id": parts.id,
        "title": title,
        "alt": _words(parts.alt_vi or _alt(parts)[0], parts.alt_en or _alt(parts)[1]),
        "state": parts.state,
        "poster": parts.poster or None,
        "epochs": [_epoch(parts.earlier, "earlier"), _epoch(parts.later, "later")],
        "deviation_glb": parts.later.url,
        "frame": _matrix(parts.frame if parts.frame is not None else _sequence(report.get("scene_frame"))),
        "lod_mm": {"median": _number(lod.get("median")), "p95": _number(lod.get("p95"))},
        "sigma_mm": _number(_table(report.get("registration")).get("sigma_mm")),
        "limit_mm": parts.limit_mm if parts.limit_mm is not None else _limit(report),
        "stops": [{"at": at, "colour": colour} for at, colour in parts.stops],
        "regions": regions,
        "statistics": _statistics(report),
        "warnings": [_warning(item) for item in parts.warnings or _items(report.get("warnings"))],
        "series": [_step(entry) for entry in parts.series],
        "links": {name: url for name, url in parts.links.items() if url},
    }


def nice_limit(largest_mm: float) -> float:
    """The smallest round number (1, 1.5, 2, 3, 4, 5, 7.5 times a power of ten) that is not below ``largest_mm``."""
    if not math.isfinite(largest_mm) or largest_mm <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest_mm))
    step = next(nice for nice in _NICE if nice * power >= largest_mm * (1 - 1e-9))
    return round(step * power, 12)


def _limit(report: Mapping[str, object]) -> float:
    """The end of the printed report's scale, else a round one.

    The deepest region and the bulk of the surface are inside it, and twice the level of detection at least.
    """
    printed = _number(report.get("limit_mm"))
    if printed is not None and printed > 0:
        return printed
    deviations, lod = _table(report.get("deviations")), _table(report.get("level_of_detection_mm"))
    depths = [_number(item.get("max_mm")) for item in _items(report.get("regions"))]
    spread = [_number(deviations.get(name)) for name in ("p05_mm", "p95_mm")]
    floor = _number(lod.get("p95"))
    known = [abs(value) for value in (*depths, *spread) if value is not None]
    return nice_limit(max([*known, 2 * floor if floor else 0.0], default=1.0))


def _epoch(survey: SurveyPart, which: str) -> dict[str, object]:
    """One survey as the viewer reads it; its label is the year where one is known."""
    year = survey.date[:4]
    label = year if year.isdigit() else ""
    return {
        "epoch": which,
        "name": survey.name,
        "date": survey.date,
        "label": label or survey.name,
        "url": survey.url,
        "bytes": survey.bytes,
        "triangles": survey.triangles,
        "sha256": survey.sha256,
    }


def _region(item: Mapping[str, object], place: int) -> dict[str, object]:
    """One changed place; its id is the report's, its place in the list where the report has none."""
    max_mm = _number(item.get("max_mm")) or 0.0
    kind = item.get("kind")
    identity = item.get("id")
    return {
        "id": identity if isinstance(identity, int) and not isinstance(identity, bool) else place,
        "kind": kind if kind in {"loss", "gain"} else ("loss" if max_mm < 0 else "gain"),
        "centroid_mm": _numbers(item.get("centroid_mm"), 3),
        "bbox_mm": _box(item.get("bbox_mm")),
        "area_mm2": _number(item.get("area_mm2")),
        "volume_mm3": _number(item.get("volume_mm3")),
        "volume_sigma_mm3": _number(item.get("volume_sigma_mm3")),
        "max_mm": max_mm,
        "mean_mm": _number(item.get("mean_mm")),
        "lod_mm": _number(item.get("lod_mm")),
        "flags": [str(flag) for flag in _sequence(item.get("flags"))],
    }


def _box(value: object) -> list[list[float]] | None:
    """Lowest and highest corner, from ``[[x, y, z], [x, y, z]]``, six numbers, or ``{"min", "max"}``."""
    if isinstance(value, Mapping):
        value = [value.get("min"), value.get("max")]
    flat = _numbers(value, 6)
    if flat:
        return [flat[:3], flat[3:]]
    corners = [_numbers(corner, 3) for corner in _sequence(value)]
    found = [corner for corner in corners if corner is not None]
    return found if len(found) == len(corners) == 2 else None


def _statistics(report: Mapping[str, object]) -> dict[str, object]:
    """The report's figures about the whole surface, by the report's own names."""
    deviations, changed = _table(report.get("deviations")), _table(report.get("changed"))
    volume, registration = _table(report.get("volume")), _table(report.get("registration"))
    names = ("n", "mean_mm", "std_mm", "rms_mm", "p05_mm", "p50_mm", "p95_mm", "min_mm", "max_mm")
    return {
        **{name: _number(deviations.get(name)) for name in names},
        "changed_mm2": _number(changed.get("area_mm2")),
        "changed_fraction": _number(changed.get("fraction")),
        "loss_mm3": _number(volume.get("loss_mm3")),
        "gain_mm3": _number(volume.get("gain_mm3")),
        "registration_rms_mm": _number(registration.get("rms_mm")),
        "overlap": _number(registration.get("overlap")),
    }


def _step(entry: SeriesEntry) -> dict[str, object]:
    """One step of the series slider."""
    return {
        "id": entry.id,
        "date": entry.date,
        "title": _words(entry.title_vi, entry.title_en),
        "url": entry.document_url,
        "page": entry.page_url,
    }


def _warning(item: Mapping[str, object]) -> dict[str, str]:
    """One warning in both languages, worded by the caller or, as ``message_vi`` and ``message``, by the report."""
    vi, en = (
        str(item.get(ours) or item.get(theirs) or "") for ours, theirs in (("vi", "message_vi"), ("en", "message"))
    )
    return {"code": str(item.get("code", "")), **_words(vi, en)}


def _alt(parts: ComparisonParts) -> tuple[str, str]:
    """What is seen, in one sentence a language, for those who can't see it."""
    vi, en = _words(parts.title_vi, parts.title_en).values()
    earlier, later = (str(_epoch(part, "")["label"]) for part in (parts.earlier, parts.later))
    return (
        f"So sánh hai bản quét 3D ({earlier} và {later}): {vi}.",
        f"Two 3D surveys compared ({earlier} and {later}): {en}.",
    )


def _words(vi: str | None, en: str | None) -> dict[str, str]:
    """Both languages; an absent one takes the other's words."""
    return {"vi": vi or en or "", "en": en or vi or ""}


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _items(value: object) -> list[Mapping[str, object]]:
    """The rows of a list of tables."""
    return [item for item in _sequence(value) if isinstance(item, Mapping)]


def _number(value: object) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _numbers(value: object, count: int) -> list[float] | None:
    """That many finite numbers, or None."""
    found = [_number(item) for item in _sequence(value)]
    known = [number for number in found if number is not None]
    return known if len(known) == len(found) == count else None


def _matrix(frame: Sequence[object]) -> list[float] | None:
    """Sixteen numbers, or None where the GLB's own node says it."""
    return _numbers(list(frame), MATRIX_NUMBERS)
