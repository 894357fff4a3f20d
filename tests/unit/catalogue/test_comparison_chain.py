"""Step by step: places linked through the scan that two comparisons share, sums over the steps."""

from __future__ import annotations

import math

import pytest
from sqlalchemy.orm import Session

from catalogue.records import Artifact
from catalogue.services.comparison_chain import add_up, read_chain
from catalogue.services.comparison_links import pose_of
from catalogue.services.comparison_series import read_series
from catalogue.services.comparisons import list_regions
from tests.cataloguing import PUBLIC, STAFF, published_artifact
from tests.comparing import dated_scan, make_report, measured, region

DAYS = ("2019-05-04", "2021-05-04", "2025-05-04", "2026-05-04")
TURNED = [[0.0, -1, 0, 0.1], [1.0, 0, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0]]  # a quarter turn and 100 mm aside


@pytest.fixture
def urn(session: Session) -> Artifact:
    return published_artifact(session, "BT.1")


@pytest.fixture
def scans(session: Session, urn: Artifact):
    return [dated_scan(session, urn, f"{day}.ply", day).id for day in DAYS]


def report_with(*regions, matrix=None):
    report = make_report(*regions)
    return report if matrix is None else {**report, "registration": {**report["registration"], "matrix": matrix}}


def test_a_place_is_followed_into_the_frame_of_the_next_scan(session, urn, scans):
    a, b, c, _ = scans
    first = measured(session, STAFF, a, b, report_with(region(1, -0.2, at=(90, 20, 30)), matrix=TURNED))
    # in the frame of the middle scan the place is at (20, 10, 30): a quarter turn takes it to (-10 + 100, 20, 30)
    second = measured(session, STAFF, b, c, make_report(region(1, -0.3, at=(20, 10, 30)), region(2, -0.9)))
    old, (same, other) = list_regions(session, first.id)[0], list_regions(session, second.id)
    assert (same.earlier_region_id, other.earlier_region_id) == (old.id, None)
    chain = read_chain(session, STAFF, artifact_id=urn.id)
    assert [step.id for step in chain.steps] == [first.id, second.id]
    assert chain.years == pytest.approx(6.0, abs=0.01)
    place = chain.places[0]
    assert (place.depth_mm.value, place.volume_mm3.value) == (pytest.approx(-0.5), pytest.approx(30.0))
    assert place.depth_mm.sigma == pytest.approx(math.hypot(0.025, 0.025))
    assert place.volume_mm3.sigma == pytest.approx(math.hypot(2.5, 2.5))
    assert place.rate_mm.per_year == pytest.approx(-0.5 / 6, abs=1e-3)
    assert place.rate_mm.sigma == pytest.approx(math.hypot(0.025, 0.025) / 6, rel=1e-2)
    assert (chain.loss_mm3.value, chain.loss_mm3.sigma) == (pytest.approx(12 + 18 + 54), pytest.approx(2.5 * 3**0.5))
    assert chain.loss_rate.per_year == pytest.approx(14.0, abs=0.1)
    assert (chain.gain_mm3.value, chain.gain_mm3.sigma) == (0.0, None)


def test_without_a_pose_nothing_is_linked_but_the_steps_still_add_up(session, urn, scans):
    a, b, c, _ = scans
    measured(session, STAFF, a, b, report_with(region(1, -0.2), matrix=[[1, 0, 0, 0]] * 4))
    second = measured(session, STAFF, b, c, make_report(region(1, -0.3)))
    assert list_regions(session, second.id)[0].earlier_region_id is None
    chain = read_chain(session, STAFF, artifact_id=urn.id)
    assert (len(chain.steps), chain.places) == (2, ())


def test_a_loss_does_not_go_on_as_a_gain_nor_far_away(session, urn, scans):
    a, b, c, _ = scans
    measured(session, STAFF, a, b, make_report(region(1, -0.2)))
    second = measured(session, STAFF, b, c, make_report(region(1, 0.3), region(2, -0.3, at=(40, 20, 30))))
    assert [r.earlier_region_id for r in list_regions(session, second.id)] == [None, None]


def test_the_step_measured_last_is_linked_whichever_it_is(session, urn, scans):
    a, b, c, _ = scans
    second = measured(session, STAFF, b, c, make_report(region(1, -0.3)))
    first = measured(session, STAFF, a, b, make_report(region(1, -0.2)))
    assert list_regions(session, second.id)[0].earlier_region_id == list_regions(session, first.id)[0].id
    again = measured(session, STAFF, a, b, make_report(region(1, -0.25)))
    assert first.superseded_at is not None
    assert list_regions(session, second.id)[0].earlier_region_id == list_regions(session, again.id)[0].id
    place = read_chain(session, STAFF, artifact_id=urn.id).places[0]
    assert place.depth_mm.value == pytest.approx(-0.55)


def test_the_longest_way_is_taken_and_a_side_way_keeps_the_link(session, urn, scans):
    a, b, c, d = scans
    first = measured(session, STAFF, a, b, make_report(region(1, -0.2)))
    measured(session, STAFF, b, c, make_report(region(1, -0.3)))
    side = measured(session, STAFF, b, d, make_report(region(1, -0.4)))
    assert [s.id for s in read_chain(session, STAFF, artifact_id=urn.id).steps] == [first.id, side.id]
    assert read_chain(session, STAFF, artifact_id=urn.id).places[0].depth_mm.value == pytest.approx(-0.6)
    measured(session, STAFF, c, d, make_report(region(1, -0.1)))
    chain = read_chain(session, STAFF, artifact_id=urn.id)
    assert len(chain.steps) == 3
    assert chain.places[0].depth_mm.value == pytest.approx(-0.6)
    assert len(read_series(session, STAFF, artifact_id=urn.id).points) == 1


def test_one_step_is_no_chain_and_drafts_are_not_the_publics(session, urn, scans):
    a, b, c, _ = scans
    measured(session, STAFF, a, b)
    assert read_chain(session, STAFF, artifact_id=urn.id) is None
    measured(session, STAFF, b, c)
    assert read_chain(session, STAFF, artifact_id=urn.id) is not None
    assert read_chain(session, PUBLIC, artifact_id=urn.id) is None


def test_sums_add_in_quadrature_and_an_unknown_uncertainty_stays_unknown():
    assert add_up([(1.0, 3.0), (2.0, 4.0)]).sigma == 5.0
    assert (add_up([(1.0, 3.0), (2.0, None)]).value, add_up([(1.0, 3.0), (2.0, None)]).sigma) == (3.0, None)
    assert (add_up([]).value, add_up([]).sigma) == (0.0, 0.0)


@pytest.mark.parametrize(
    "matrix",
    [None, [], [[1, 0, 0, 0]] * 4, [[1, 0, 0]] * 4, [[1, 0, 0, "x"], *TURNED[1:]], [[math.nan] * 4, *TURNED[1:]]],
)
def test_a_pose_that_is_none_is_not_used(session, scans, matrix):
    row = measured(session, STAFF, scans[0], scans[1])
    row.report = {"registration": {"matrix": matrix}}
    assert pose_of(row) is None
