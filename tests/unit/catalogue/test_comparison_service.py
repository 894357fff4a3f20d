"""Asking for comparisons, results, refusals, alerts, who sees what."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Artifact, Audit, Comparison, ComparisonFile, ComparisonRegion, JobRun, Scan
from catalogue.services.artifacts import change_artifact_status, update_artifact
from catalogue.services.captures import date_capture
from catalogue.services.comparison_results import record_refusal, record_result
from catalogue.services.comparison_states import check_comparison, finalise_comparison
from catalogue.services.comparisons import (
    ComparisonFilter,
    NewComparison,
    list_comparisons,
    list_regions,
    read_comparison,
    read_comparison_file,
    read_comparison_parts,
    read_survey,
    request_comparison,
    update_comparison,
    withdraw_comparison,
)
from catalogue.services.sites import register_site, update_site
from catalogue.vocab.days import day_of, start_of
from catalogue.vocab.terms import ChangeKind, ComparisonState, JobState, Status
from tests.cataloguing import PUBLIC, STAFF, SYSTEM, published_artifact, sha
from tests.comparing import NAMES, dated_scan, make_report, measured, person, region, stored_files

RESTORER = Identity(Role.RESTORER, name="Phạm Văn Đức")


@pytest.fixture
def artifact(session: Session) -> Artifact:
    return published_artifact(session, "BT.1")


@pytest.fixture
def scans(session: Session, artifact: Artifact) -> tuple[Scan, Scan]:
    return dated_scan(session, artifact, "2019.ply", "2019-05-04"), dated_scan(
        session, artifact, "2025.ply", "2025-06-01"
    )


@pytest.fixture
def new(scans: tuple[Scan, Scan]) -> NewComparison:
    return NewComparison(scans[0].id, scans[1].id)


def final(session: Session, comparison: Comparison) -> Comparison:
    check_comparison(session, person(session, Role.RESTORER, "nguoi-hai"), comparison.id, expected_version=None)
    curator = person(session, Role.CURATOR, "quan-ly")
    return finalise_comparison(session, curator, comparison.id, expected_version=None)


def test_a_request_is_a_draft_with_the_days_of_both_captures_and_a_job(session, artifact, new):
    row = request_comparison(session, RESTORER, NewComparison(**{**vars_of(new), "title": " Lư hương "}))
    assert (row.state, row.title, row.author, row.version) == (ComparisonState.DRAFT, "Lư hương", "Phạm Văn Đức", 1)
    assert [day_of(m).isoformat() for m in (row.earlier_captured_at, row.later_captured_at)] == [
        "2019-05-04",
        "2025-06-01",
    ]
    assert (row.is_measured, row.is_refused, row.has_open_alert) == (False, False, False)
    job = session.get_one(JobRun, row.job_id)
    assert (job.kind, job.artifact_id) == ("comparison", artifact.id)
    assert job.payload == {"comparison_id": str(row.id), "name": "2019.ply → 2025.ply"}
    assert session.scalars(select(Audit.action).where(Audit.record_kind == "comparison")).all() == ["request"]


def vars_of(new: NewComparison) -> dict[str, object]:
    return {"earlier_scan_id": new.earlier_scan_id, "later_scan_id": new.later_scan_id}


def test_the_same_question_is_asked_once_while_its_job_is_active(session, new):
    first = request_comparison(session, RESTORER, new)
    assert request_comparison(session, STAFF, new).id == first.id
    other = request_comparison(session, STAFF, NewComparison(**vars_of(new), wishes={"registered": True}))
    assert other.id != first.id
    session.get_one(JobRun, first.job_id).state = JobState.DONE
    session.flush()
    assert request_comparison(session, STAFF, new).id not in {first.id, other.id}


def test_pairs_that_are_none_are_refused(session, scans, artifact):
    earlier, later = scans
    stranger = dated_scan(session, published_artifact(session, "BT.2"), "khác.ply", None)
    cases = {
        "comparison_same_scan": (earlier.id, earlier.id),
        "comparison_two_records": (earlier.id, stranger.id),
        "comparison_order": (later.id, earlier.id),
    }
    for code, (a, b) in cases.items():
        with pytest.raises(ConflictError) as caught:
            request_comparison(session, STAFF, NewComparison(a, b))
        assert caught.value.code == code
    with pytest.raises(NotFoundError, match="scan_not_found"):
        request_comparison(session, STAFF, NewComparison(earlier.id, uuid4()))
    undated = dated_scan(session, artifact, "không ngày.ply", None)
    assert request_comparison(session, STAFF, NewComparison(undated.id, earlier.id)).earlier_captured_at is None


@pytest.mark.parametrize("who", [PUBLIC, Identity(Role.MEMBER), Identity(Role.DATA_OFFICER)])
def test_only_those_who_may_compare_ask(session, new, who):
    with pytest.raises(ForbiddenError):
        request_comparison(session, who, new)


@pytest.mark.parametrize(
    ("wishes", "kept"),
    [
        ({"registered": False, "noise_mm": None, "pairs": [], "unit_earlier": ""}, {}),
        ({"registered": True, "free_scale": True}, {"registered": True, "free_scale": True}),
        ({"noise_mm": [0.05, 1]}, {"noise_mm": [0.05, 1.0]}),
        ({"matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]}, {"matrix": [*[1.0, 0, 0, 0, 0] * 3, 1.0]}),
        ({"pairs": [[[0, 0, 0], [1, 1, 1]]] * 3}, {"pairs": [[[0.0] * 3, [1.0] * 3]] * 3}),
        ({"unit_earlier": "mm", "unit_later": "m"}, {"unit_earlier": "mm", "unit_later": "m"}),
    ],
)
def test_wishes_are_kept_as_the_workshop_takes_them(session, new, wishes, kept):
    assert request_comparison(session, STAFF, NewComparison(**vars_of(new), wishes=wishes)).parameters == kept


@pytest.mark.parametrize(
    ("wishes", "fault"),
    [
        ({"unit_earlier": "yard"}, "not_in_list"),
        ({"noise_mm": [0.05]}, "malformed"),
        ({"noise_mm": [0.05, -1]}, "malformed"),
        ({"noise_mm": [0.05, float("nan")]}, "malformed"),
        ({"matrix": [1.0] * 16}, "malformed"),
        ({"matrix": "1 0 0"}, "malformed"),
        ({"pairs": [[[0, 0, 0], [1, 1, 1]]] * 2}, "malformed"),
        ({"pairs": [[[0, 0, 0]]] * 3}, "malformed"),
        ({"pairs": [[[0, 0], [1, 1, 1]]] * 3}, "malformed"),
        ({"registered": "yes"}, "malformed"),
        ({"colour": "red"}, "unknown_field"),
    ],
)
def test_unfit_wishes_are_named(session, new, wishes, fault):
    with pytest.raises(ValidationError) as caught:
        request_comparison(session, STAFF, NewComparison(**vars_of(new), wishes=wishes))
    assert caught.value.fields == {next(iter(wishes)): fault}
    assert session.scalar(select(func.count()).select_from(Comparison)) == 0


def test_only_one_way_to_align_is_chosen(session, new):
    wishes = {"registered": True, "pairs": [[[0, 0, 0], [1, 1, 1]]] * 3}
    with pytest.raises(ConflictError, match="comparison_alignments"):
        request_comparison(session, STAFF, NewComparison(**vars_of(new), wishes=wishes))


def test_a_result_fills_columns_places_and_files_once(session, new):
    row = request_comparison(session, STAFF, new)
    for _ in range(2):
        record_result(session, SYSTEM, row.id, make_report(region(1, -1.24), region(4, 0.4)), stored_files())
    assert (row.sigma_mm, row.lod_median_mm, row.overlap, row.changed_area_mm2) == (0.004, 0.09, 0.97, 200.0)
    assert (row.loss_mm3, row.gain_mm3, row.max_loss_mm, row.max_gain_mm) == (74.4, 24.0, 1.24, 0.4)
    assert (row.region_count, row.is_alert, row.is_measured) == (2, False, True)
    places = list_regions(session, row.id)
    assert [(p.number, p.kind, p.max_mm) for p in places] == [(1, ChangeKind.LOSS, -1.24), (4, ChangeKind.GAIN, 0.4)]
    first = places[0]
    assert (first.x_mm, first.y_mm, first.z_mm, first.volume_sigma_mm3) == (10, 20, 30, 2.5)
    assert (first.sigma_mm, first.lod_mm, first.flags) == (0.025, 0.09, ["region_methods_disagree"])
    assert session.scalar(select(func.count()).select_from(ComparisonFile)) == len(NAMES)
    found = read_comparison_parts(session, STAFF, row.id)
    assert ([f.name for f in found.files], found.job is not None) == (sorted(NAMES), True)
    assert (found.earlier.file.name, found.later.capture.device) == ("2019.ply", "Artec Leo")


def test_what_a_report_lacks_is_unknown_not_zero(session, new):
    row = request_comparison(session, STAFF, new)
    bare = {"regions": [{"kind": "gain", "max_mm": float("nan"), "warnings": [{"code": "near_border"}]}], "volume": 3}
    record_result(session, SYSTEM, row.id, bare, [])
    assert (row.sigma_mm, row.overlap, row.loss_mm3, row.max_loss_mm, row.region_count) == (None, None, None, 0.0, 1)
    assert list_regions(session, row.id)[0].flags == ["near_border"]


def test_a_refusal_is_kept_and_a_later_result_replaces_it(session, new):
    row = request_comparison(session, STAFF, new)
    record_refusal(session, SYSTEM, row.id, {"code": "register_no_overlap", "values": {"overlap": 0.02}})
    assert (row.is_refused, row.is_measured) == (True, False)
    record_result(session, SYSTEM, row.id, make_report(), [])
    assert (row.is_refused, row.is_measured, row.region_count, row.max_loss_mm) == (False, True, 0, 0.0)


def test_a_newer_measurement_supersedes_unchecked_ones_alone(session, scans, new):
    draft = measured(session, STAFF, scans[0].id, scans[1].id)
    checked = measured(session, STAFF, scans[0].id, scans[1].id)
    assert draft.superseded_at is not None
    check_comparison(session, person(session, Role.RESTORER, "hai"), checked.id, expected_version=None)
    newest = measured(session, STAFF, scans[0].id, scans[1].id)
    assert checked.superseded_at is None
    listed = {row.id for row in list_comparisons(session, STAFF).items}
    assert listed == {checked.id, newest.id}
    everything = ComparisonFilter(is_current=False)
    assert list_comparisons(session, STAFF, only=everything).total == 3


def test_an_alert_is_raised_above_the_threshold_of_the_record(session, artifact, scans):
    update_artifact(session, STAFF, artifact.accession_number, {"change_alert_mm": "1,3"}, expected_version=None)
    quiet = measured(session, STAFF, scans[0].id, scans[1].id)
    assert (quiet.is_alert, quiet.alert_mm) == (False, None)
    update_artifact(session, STAFF, artifact.accession_number, {"change_alert_mm": 1.2}, expected_version=None)
    loud = measured(session, STAFF, scans[0].id, scans[1].id)
    assert (loud.is_alert, loud.alert_mm, loud.has_open_alert) == (True, 1.2, True)
    alerts = list_comparisons(session, STAFF, only=ComparisonFilter(is_alert=True))
    assert [row.id for row in alerts.items] == [loud.id]
    assert list_comparisons(session, STAFF, only=ComparisonFilter(is_alert=False)).total == 0


@pytest.mark.parametrize("value", [0, -1])
def test_a_threshold_is_positive(session, artifact, value):
    with pytest.raises(ValidationError) as caught:
        update_artifact(session, STAFF, "BT.1", {"change_alert_mm": value}, expected_version=None)
    assert caught.value.fields == {"change_alert_mm": "out_of_range"}
    register_site(session, STAFF, {"code": "DT.1", "title_vi": "Thế Miếu"})
    with pytest.raises(ValidationError):
        update_site(session, STAFF, "DT.1", {"change_alert_mm": value}, expected_version=None)


def test_the_public_sees_final_comparisons_of_published_records(session, artifact, scans):
    row = measured(session, STAFF, scans[0].id, scans[1].id)
    digest = sha(f"views.png{row.id}")
    for _ in range(2):
        with pytest.raises(NotFoundError):
            read_comparison(session, PUBLIC, row.id)
        with pytest.raises(NotFoundError):
            read_comparison_file(session, PUBLIC, digest)
        assert list_comparisons(session, PUBLIC).total == 0
        if row.state is ComparisonState.DRAFT:
            final(session, row)
            assert read_comparison(session, PUBLIC, row.id) is row
            assert read_comparison_file(session, PUBLIC, digest).name == "views.png"
            assert read_comparison_parts(session, PUBLIC, row.id).job is None
            change_artifact_status(session, STAFF, artifact.accession_number, Status.DRAFT)
    assert read_comparison_file(session, STAFF, digest).name == "views.png"


def test_words_change_and_drafts_are_withdrawn_settled_ones_not(session, scans):
    row = measured(session, STAFF, scans[0].id, scans[1].id)
    update_comparison(session, STAFF, row.id, {"title": "Vết sứt"}, expected_version=row.version)
    with pytest.raises(StaleError):
        update_comparison(session, STAFF, row.id, {"title": "x"}, expected_version=1)
    with pytest.raises(ValidationError):
        update_comparison(session, STAFF, row.id, {"report": {}}, expected_version=None)
    final(session, row)
    for act in (
        lambda: update_comparison(session, STAFF, row.id, {"title": "x"}, expected_version=None),
        lambda: withdraw_comparison(session, STAFF, row.id),
        lambda: record_result(session, SYSTEM, row.id, make_report(), []),
        lambda: record_refusal(session, SYSTEM, row.id, {"code": "x"}),
    ):
        with pytest.raises(ConflictError, match="comparison_settled"):
            act()
    other = measured(session, STAFF, scans[0].id, scans[1].id)
    withdraw_comparison(session, STAFF, other.id, expected_version=other.version)
    assert [r.id for r in list_comparisons(session, STAFF).items] == [row.id]


def test_the_list_goes_on_where_the_page_ended(session, artifact, scans):
    third = dated_scan(session, artifact, "2026.ply", "2026-01-01")
    for a, b in ((scans[0], scans[1]), (scans[0], third), (scans[1], third)):
        measured(session, STAFF, a.id, b.id)
    only = ComparisonFilter(artifact_id=artifact.id, state=ComparisonState.DRAFT)
    seen, cursor = [], None
    for _ in range(3):
        page = list_comparisons(session, STAFF, only=only, cursor=cursor, limit=1)
        seen += [row.id for row in page.items]
        cursor = page.next
    assert (len(set(seen)), cursor, page.total) == (3, None, 3)
    with pytest.raises(ValidationError):
        list_comparisons(session, STAFF, cursor="x")


def test_a_day_for_one_file_leaves_the_others_of_its_session_alone(session, artifact):
    import datetime as dt

    one, two = (dated_scan(session, artifact, f"{name}.ply", None) for name in ("a", "b"))
    first = date_capture(session, STAFF, read_survey(session, one.id).file, dt.date(2019, 5, 4))
    read_survey(session, two.id).file.capture_id = first.id
    session.flush()
    second = date_capture(session, STAFF, read_survey(session, two.id).file, dt.date(2025, 6, 1))
    assert (first.id != second.id, first.captured_at) == (True, start_of(dt.date(2019, 5, 4)))
    assert read_survey(session, two.id).captured_at == start_of(dt.date(2025, 6, 1))
    assert date_capture(session, STAFF, read_survey(session, two.id).file, dt.date(2025, 6, 1)).id == second.id
    moved = date_capture(session, STAFF, read_survey(session, two.id).file, dt.date(2025, 6, 2))
    assert (moved.id, day_of(moved.captured_at)) == (second.id, dt.date(2025, 6, 2))


def test_deleting_a_run_lets_later_places_go_on_without_their_link(session, artifact, scans):
    third = dated_scan(session, artifact, "2026.ply", "2026-01-01")
    before = measured(session, STAFF, scans[0].id, scans[1].id)
    after = measured(session, STAFF, scans[0].id, third.id)
    assert all(place.earlier_region_id for place in list_regions(session, after.id))
    record_result(session, SYSTEM, before.id, make_report(), [])
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(ComparisonRegion)) == 2
    assert not any(place.earlier_region_id for place in list_regions(session, after.id))
