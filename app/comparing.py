"""What page and API say of a comparison alike: its name, its warnings in words, its document for the viewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from sqlalchemy.orm import Session

from app.texts import describe, problem_texts
from catalogue.policy import Identity
from catalogue.records import Comparison, ComparisonFile
from catalogue.services.comparison_results import number_of, part_of, rows_of
from catalogue.services.comparison_series import read_series
from catalogue.services.comparisons import ComparisonParts, Survey
from catalogue.vocab.days import day_of
from viewer.comparison import DEFAULT_STOPS, SeriesEntry, SurveyPart, comparison_document
from viewer.comparison import ComparisonParts as Shown

_LINKS = {"pdf_vi": "report.pdf", "pdf_en": "report.pdf", "csv": "deviation.csv", "report": "report.json",
          "ply": "deviation.ply"}  # fmt: skip


def titles_of(found: ComparisonParts) -> dict[str, str]:
    """What the comparison is called in each language: its own title, else the object's with both years."""
    if found.comparison.title:
        return dict.fromkeys(("vi", "en"), found.comparison.title)
    shown = found.artifact or found.site
    vi = shown.title_vi if shown else ""
    en = (shown.title_en if shown else None) or vi
    span = span_of(found.comparison)
    return {lang: f"{title}, {span}" if span else title for lang, title in (("vi", vi), ("en", en))}


def span_of(comparison: Comparison) -> str:
    """``2019 → 2025``; the days where both fall into one year; empty where a date is unknown."""
    first, then = comparison.earlier_captured_at, comparison.later_captured_at
    if first is None or then is None:
        return ""
    a, b = day_of(first), day_of(then)
    return f"{a.year} → {b.year}" if a.year != b.year else f"{a.isoformat()} → {b.isoformat()}"


def warnings_of(report: Mapping[str, object]) -> list[dict[str, str]]:
    """The report's warnings, worded in both languages; one without a text of ours keeps the report's own words."""
    return [_warning(row) for row in rows_of(report, "warnings")]


def file_named(found: ComparisonParts, name: str) -> ComparisonFile | None:
    """The file of the result with this name."""
    return next((file for file in found.files if file.name == name), None)


def viewer_document(
    session: Session,
    who: Identity,
    found: ComparisonParts,
    *,
    file_url: Callable[[ComparisonFile], str],
    page_url: Callable[[object], str],
    document_url: Callable[[object], str],
) -> dict[str, object]:
    """The document that ``<cd-compare>`` opens; addresses are made by the front door."""
    row, titles = found.comparison, titles_of(found)
    urls = {file.name: file_url(file) for file in found.files}
    links = {name: urls.get(file, "") for name, file in _LINKS.items()}
    shown = Shown(
        id=str(row.id),
        title_vi=titles["vi"],
        title_en=titles["en"],
        earlier=_survey(found, found.earlier, "earlier.glb", urls),
        later=_survey(found, found.later, "deviation.glb", urls),
        report=row.report,
        frame=_frame(row.report),
        limit_mm=number_of(row.report, "limit_mm"),
        stops=_stops(row.report),
        poster=urls.get("views.png", ""),
        state=row.state.value,
        links={"self": document_url(row.id), "page": page_url(row.id), **links},
        warnings=warnings_of(row.report),
        series=_steps(session, who, found, page_url, document_url),
    )
    return comparison_document(shown)


def _survey(found: ComparisonParts, survey: Survey, name: str, urls: Mapping[str, str]) -> SurveyPart:
    """One survey with the GLB that shows it."""
    file = file_named(found, name)
    return SurveyPart(
        name=PurePath(survey.file.name).stem,
        url=urls.get(name, ""),
        bytes=file.size if file else 0,
        date=_day(survey.captured_at),
        sha256=survey.file.sha256,
    )


def _steps(
    session: Session,
    who: Identity,
    found: ComparisonParts,
    page_url: Callable[[object], str],
    document_url: Callable[[object], str],
) -> list[SeriesEntry]:
    """The record's comparisons against its first survey, where this one is among them."""
    row = found.comparison
    series = read_series(session, who, artifact_id=row.artifact_id, site_id=row.site_id)
    points = series.points if series else ()
    if row.id not in {point.comparison.id for point in points}:
        return []
    return [
        SeriesEntry(
            id=str(other.id),
            date=_day(other.later_captured_at),
            title_vi=other.title or span_of(other),
            title_en=other.title or span_of(other),
            document_url=document_url(other.id),
            page_url=page_url(other.id),
        )
        for other in (point.comparison for point in points)
    ]


def _frame(report: Mapping[str, object]) -> list[float] | None:
    """The earlier frame's place in the scene, where the report says it; else the GLB's own node does."""
    frame = report.get("scene_frame")
    return [float(value) for value in frame] if isinstance(frame, list) else None


def _stops(report: Mapping[str, object]) -> Sequence[tuple[float, str]]:
    """The colours of the report's own maps, so that page and PDF show the same; ours where it has none."""
    table = part_of(report, "colours")
    limit = number_of(table, "limit_mm")
    stops = [(number_of(stop, "mm"), str(stop.get("rgb"))) for stop in rows_of(table, "stops")]
    known = [(mm / limit, colour) for mm, colour in stops if mm is not None and limit]
    return known if len(known) > 1 else DEFAULT_STOPS


def _warning(row: Mapping[str, object]) -> dict[str, str]:
    """One warning."""
    code, values = str(row.get("code", "")), row.get("values")
    if code in problem_texts():
        given = values if isinstance(values, Mapping) else {}
        return {"code": code, **{lang: describe(code, given, lang).detail for lang in ("vi", "en")}}
    en = str(row.get("message") or code)
    return {"code": code, "vi": str(row.get("message_vi") or en), "en": en}


def _day(moment: datetime | None) -> str:
    """The day of capture, empty where nobody wrote it down."""
    return day_of(moment).isoformat() if moment else ""
