"""Draft, checked by a second person, final; alerts acknowledged; every step with who and when."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, ForbiddenError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Audit, Comparison
from catalogue.services.artifacts import update_artifact
from catalogue.services.comparison_states import (
    acknowledge_alert,
    check_comparison,
    finalise_comparison,
    return_comparison,
)
from catalogue.services.comparisons import NewComparison, request_comparison
from catalogue.vocab.terms import ComparisonState
from tests.cataloguing import STAFF, SYSTEM, published_artifact
from tests.comparing import dated_scan, measured, person


@pytest.fixture
def author(session: Session) -> Identity:
    return person(session, Role.RESTORER, "tac-gia")


@pytest.fixture
def second(session: Session) -> Identity:
    return person(session, Role.CONSERVATOR, "nguoi-hai")


@pytest.fixture
def curator(session: Session) -> Identity:
    return person(session, Role.CURATOR, "quan-ly")


@pytest.fixture
def row(session: Session, author: Identity) -> Comparison:
    artifact = published_artifact(session, "BT.1", change_alert_mm=1.0)
    scans = [dated_scan(session, artifact, f"{day}.ply", day) for day in ("2019-05-04", "2025-06-01")]
    return measured(session, author, scans[0].id, scans[1].id)


def test_three_steps_by_two_people_each_written_down(session, row, author, second, curator):
    check_comparison(session, second, row.id, expected_version=row.version)
    assert (row.state, row.checked_by, row.checked_by_id) == (ComparisonState.CHECKED, "nguoi-hai", second.account_id)
    finalise_comparison(session, curator, row.id, expected_version=row.version)
    assert (row.state, row.finalised_by) == (ComparisonState.FINAL, "quan-ly")
    assert row.checked_at <= row.finalised_at
    audits = session.scalars(select(Audit).where(Audit.record_id == row.id).order_by(Audit.version)).all()
    assert [(a.action, a.actor) for a in audits[-2:]] == [("check", "nguoi-hai"), ("finalise", "quan-ly")]
    assert audits[-1].changes["state"] == ["checked", "final"]


def test_the_author_is_never_the_second_person(session, row, author):
    with pytest.raises(ForbiddenError, match="comparison_own_check"):
        check_comparison(session, author, row.id, expected_version=None)


@pytest.mark.parametrize("act", [check_comparison, finalise_comparison])
def test_programs_and_roles_without_the_right_judge_nothing(session, row, act):
    officer = person(session, Role.DATA_OFFICER, "so-lieu")
    for who in (SYSTEM, officer):
        with pytest.raises(ForbiddenError):
            act(session, who, row.id, expected_version=None)
    with pytest.raises(ForbiddenError, match="comparison_person"):
        act(session, STAFF, row.id, expected_version=None)


def test_a_restorer_checks_but_makes_nothing_final(session, row):
    restorer = person(session, Role.RESTORER, "phuc-che")
    check_comparison(session, restorer, row.id, expected_version=None)
    with pytest.raises(ForbiddenError):
        finalise_comparison(session, restorer, row.id, expected_version=None)
    with pytest.raises(StaleError):
        return_comparison(session, restorer, row.id, "sai", expected_version=1)


def test_steps_are_not_skipped_or_repeated(session, row, second, curator):
    with pytest.raises(ConflictError, match="comparison_step"):
        finalise_comparison(session, curator, row.id, expected_version=None)
    with pytest.raises(ConflictError, match="comparison_step"):
        return_comparison(session, curator, row.id, "sai", expected_version=None)
    check_comparison(session, second, row.id, expected_version=None)
    with pytest.raises(ConflictError, match="comparison_step"):
        check_comparison(session, curator, row.id, expected_version=None)


def test_only_a_result_that_stands_is_checked(session, row, author, second):
    waiting = request_comparison(
        session, author, NewComparison(row.earlier_scan_id, row.later_scan_id, wishes={"registered": True})
    )
    with pytest.raises(ConflictError, match="comparison_unmeasured"):
        check_comparison(session, second, waiting.id, expected_version=None)
    newer = measured(session, author, row.earlier_scan_id, row.later_scan_id)
    with pytest.raises(ConflictError, match="comparison_retired"):
        check_comparison(session, second, row.id, expected_version=None)
    check_comparison(session, second, newer.id, expected_version=None)


def test_going_back_needs_a_reason_and_for_a_final_one_the_right(session, row, second, curator):
    check_comparison(session, second, row.id, expected_version=None)
    with pytest.raises(ValidationError) as caught:
        return_comparison(session, second, row.id, "  ", expected_version=None)
    assert caught.value.fields == {"reason": "required"}
    finalise_comparison(session, curator, row.id, expected_version=None)
    with pytest.raises(ForbiddenError):
        return_comparison(session, second, row.id, "nhầm", expected_version=None)
    return_comparison(session, curator, row.id, " Nhầm bản quét ", expected_version=row.version)
    assert (row.state, row.state_reason) == (ComparisonState.DRAFT, "Nhầm bản quét")
    assert (row.checked_by, row.checked_at, row.finalised_by, row.finalised_at) == (None,) * 4
    changes = session.scalars(select(Audit).where(Audit.record_id == row.id, Audit.action == "return")).one().changes
    assert (changes["state_reason"][1], changes["checked_by"]) == ("Nhầm bản quét", ["nguoi-hai", None])


def test_an_alert_is_acknowledged_once_by_a_person_with_a_note(session, row, second):
    assert row.has_open_alert
    with pytest.raises(ForbiddenError, match="forbidden"):
        acknowledge_alert(session, SYSTEM, row.id, "x", expected_version=None)
    with pytest.raises(ValidationError):
        acknowledge_alert(session, second, row.id, " ", expected_version=None)
    acknowledge_alert(session, second, row.id, "Đã mời phục chế", expected_version=row.version)
    assert (row.acknowledged_by, row.acknowledgement, row.has_open_alert) == ("nguoi-hai", "Đã mời phục chế", False)
    with pytest.raises(ConflictError, match="comparison_no_alert"):
        acknowledge_alert(session, second, row.id, "lại", expected_version=None)


def test_a_threshold_that_is_lowered_later_changes_no_verdict(session, row, second):
    acknowledge_alert(session, second, row.id, "xem rồi", expected_version=None)
    update_artifact(session, STAFF, "BT.1", {"change_alert_mm": 0.1}, expected_version=None)
    assert (row.alert_mm, row.has_open_alert) == (1.0, False)
