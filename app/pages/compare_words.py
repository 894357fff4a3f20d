"""A comparison in plain words: its headline, its places, its numbers with their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.i18n import format_number, language, ngettext
from app.i18n import gettext as _
from app.pages.labels import make_labels
from app.texts import ProblemText, describe, problem_texts
from catalogue.records import Comparison, ComparisonRegion
from catalogue.services.comparison_results import number_of, part_of
from catalogue.services.comparison_series import Rate
from catalogue.services.comparisons import ComparisonParts, Survey
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import ChangeKind

COVERAGE = 1.96  # two sides of a normal distribution: 95 %
_CM2, _CM3 = 10_000.0, 1_000_000.0


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One changed place as a table shows it."""

    id: UUID
    number: int
    kind: str
    kind_text: str
    depth: str
    area: str
    volume: str
    lod: str
    position: str
    remarks: Sequence[str]
    is_followed: bool


def headline(comparison: Comparison, regions: Sequence[ComparisonRegion]) -> str:
    """What was found, in one sentence."""
    if not regions:
        lod = comparison.lod_median_mm
        if lod is None:
            return str(_("No change was found."))
        return str(_("No change above the level of detection of %(lod)s mm was found.", lod=length(lod)))
    halves = [_half(comparison, regions, kind) for kind in ChangeKind]
    return " ".join(half for half in halves if half)


def place_rows(regions: Sequence[ComparisonRegion]) -> list[PlaceRow]:
    """The table of places, the deepest first."""
    ordered = sorted(regions, key=lambda region: (-abs(region.max_mm), region.number))
    return [_place_row(region) for region in ordered]


def depth(region: ComparisonRegion) -> str:
    """The largest depth with its 95 % uncertainty and its sign."""
    spread = _spread(region)
    digits = 3 if spread is not None and spread < 0.01 else 2
    value = signed(region.max_mm, digits)
    return f"{value} ± {format_number(spread, digits)} mm" if spread is not None else f"{value} mm"


def length(value_mm: float) -> str:
    """A length of some hundredths of a millimetre, or of some millimetres."""
    return format_number(value_mm, 3 if abs(value_mm) < 0.1 else 2)


def area(value_mm2: float | None) -> str:
    """mm², from 100 cm² on in cm²."""
    if value_mm2 is None:
        return "–"
    if value_mm2 >= _CM2:
        return f"{format_number(value_mm2 / 100, 1)} cm²"
    return f"{format_number(value_mm2, 0 if value_mm2 >= 100 else 1)} mm²"


def volume(value_mm3: float | None, sigma_mm3: float | None = None) -> str:
    """mm³, from 1,000 cm³ on in cm³, with its 95 % uncertainty where that is known."""
    if value_mm3 is None:
        return "–"
    scale, unit = (1000.0, "cm³") if value_mm3 >= _CM3 else (1.0, "mm³")
    digits = 0 if value_mm3 / scale >= 100 else 1
    text = format_number(value_mm3 / scale, digits)
    spread = f" ± {format_number(COVERAGE * sigma_mm3 / scale, digits)}" if sigma_mm3 is not None else ""
    return f"{text}{spread} {unit}"


def rate(found: Rate | None, unit: str) -> str:
    """A rate a year with its 95 % uncertainty; two points are not enough for one."""
    if found is None:
        return "–"
    digits = 3 if unit == "mm" else 1
    spread = f" ± {format_number(COVERAGE * found.sigma, digits)}" if found.sigma is not None else ""
    return str(_("%(rate)s %(unit)s a year", rate=f"{signed(found.per_year, digits)}{spread}", unit=unit))


def signed(value: float, digits: int) -> str:
    """A number that always shows its sign."""
    return f"{'−' if value < 0 else '+'}{format_number(abs(value), digits)}"


def day_words(survey: Survey) -> str:
    """The day of capture as the reader writes days."""
    if survey.captured_at is None:
        return str(_("day of capture unknown"))
    return day_of(survey.captured_at).strftime("%d %b %Y" if language() == "en" else "%d/%m/%Y")


def method_facts(found: ComparisonParts) -> list[tuple[str, str]]:
    """How it was measured, for the table beside the places; what the report lacks is left out."""
    report = found.comparison.report
    registration, method, lod = (part_of(report, n) for n in ("registration", "method", "level_of_detection_mm"))
    fraction = number_of(part_of(report, "changed"), "fraction")
    overlap = number_of(registration, "overlap")
    rows = [
        (_("Alignment"), _alignment(str(registration.get("method", "")))),
        (_("Alignment error (1 sigma)"), _millimetres(number_of(registration, "sigma_mm"))),
        (_("Distances the alignment rests on (RMS)"), _millimetres(number_of(registration, "rms_mm"))),
        (_("Overlap of the scans"), _percent(overlap)),
        (_("Level of detection, 95 % (median)"), _millimetres(number_of(lod, "median"))),
        (_("Level of detection, 95 % (95th percentile)"), _millimetres(number_of(lod, "p95"))),
        (_("Changed area"), area(found.comparison.changed_area_mm2)),
        (_("Share of the measured surface"), _percent(fraction)),
        (_("Method"), str(method.get("name") or "")),
        (_("Tool"), " ".join(str(method[name]) for name in ("tool", "version") if method.get(name))),
    ]
    return [(name, value) for name, value in rows if value]


def survey_facts(survey: Survey, block: Mapping[str, object]) -> list[tuple[str, str]]:
    """What is known of one of the two scans; ``block`` is what the report says of it."""
    capture, noise = survey.capture, number_of(block, "noise_mm")
    sensor = (capture.device if capture else None) or ""
    count = survey.scan.triangles or survey.scan.points
    rows = [
        (_("Captured"), day_words(survey)),
        (_("File"), survey.file.name),
        (_("Sensor"), sensor),
        (_("Triangles or points"), format_number(count) if count else ""),
        (_("Noise of a point (1 sigma)"), _millimetres(noise)),
        (_("Unit"), str(block.get("unit") or survey.scan.unit or "")),
        ("SHA-256", f"{survey.file.sha256[:16]}…"),
    ]
    return [(name, value) for name, value in rows if value]


def problem_of(row: Comparison) -> ProblemText | None:
    """Why there is no result, in words."""
    code, values = row.problem.get("code"), row.problem.get("values")
    if not isinstance(code, str):
        return None
    return describe(code, values if isinstance(values, dict) else {}, language())


def flag_words(code: str) -> str:
    """What a flag of a place means; the bare code where nobody wrote it down."""
    return describe(code, {}, language()).title if code in problem_texts() else code.replace("_", " ")


def _half(comparison: Comparison, regions: Sequence[ComparisonRegion], kind: ChangeKind) -> str:
    """The sentence about losses, or about gains; empty where there is none."""
    own = [region for region in regions if region.kind is kind]
    if not own:
        return ""
    deepest = max(own, key=lambda region: abs(region.max_mm))
    values = {
        "depth": depth(deepest).lstrip("−+"),
        "volume": volume(comparison.loss_mm3 if kind is ChangeKind.LOSS else comparison.gain_mm3),
    }
    if kind is ChangeKind.LOSS:
        places = ngettext("Material lost at %(num)s place", "Material lost at %(num)s places", len(own))
        return str(_("%(places)s; deepest %(depth)s; %(volume)s in all.", places=places, **values))
    places = ngettext("Material added at %(num)s place", "Material added at %(num)s places", len(own))
    return str(_("%(places)s; highest %(depth)s; %(volume)s in all.", places=places, **values))


def _place_row(region: ComparisonRegion) -> PlaceRow:
    """One place."""
    labels = make_labels()
    return PlaceRow(
        id=region.id,
        number=region.number,
        kind=region.kind.value,
        kind_text=labels.change_kind[region.kind.value],
        depth=depth(region),
        area=area(region.area_mm2),
        volume=volume(region.volume_mm3, region.volume_sigma_mm3),
        lod=f"{length(region.lod_mm)} mm" if region.lod_mm is not None else "–",
        position="; ".join(format_number(value, 1) for value in (region.x_mm, region.y_mm, region.z_mm)),
        remarks=[flag_words(code) for code in region.flags],
        is_followed=region.earlier_region_id is not None,
    )


def _spread(region: ComparisonRegion) -> float | None:
    """The 95 % uncertainty of a place's depth: its own, else the level of detection there."""
    return COVERAGE * region.sigma_mm if region.sigma_mm is not None else region.lod_mm


def _alignment(method: str) -> str:
    """How the later scan was laid onto the earlier one."""
    names: dict[str, str] = {
        "automatic": _("automatic, on what has not changed"),
        "pairs": _("from picked pairs of points"),
        "targets": _("from targets"),
        "given": _("a given matrix"),
        "identity": _("the files were aligned already"),
    }
    return names.get(method, method)


def _millimetres(value: float | None) -> str:
    return f"{format_number(value, 3)} mm" if value is not None else ""


def _percent(share: float | None) -> str:
    return f"{format_number(100 * share, 1)} %" if share is not None else ""
