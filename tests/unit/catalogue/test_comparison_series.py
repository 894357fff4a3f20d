"""A campaign planned and asked for; an object followed over the years."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, ForbiddenError
from catalogue.policy import Identity, Role
from catalogue.records import Artifact
from catalogue.services import comparison_batches
from catalogue.services.artifacts import update_artifact
from catalogue.services.comparison_batches import list_surveys, plan_batch, request_batch, watch_artifact
from catalogue.services.comparison_results import record_refusal
from catalogue.services.comparison_series import fit_rate, read_series
from catalogue.services.comparisons import list_regions
from tests.cataloguing import PUBLIC, STAFF, SYSTEM, published_artifact
from tests.comparing import dated_scan, make_report, measured, region

YEARS = ("2019-05-04", "2021-05-04", "2025-05-04")


@pytest.fixture
def urn(session: Session) -> Artifact:
    artifact = published_artifact(session, "BT.1")
    for day in YEARS:
        dated_scan(session, artifact, f"{day}.ply", day)
    return artifact


@pytest.fixture
def bell(session: Session) -> Artifact:
    artifact = published_artifact(session, "BT.2")
    for day in ("2018-01-01", "2020-01-01"):
        dated_scan(session, artifact, f"chuông {day}.ply", day)
    published_artifact(session, "BT.3")
    return artifact


def test_a_batch_takes_the_latest_scan_against_the_one_before_or_the_first(session, urn, bell):
    days = [[s.file.name for s in (p.earlier, p.later)] for p in plan_batch(session, STAFF)]
    assert days == [["2021-05-04.ply", "2025-05-04.ply"], ["chuông 2018-01-01.ply", "chuông 2020-01-01.ply"]]
    first = plan_batch(session, STAFF, against="first", since=dt.date(2025, 5, 4))
    assert [(p.artifact.accession_number, p.earlier.file.name) for p in first] == [("BT.1", "2019-05-04.ply")]
    assert plan_batch(session, STAFF, since=dt.date(2025, 5, 5)) == []
    assert [p.artifact.id for p in plan_batch(session, STAFF, artifact_ids=[bell.id])] == [bell.id]
    assert plan_batch(session, STAFF, artifact_ids=[]) == []


def test_a_batch_asks_only_for_what_is_not_there(session, urn, bell):
    asked = request_batch(session, STAFF, plan_batch(session, STAFF))
    assert (len(asked), all(row.job_id for row in asked)) == (2, True)
    planned = plan_batch(session, STAFF)
    assert {p.present.id for p in planned} == {row.id for row in asked}
    assert request_batch(session, STAFF, planned) == []
    record_refusal(session, SYSTEM, asked[0].id, {"code": "zero_extent", "values": {}})
    assert plan_batch(session, STAFF)[0].present is None, "a refused pair may be asked for again"


def test_a_watched_artifact_is_compared_without_being_asked(session, urn, bell):
    assert watch_artifact(session, SYSTEM, urn.id) == []
    update_artifact(session, STAFF, "BT.1", {"change_alert_mm": 1}, expected_version=None)
    asked = watch_artifact(session, SYSTEM, urn.id)
    assert [(row.artifact_id, row.author) for row in asked] == [(urn.id, "test")]
    assert watch_artifact(session, SYSTEM, urn.id) == []
    dated_scan(session, urn, "mới.ply", "2026-05-04")
    assert len(watch_artifact(session, SYSTEM, urn.id)) == 1


def test_a_batch_has_a_limit_and_is_for_those_who_compare(session, urn, bell, monkeypatch):
    monkeypatch.setattr(comparison_batches, "MOST_PAIRS", 1)
    with pytest.raises(ConflictError, match="comparison_batch_large"):
        plan_batch(session, STAFF)
    for who in (PUBLIC, Identity(Role.DATA_OFFICER)):
        with pytest.raises(ForbiddenError):
            plan_batch(session, who)
        with pytest.raises(ForbiddenError):
            request_batch(session, who, [])


def test_scans_come_in_the_order_of_their_days(session, urn):
    dated_scan(session, urn, "sớm nhất.ply", "2015-01-01")
    names = [survey.file.name for survey in list_surveys(session, STAFF, artifact_id=urn.id)]
    assert names[0] == "sớm nhất.ply"
    assert list_surveys(session, STAFF, site_id=urn.id) == []
    with pytest.raises(ForbiddenError):
        list_surveys(session, PUBLIC, artifact_id=urn.id)


def test_places_are_chained_and_their_rate_is_told(session, urn):
    first, middle, last = (s.scan.id for s in list_surveys(session, STAFF, artifact_id=urn.id))
    measured(session, STAFF, first, middle, make_report(region(1, -0.2), region(2, 0.3, at=(90, 0, 0))))
    measured(
        session, STAFF, first, last, make_report(region(1, 0.1, at=(11, 20, 30)), region(2, -0.6, at=(12, 20, 30)))
    )
    measured(session, STAFF, middle, last)
    series = read_series(session, STAFF, artifact_id=urn.id)
    assert (series.first.scan.id, [round(p.years, 1) for p in series.points]) == (first, [2.0, 6.0])
    fastest = series.places[0]
    assert [r.max_mm for _, r in fastest.regions] == [0.3]
    followed = next(place for place in series.places if len(place.regions) == 2)
    assert [r.max_mm for _, r in followed.regions] == [-0.2, -0.6]
    assert followed.last.earlier_region_id == followed.regions[0][1].id
    assert followed.rate_mm.per_year == pytest.approx(-0.1, abs=1e-3)
    assert followed.rate_mm.sigma < 1e-3
    assert series.loss_rate.per_year == pytest.approx(6.0, abs=0.1)
    assert series.loss_rate.points == 2


def test_far_places_and_other_kinds_are_not_the_same_place(session, urn):
    first, middle, last = (s.scan.id for s in list_surveys(session, STAFF, artifact_id=urn.id))
    measured(session, STAFF, first, middle, make_report(region(1, -0.2), region(2, -0.2, at=(30, 20, 30))))
    row = measured(session, STAFF, first, last, make_report(region(1, 0.2), region(2, -0.3, at=(12, 20, 30))))
    gain, loss = list_regions(session, row.id)
    assert gain.earlier_region_id is None
    assert loss.earlier_region_id is not None


def test_without_a_dated_result_there_is_no_series(session, urn):
    assert read_series(session, STAFF, artifact_id=urn.id) is None
    scans = [dated_scan(session, urn, f"{name}.ply", None).id for name in ("x", "y")]
    measured(session, STAFF, *scans)
    assert read_series(session, STAFF, artifact_id=urn.id) is None
    first, middle, *_ = (s.scan.id for s in list_surveys(session, STAFF, artifact_id=urn.id))
    measured(session, STAFF, first, middle)
    assert read_series(session, PUBLIC, artifact_id=urn.id) is None


times = st.lists(st.floats(0.1, 50), min_size=2, max_size=8)


@given(times, st.floats(-5, 5))
def test_a_steady_change_is_found_whatever_the_years(years, slope):
    rate = fit_rate(years, [slope * t for t in years])
    assert rate.per_year == pytest.approx(slope, abs=1e-9)
    assert rate.sigma == pytest.approx(0, abs=1e-6)


@given(times, st.floats(-5, 5), st.floats(0.01, 100))
def test_the_rate_scales_with_its_values(years, slope, factor):
    values = [slope * t + (-1) ** i for i, t in enumerate(years)]
    small, large = fit_rate(years, values), fit_rate(years, [factor * v for v in values])
    assert large.per_year == pytest.approx(factor * small.per_year, rel=1e-6, abs=1e-9)
    assert large.sigma == pytest.approx(factor * small.sigma, rel=1e-6, abs=1e-9)


def test_one_point_tells_no_uncertainty_and_none_no_rate():
    assert (fit_rate([2.0], [-0.4]).per_year, fit_rate([2.0], [-0.4]).sigma) == (-0.2, None)
    assert fit_rate([], []) is None
