"""Comparisons over HTTP: ask for one, read it, judge it; whole campaigns; series over the years."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import expected_version, find_owner, is_staff, page_body, version_tag, whole_list
from app.api.jobs import shape_job
from app.api.links import comparison_file_path, comparison_links
from app.comparing import viewer_document
from app.context import address, caller, parts
from app.i18n import language
from app.schemas.common import to_columns
from app.schemas.comparisons import (
    AcknowledgeOrder,
    BatchBody,
    BatchOrder,
    ComparisonChanges,
    ComparisonPage,
    ComparisonQuery,
    DrawingsOrder,
    FullComparisonBody,
    NewComparisonOrder,
    RegionPage,
    ReturnOrder,
    comparison_body,
    comparison_file_body,
    planned_body,
    region_body,
)
from app.schemas.jobs import JobBody
from app.schemas.models import OwnerQuery
from app.schemas.series import SeriesBody, series_body
from catalogue.records import Comparison
from catalogue.services.artifacts import read_artifact
from catalogue.services.comparison_batches import plan_batch, request_batch
from catalogue.services.comparison_chain import read_chain
from catalogue.services.comparison_drawings import NewDrawings, request_drawings
from catalogue.services.comparison_series import read_series
from catalogue.services.comparison_states import (
    acknowledge_alert,
    check_comparison,
    finalise_comparison,
    return_comparison,
)
from catalogue.services.comparisons import (
    ComparisonFilter,
    NewComparison,
    list_comparisons,
    list_regions,
    read_comparison,
    read_comparison_parts,
    request_comparison,
    update_comparison,
    withdraw_comparison,
)

bp = APIBlueprint("comparisons", __name__, url_prefix="/api/v1/comparisons")
_WORDS = ("earlier_scan", "later_scan", "title", "note")


@bp.get("")
@bp.input(ComparisonQuery, location="query", arg_name="wish")
@bp.output(ComparisonPage)
def index(wish: ComparisonQuery) -> ResponseReturnValue:
    """List comparisons, newest first."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        only = ComparisonFilter(**owner, state=wish.state, is_alert=wish.alert, is_current=not wish.superseded)
        page = list_comparisons(session, caller(), only=only, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, lambda row: _body(session, row.id))


@bp.post("")
@bp.input(NewComparisonOrder, arg_name="order")
@bp.output(FullComparisonBody, status_code=201)
def create(order: NewComparisonOrder) -> ResponseReturnValue:
    """Ask for a comparison of two scans; its job begins at once."""
    given = order.model_dump(exclude_unset=True)
    wishes = {name: value for name, value in given.items() if name not in _WORDS}
    new = NewComparison(order.earlier_scan, order.later_scan, order.title, order.note, wishes)
    with parts().sessions.begin() as session:
        row = request_comparison(session, caller(), new)
        body = _full_body(session, row.id)
    _announce(row)
    return body, HTTPStatus.CREATED, {"Location": address("comparisons.read", comparison_id=row.id), **_tag(body)}


@bp.post("/batch")
@bp.input(BatchOrder, arg_name="order")
@bp.output(BatchBody)
def batch(order: BatchOrder) -> ResponseReturnValue:
    """Compare the latest scan of many artifacts with an earlier one; ``preview`` only tells what would be compared."""
    with parts().sessions.begin() as session:
        ids = [read_artifact(session, caller(), n).id for n in order.artifacts] if order.artifacts is not None else None
        pairs = plan_batch(session, caller(), artifact_ids=ids, since=order.since, against=order.against)
        asked = [] if order.preview else request_batch(session, caller(), pairs)
        by_scans = {(row.earlier_scan_id, row.later_scan_id): row for row in asked}
        items = [planned_body(pair, by_scans.get((pair.earlier.scan.id, pair.later.scan.id))) for pair in pairs]
    for row in asked:
        _announce(row)
    return whole_list(items)


@bp.get("/series")
@bp.input(OwnerQuery, location="query", arg_name="wish")
@bp.output(SeriesBody)
def series(wish: OwnerQuery) -> ResponseReturnValue:
    """An artifact's or a site's comparisons against its first survey and step by step, with its rates of change."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        return series_body(read_series(session, caller(), **owner), read_chain(session, caller(), **owner))


@bp.get("/<uuid:comparison_id>")
@bp.output(FullComparisonBody)
def read(comparison_id: UUID) -> ResponseReturnValue:
    """One comparison with its whole report."""
    with parts().readers() as session:
        body = _full_body(session, comparison_id)
    return body, HTTPStatus.OK, _tag(body)


@bp.get("/<uuid:comparison_id>/regions")
@bp.output(RegionPage)
def regions(comparison_id: UUID) -> ResponseReturnValue:
    """The places that changed, by number."""
    with parts().readers() as session:
        row = read_comparison(session, caller(), comparison_id)
        return whole_list([region_body(region) for region in list_regions(session, row.id)])


@bp.get("/<uuid:comparison_id>/document")
@bp.output({})
def document(comparison_id: UUID) -> ResponseReturnValue:
    """What the viewer opens: both surveys, scale, places, series, words."""
    lang = language()
    with parts().readers() as session:
        found = read_comparison_parts(session, caller(), comparison_id)
        shown = viewer_document(
            session,
            caller(),
            found,
            file_url=comparison_file_path,
            page_url=lambda ident: f"/{lang}/compare/{ident}",
            document_url=lambda ident: f"/api/v1/comparisons/{ident}/document",
        )
    answer = jsonify(shown)
    answer.headers.update(version_tag(found.comparison.version))
    return answer


@bp.post("/<uuid:comparison_id>/drawings")
@bp.input(DrawingsOrder, arg_name="order")
@bp.output(JobBody, status_code=202)
def draw(comparison_id: UUID, order: DrawingsOrder) -> ResponseReturnValue:
    """Ask for sections and profiles of a measured comparison; the job's drawings join its ``files``."""
    given = order.model_dump(exclude_none=True)
    with parts().sessions.begin() as session:
        job = request_drawings(session, caller(), comparison_id, NewDrawings(**given))
        body = shape_job(job)
    parts().queue.announce(job.id)
    return body, HTTPStatus.ACCEPTED, {"Location": address("jobs.read", job_id=job.id)}


@bp.patch("/<uuid:comparison_id>")
@bp.input(ComparisonChanges, arg_name="changes")
@bp.output(FullComparisonBody)
def change(comparison_id: UUID, changes: ComparisonChanges) -> ResponseReturnValue:
    """Change title or note of a draft, of the version named in If-Match."""
    columns = to_columns(changes)
    return _act(lambda s, v: update_comparison(s, caller(), comparison_id, columns, expected_version=v))


@bp.post("/<uuid:comparison_id>/check")
@bp.output(FullComparisonBody)
def check(comparison_id: UUID) -> ResponseReturnValue:
    """Stand behind a draft as a second person."""
    return _act(lambda s, v: check_comparison(s, caller(), comparison_id, expected_version=v))


@bp.post("/<uuid:comparison_id>/finalise")
@bp.output(FullComparisonBody)
def finalise(comparison_id: UUID) -> ResponseReturnValue:
    """Let a checked comparison stand."""
    return _act(lambda s, v: finalise_comparison(s, caller(), comparison_id, expected_version=v))


@bp.post("/<uuid:comparison_id>/return")
@bp.input(ReturnOrder, arg_name="order")
@bp.output(FullComparisonBody)
def give_back(comparison_id: UUID, order: ReturnOrder) -> ResponseReturnValue:
    """Take a checked or final comparison back to draft, with the reason."""
    return _act(lambda s, v: return_comparison(s, caller(), comparison_id, order.reason, expected_version=v))


@bp.post("/<uuid:comparison_id>/acknowledge")
@bp.input(AcknowledgeOrder, arg_name="order")
@bp.output(FullComparisonBody)
def acknowledge(comparison_id: UUID, order: AcknowledgeOrder) -> ResponseReturnValue:
    """Write down that the alert was seen and what follows from it."""
    return _act(lambda s, v: acknowledge_alert(s, caller(), comparison_id, order.note, expected_version=v))


@bp.post("/<uuid:comparison_id>/withdraw")
@bp.output(FullComparisonBody)
def withdraw(comparison_id: UUID) -> ResponseReturnValue:
    """Take a draft out of every list; nothing is deleted."""
    return _act(lambda s, v: withdraw_comparison(s, caller(), comparison_id, expected_version=v))


def _act(change: Callable[[Session, int], Comparison]) -> ResponseReturnValue:
    """One change of the version named in If-Match, and the comparison afterwards."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        body = _full_body(session, change(session, version).id)
    return body, HTTPStatus.OK, _tag(body)


def _announce(row: Comparison) -> None:
    """Tell the workers, after the commit."""
    if row.job_id is not None:
        parts().queue.announce(row.job_id)


def _body(session: Session, comparison_id: UUID) -> dict[str, object]:
    """The comparison as a list shows it to this reader."""
    found = read_comparison_parts(session, caller(), comparison_id)
    links = comparison_links(found.comparison)
    return comparison_body(found, is_staff=is_staff(), lang=language(), links=links)


def _full_body(session: Session, comparison_id: UUID) -> dict[str, object]:
    """The comparison with report, files and job."""
    found = read_comparison_parts(session, caller(), comparison_id)
    links = comparison_links(found.comparison)
    return {
        **comparison_body(found, is_staff=is_staff(), lang=language(), links=links),
        "report": found.comparison.report,
        "files": [comparison_file_body(file, comparison_file_path(file)) for file in found.files],
        "job": shape_job(found.job) if found.job else None,
    }


def _tag(body: dict[str, object]) -> dict[str, str]:
    """The header that names the version."""
    return version_tag(body["version"])
