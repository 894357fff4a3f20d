"""The page of a comparison: both surveys on a stage, what changed in words, how sure we are, who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import is_staff
from app.api.links import comparison_file_path
from app.comparing import file_named, titles_of, warnings_of
from app.context import caller, parts
from app.i18n import format_bytes, language
from app.i18n import gettext as _
from app.pages.compare_drawings import DrawingPart, drawing_part
from app.pages.compare_words import (
    PlaceRow,
    headline,
    length,
    method_facts,
    place_rows,
    problem_of,
    signed,
    survey_facts,
    volume,
)
from app.pages.series_rows import SeriesTable, series_table
from app.pages.workbench.jobs import JobRow, job_row
from app.texts import ProblemText
from catalogue.policy import Action, Identity
from catalogue.records import Comparison
from catalogue.services.check_drafts import findings_of
from catalogue.services.comparison_results import part_of
from catalogue.services.comparisons import ComparisonParts, read_comparison_parts
from catalogue.vocab.terms import ComparisonState

bp = Blueprint("page_compare", __name__, url_prefix="/<any(vi,en):lang>/compare")


@dataclass(frozen=True, slots=True)
class Download:
    """A file for taking along."""

    name: str
    file: str
    url: str
    size: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What this reader may do now."""

    may_check: bool
    may_finalise: bool
    may_return: bool
    may_withdraw: bool
    may_acknowledge: bool
    is_own: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return self.may_check or self.may_finalise or self.may_return or self.may_withdraw


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Everything that ``templates/public/compare.html`` shows, in the reader's language."""

    row: Comparison
    title: str
    number: str
    record_url: str
    record_kind: str
    headline: str
    document_url: str
    poster: str
    places: Sequence[PlaceRow]
    findings: Mapping[UUID, str]
    may_find: bool
    surveys: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    method: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    downloads: Sequence[Download]
    numbers: Sequence[tuple[str, str]]
    problem: ProblemText | None
    job: JobRow | None
    steps: Steps
    series: SeriesTable | None
    drawings: DrawingPart | None
    again_url: str
    is_staff: bool

    @property
    def state(self) -> str:
        """``refused``, ``waiting`` or ``measured``."""
        return "refused" if self.problem else "measured" if self.row.is_measured else "waiting"


@bp.get("/<uuid:comparison_id>")
def show(comparison_id: UUID) -> ResponseReturnValue:
    """One comparison: its result, its progress, or why there is none."""
    with parts().readers() as session:
        page = compare_page(session, read_comparison_parts(session, caller(), comparison_id))
        return render_template("public/compare.html", page=page)


def compare_page(session: Session, found: ComparisonParts) -> ComparePage:
    """Everything that the page shows."""
    row, report = found.comparison, found.comparison.report
    number, record_url, kind = record_of(found)
    poster = file_named(found, "views.png")
    return ComparePage(
        row=row,
        title=titles_of(found)[language()],
        number=number,
        record_url=record_url,
        record_kind=kind,
        headline=headline(row, found.regions) if row.is_measured else "",
        document_url=f"/api/v1/comparisons/{row.id}/document",
        poster=comparison_file_path(poster) if poster else "",
        places=place_rows(found.regions),
        findings=findings_of(session, caller(), row) if is_staff() else {},
        may_find=is_staff() and caller().may(Action.CHECK_CONDITION) and row.withdrawn_at is None,
        surveys=[
            (_("Earlier scan"), survey_facts(found.earlier, part_of(report, "earlier"))),
            (_("Later scan"), survey_facts(found.later, part_of(report, "later"))),
        ],
        method=method_facts(found) if row.is_measured else [],
        warnings=[warning[language()] for warning in warnings_of(report)],
        downloads=_downloads(found),
        numbers=_numbers(row),
        problem=problem_of(row),
        job=job_row(session, found.job) if found.job else None,
        steps=steps_of(caller(), row),
        series=series_table(session, row.artifact_id, row.site_id) if row.is_measured else None,
        drawings=drawing_part(session, found) if row.is_measured else None,
        again_url=url_for("workbench_comparisons.create", again=row.id),
        is_staff=is_staff(),
    )


def record_of(found: ComparisonParts) -> tuple[str, str, str]:
    """Number, page and kind of the record that was compared."""
    if found.artifact is not None:
        number = found.artifact.accession_number
        return number, url_for("page_artifacts.show", number=number), "artifact"
    code = found.site.code if found.site else ""
    return code, url_for("page_sites.show", code=code), "site"


def steps_of(who: Identity, row: Comparison) -> Steps:
    """What this reader may do now; the services decide again."""
    stands = row.superseded_at is None and row.withdrawn_at is None
    is_person, is_own = who.account_id is not None, who.account_id == row.author_id
    checks = is_person and who.may(Action.CHECK_COMPARISONS)
    finalises = is_person and who.may(Action.FINALISE_COMPARISONS)
    is_draft, is_final = row.state is ComparisonState.DRAFT, row.state is ComparisonState.FINAL
    return Steps(
        may_check=checks and stands and is_draft and row.is_measured and not is_own,
        may_finalise=finalises and stands and row.state is ComparisonState.CHECKED,
        may_return=not is_draft and (finalises if is_final else checks),
        may_withdraw=who.may(Action.COMPARE) and is_draft and row.withdrawn_at is None,
        may_acknowledge=checks and row.has_open_alert,
        is_own=is_own and is_person,
    )


def _numbers(row: Comparison) -> list[tuple[str, str]]:
    """The four headline numbers."""
    known = [
        (_("Deepest loss"), f"{signed(-row.max_loss_mm, 2)} mm" if row.max_loss_mm else ""),
        (_("Highest gain"), f"{signed(row.max_gain_mm, 2)} mm" if row.max_gain_mm else ""),
        (_("Volume lost"), volume(row.loss_mm3) if row.loss_mm3 else ""),
        (_("Volume added"), volume(row.gain_mm3) if row.gain_mm3 else ""),
        (_("Level of detection (95 %)"), f"{length(row.lod_median_mm)} mm" if row.lod_median_mm is not None else ""),
    ]
    return [(name, value) for name, value in known if value]


def _downloads(found: ComparisonParts) -> list[Download]:
    """The files that people take along, the report first."""
    names = {
        "report.pdf": _("Report in Vietnamese and English (PDF)"),
        "deviation.csv": _("Every measured point (CSV)"),
        "deviation.ply": _("Later scan with its deviations (PLY)"),
        "deviation.glb": _("Later scan with its deviations (GLB)"),
        "histogram.png": _("Histogram (PNG)"),
        "views.png": _("Deviation maps (PNG)"),
        "report.json": _("Report for programs (JSON)"),
    }
    by_name = {file.name: file for file in found.files}
    return [
        Download(words, name, comparison_file_path(by_name[name]), format_bytes(by_name[name].size))
        for name, words in names.items()
        if name in by_name
    ]
