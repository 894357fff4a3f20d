"""Condition checks and the damage that they find: dated, chained, pinned, and drawn from comparisons."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import text

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.records import ConditionCheck
from catalogue.services.artifacts import register_artifact
from catalogue.services.conditions import (
    add_check,
    change_check_status,
    list_checks,
    list_due,
    read_check,
    rebuild_conditions,
    update_check,
)
from catalogue.services.damages import (
    add_damage,
    carry_over,
    link_comparison,
    list_damages,
    read_chain,
    read_damage,
    take_regions,
    update_damage,
)
from catalogue.services.numbering import next_number
from catalogue.services.sites import register_site
from catalogue.vocab.days import day_of
from catalogue.vocab.heritage import DamageChange, Grade
from catalogue.vocab.terms import Status
from tests.cataloguing import PUBLIC, STAFF, scanned, stored_file
from tests.comparing import dated_scan, make_report, measured, region

TODAY = day_of(now_utc())


@pytest.fixture
def urn(session):
    return register_artifact(session, STAFF, {"accession_number": "CD.1", "title_vi": "Cao Đỉnh"})


@pytest.fixture
def check(session, urn):
    return add_check(session, STAFF, urn, {"grade": "fair", "checked_on": "2024-03-01"})


def crack(session, number="KT.2024.0001", **more):
    return add_damage(session, STAFF, number, {"type_text": "nứt", "severity": "minor", **more})


def test_a_check_has_the_years_next_number_and_is_copied_into_its_record(session, urn, check):
    second = add_check(session, STAFF, urn, {"grade": "poor", "next_check_on": TODAY + dt.timedelta(days=90)})
    assert (check.number, second.number) == ("KT.2024.0001", f"KT.{TODAY.year}.0001")
    assert (second.checked_on, second.checker) == (TODAY, "Lê Thị Hoa")
    assert (urn.condition_grade, urn.next_check_on) == (Grade.POOR, TODAY + dt.timedelta(days=90))
    assert [row.number for row in list_checks(session, STAFF, urn)] == [second.number, check.number]


def test_an_older_check_entered_later_does_not_count_as_the_present_state(session, urn, check):
    add_check(session, STAFF, urn, {"grade": "unacceptable", "checked_on": "2019-01-01"})
    assert urn.condition_grade is Grade.FAIR


def test_a_withdrawn_check_no_longer_counts(session, urn, check):
    second = add_check(session, STAFF, urn, {"grade": "poor"})
    change_check_status(session, STAFF, second.number, Status.WITHDRAWN)
    assert urn.condition_grade is Grade.FAIR
    change_check_status(session, STAFF, check.number, Status.WITHDRAWN)
    assert (urn.condition_grade, urn.next_check_on) == (None, None)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, {"grade": "required"}),
        ({"grade": "splendid"}, {"grade": "not_in_list"}),
        ({"grade": "good", "checked_on": TODAY + dt.timedelta(days=1)}, {"checked_on": "in_future"}),
        (
            {"grade": "good", "checked_on": "2024-05-01", "next_check_on": "2024-04-01"},
            {"next_check_on": "not_after"},
        ),
        ({"grade": "good", "model_id": str(uuid4())}, {"model_id": "not_found"}),
    ],
)
def test_unfit_checks_are_refused_and_nothing_is_kept(session, urn, values, faults):
    with pytest.raises(ValidationError) as refused:
        add_check(session, STAFF, urn, values)
    assert refused.value.fields == faults
    assert list_checks(session, STAFF, urn) == []


def test_the_model_of_another_object_is_refused(session, urn):
    other = register_artifact(session, STAFF, {"accession_number": "CD.2", "title_vi": "Nhân Đỉnh"})
    _, model = scanned(session, other)
    with pytest.raises(ValidationError):
        add_check(session, STAFF, urn, {"grade": "good", "model_id": model.id})


def test_a_published_check_is_history(session, check):
    crack(session)
    update_check(session, STAFF, check.number, {"surface": "gỉ xanh"}, expected_version=None)
    change_check_status(session, STAFF, check.number, Status.REVIEW)
    change_check_status(session, STAFF, check.number, Status.PUBLISHED)
    for act in (
        lambda: update_check(session, STAFF, check.number, {"surface": "x"}, expected_version=None),
        lambda: crack(session),
        lambda: carry_over(session, STAFF, check.number),
        lambda: take_regions(session, STAFF, check.number),
    ):
        with pytest.raises(ConflictError) as settled:
            act()
        assert settled.value.code == "check_settled"


def test_due_checks_are_listed_the_longest_overdue_first(session, urn):
    site = register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu"})
    add_check(session, STAFF, urn, {"grade": "good", "checked_on": "2023-01-01", "next_check_on": "2024-06-01"})
    add_check(session, STAFF, site, {"grade": "good", "checked_on": "2023-01-01", "next_check_on": "2024-01-01"})
    assert [due.record for due in list_due(session, STAFF, dt.date(2024, 12, 31))] == [site, urn]
    assert [due.due_on for due in list_due(session, STAFF, dt.date(2024, 2, 1))] == [dt.date(2024, 1, 1)]


def test_copies_that_went_wrong_are_rebuilt(session, urn, check):
    session.execute(text("UPDATE artifact SET condition_grade = 'good', next_check_on = '2030-01-01'"))
    session.expire_all()
    assert rebuild_conditions(session, STAFF) == 1
    assert (urn.condition_grade, urn.next_check_on) == (Grade.FAIR, None)
    assert rebuild_conditions(session, STAFF) == 0


def test_a_damage_is_pinned_on_photograph_and_surface(session, urn, check):
    photo = stored_file(session, urn.id, "chân.jpg")
    damage = crack(session, file_id=photo.id, photo_x=0.25, photo_y=0.5, x_mm=1.0, y_mm=20.5, z_mm=-3.0, length_mm=14.0)
    assert (damage.number, damage.change) == (1, DamageChange.FIRST_SEEN)
    assert crack(session).number == 2
    assert [row.number for row in list_damages(session, check)] == [1, 2]


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"type_text": ""}, {"type_text": "required"}),
        ({"severity": None}, {"severity": "required"}),
        ({"photo_x": 0.5, "photo_y": 0.5}, {"photo_x": "one_target", "photo_y": "one_target"}),
        ({"x_mm": 1.0}, {"y_mm": "required", "z_mm": "required"}),
        ({"length_mm": -2}, {"length_mm": "out_of_range"}),
        ({"previous_id": str(uuid4())}, {"previous_id": "not_found"}),
        ({"term_id": str(uuid4())}, {"term_id": "not_found"}),
        ({"scene_id": str(uuid4())}, {"scene_id": "not_found"}),
    ],
)
def test_unfit_damages_are_refused_and_nothing_is_kept(session, check, values, faults):
    with pytest.raises(ValidationError) as refused:
        crack(session, **values)
    assert refused.value.fields == faults
    assert list_damages(session, check) == []


def test_a_pin_outside_of_its_photograph_or_on_another_objects_is_refused(session, urn, check):
    other = register_artifact(session, STAFF, {"accession_number": "CD.2", "title_vi": "Nhân Đỉnh"})
    own, foreign = stored_file(session, urn.id, "a.jpg"), stored_file(session, other.id, "b.jpg")
    with pytest.raises(ValidationError) as outside:
        crack(session, file_id=own.id, photo_x=1.2, photo_y=0.5)
    assert outside.value.fields == {"photo_x": "out_of_range"}
    with pytest.raises(ValidationError) as alien:
        crack(session, file_id=foreign.id, photo_x=0.2, photo_y=0.5)
    assert alien.value.fields == {"file_id": "not_found"}


def test_what_was_open_is_carried_over_and_chained(session, urn, check):
    open_one, mended = crack(session, place="chân trái"), crack(session, change="treated")
    later = add_check(session, STAFF, urn, {"grade": "fair"})
    (carried,) = carry_over(session, STAFF, later.number)
    assert (carried.previous_id, carried.change, carried.place) == (open_one.id, DamageChange.STABLE, "chân trái")
    assert carry_over(session, STAFF, later.number) == []
    update_damage(session, STAFF, carried.id, {"change": "worse", "length_mm": 20}, expected_version=1)
    assert [row.id for row in read_chain(session, STAFF, open_one)] == [open_one.id, carried.id]
    assert [row.id for row in read_chain(session, STAFF, carried)] == [open_one.id, carried.id]
    assert read_chain(session, STAFF, mended) == [mended]
    with pytest.raises(ValidationError) as twice:
        crack(session, later.number, previous_id=open_one.id)
    assert twice.value.fields == {"previous_id": "taken"}


def test_the_first_check_has_nothing_to_carry_over(session, check):
    assert carry_over(session, STAFF, check.number) == []


def test_changed_places_of_a_comparison_become_damage_once(session, urn):
    scans = [dated_scan(session, urn, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
    turned = [1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0.001, 0.002, 0.003, 1]  # z up to y up, and moved
    report = make_report(region(1, -1.24), region(2, 0.4), region(3, -0.3)) | {"scene_frame": turned}
    comparison = measured(session, STAFF, scans[0].id, scans[1].id, report)
    check = add_check(session, STAFF, urn, {"grade": "fair"})
    with pytest.raises(NotFoundError):
        take_regions(session, STAFF, check.number)
    link_comparison(session, STAFF, check.number, comparison)
    found = take_regions(session, STAFF, check.number)
    assert [row.depth_mm for row in found] == [1.24, 0.3]
    assert (found[0].x_mm, found[0].y_mm, found[0].z_mm) == pytest.approx((11.0, 32.0, -17.0))
    assert found[0].volume_mm3 == pytest.approx(1.24 * 60)
    assert take_regions(session, STAFF, check.number) == []


def test_the_comparison_of_another_object_is_refused(session, urn, check):
    other = register_artifact(session, STAFF, {"accession_number": "CD.2", "title_vi": "Nhân Đỉnh"})
    scans = [dated_scan(session, other, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
    comparison = measured(session, STAFF, scans[0].id, scans[1].id)
    with pytest.raises(ValidationError):
        link_comparison(session, STAFF, check.number, comparison)


def test_checks_are_for_staff_and_versions_are_kept(session, urn, check):
    damage = crack(session)
    with pytest.raises(ForbiddenError):
        read_check(session, PUBLIC, check.number)
    with pytest.raises(ForbiddenError):
        add_check(session, PUBLIC, urn, {"grade": "good"})
    with pytest.raises(StaleError):
        update_check(session, STAFF, check.number, {"surface": "x"}, expected_version=9)
    with pytest.raises(StaleError):
        update_damage(session, STAFF, damage.id, {"place": "x"}, expected_version=9)
    with pytest.raises(NotFoundError):
        read_check(session, STAFF, "KT.1999.0001")
    with pytest.raises(NotFoundError):
        read_damage(session, STAFF, uuid4())


def test_numbers_go_on_beyond_four_digits(session, urn, check):
    for last, following in (("KT.2024.9999", "KT.2024.10000"), ("KT.2024.10000", "KT.2024.10001")):
        check.number = last
        session.flush()
        assert next_number(session, ConditionCheck.number, "KT", 2024) == following
    assert next_number(session, ConditionCheck.number, "KT", 2031) == "KT.2031.0001"
